package io.countersign.projections.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.projections.document.BatchFold.Progress;
import io.countersign.projections.document.DocumentId;
import io.countersign.projections.document.SearchDocument;
import io.countersign.projections.document.Version;
import io.countersign.schemas.Indexes;
import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.StrictJson;
import io.countersign.schemas.opensearch.SearchCluster;
import io.countersign.schemas.opensearch.SearchCluster.Answer;
import io.countersign.schemas.opensearch.SearchUnavailable;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads and writes the documents of this role. Writing the same documents again changes nothing:
 * each has an external version, and an older or equal one is refused by OpenSearch and fine by us.
 */
public final class DocumentStore {
  private static final Set<String> DOCUMENT_FAULTS =
      Set.of(
          "mapper_parsing_exception",
          "strict_dynamic_mapping_exception",
          "document_parsing_exception",
          "parse_exception");

  /** Most bytes of one bulk request; one document may be larger and then goes alone. */
  private static final int BULK_BYTES = 8 * 1024 * 1024;

  /** Most documents fetched by one request; a call may hold some hundred kilobytes. */
  private static final int FETCH = 200;

  /** An alias that was removed must not come back as an index with guessed mappings. */
  private static final Map<String, String> ALIAS_ONLY = Map.of("require_alias", "true");

  private final SearchCluster cluster;
  private final Indexes indexes;

  public DocumentStore(SearchCluster cluster, Indexes indexes) {
    this.cluster = cluster;
    this.indexes = indexes;
  }

  /**
   * Writes documents.
   *
   * @return those that OpenSearch will never take; all others are written, or a newer version is
   * @throws SearchUnavailable when any document could not be written for a reason that may pass;
   *     write all of them again then
   */
  public List<Refusal> write(List<SearchDocument> documents) throws SearchUnavailable {
    List<Refusal> refusals = new ArrayList<>();
    List<SearchDocument> chunk = new ArrayList<>();
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (SearchDocument document : documents) {
      byte[] bytes = lines(document);
      if (!chunk.isEmpty() && lines.size() + bytes.length > BULK_BYTES) {
        bulk(chunk, lines.toByteArray(), refusals);
        chunk.clear();
        lines.reset();
      }
      chunk.add(document);
      lines.writeBytes(bytes);
    }
    if (!chunk.isEmpty()) {
      bulk(chunk, lines.toByteArray(), refusals);
    }
    return refusals;
  }

  /**
   * Makes everything written so far searchable, then says so: whoever reads a position here finds
   * every event up to it.
   *
   * @param ledgers number of ledgers of this installation
   */
  public void publish(List<Progress> progress, int ledgers) throws SearchUnavailable {
    String written =
        String.join(
            ",",
            Arrays.stream(Indexes.Kind.values())
                .filter(kind -> kind != Indexes.Kind.PROGRESS)
                .map(indexes::alias)
                .toList());
    Answer refreshed = cluster.send("POST", "/" + written + "/_refresh", null);
    if (!refreshed.succeeded() || refreshed.body().path("_shards").path("failed").asInt() > 0) {
      throw unavailable("a refresh of " + written, refreshed.status(), refreshed.errorType());
    }
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (Progress ledger : progress) {
      JsonObject document =
          JsonObject.builder()
              .put("ledger", ledger.ledger())
              .put("generation", ledger.generation())
              .put("position", ledger.position())
              .put("ledgers", ledgers)
              .build();
      line(
          lines,
          action(
              Indexes.Kind.PROGRESS,
              DocumentId.ofProgress(ledger.ledger(), ledger.generation()),
              Version.of(ledger.generation(), ledger.position())));
      line(lines, document);
    }
    Answer answer =
        cluster.sendLines(
            "/_bulk", Map.of("require_alias", "true", "refresh", "true"), lines.toByteArray());
    for (JsonNode item : items(answer)) {
      int status = item.path("status").asInt();
      if (status / 100 != 2 && status != 409) {
        throw unavailable("the progress", status, item.path("error").path("type").asText());
      }
    }
  }

  /**
   * Fetches documents as they are now, also those written a moment ago; absent ones are left out.
   */
  public Map<String, JsonObject> fetch(Indexes.Kind kind, Collection<String> ids)
      throws SearchUnavailable {
    String field = kind.content();
    Map<String, JsonObject> found = new HashMap<>();
    List<String> wanted = List.copyOf(ids);
    for (int from = 0; from < wanted.size(); from += FETCH) {
      List<String> some = wanted.subList(from, Math.min(wanted.size(), from + FETCH));
      Answer answer =
          cluster.send(
              "POST",
              "/" + indexes.alias(kind) + "/_mget",
              Map.of("_source", field),
              JsonObject.of("ids", JsonArray.ofStrings(some)));
      JsonNode documents = answer.body().path("docs");
      if (!answer.succeeded() || documents.size() != some.size()) {
        throw unavailable(
            "documents of " + indexes.alias(kind), answer.status(), answer.errorType());
      }
      for (JsonNode document : documents) {
        if (document.has("error")) {
          String type = document.path("error").path("type").asText();
          throw unavailable("a document of " + indexes.alias(kind), answer.status(), type);
        }
        if (document.path("found").asBoolean()) {
          found.put(
              document.path("_id").asText(), read(document.path("_source").path(field).asText()));
        }
      }
    }
    return found;
  }

  private void bulk(List<SearchDocument> documents, byte[] lines, List<Refusal> refusals)
      throws SearchUnavailable {
    List<JsonNode> items = items(cluster.sendLines("/_bulk", ALIAS_ONLY, lines));
    if (items.size() != documents.size()) {
      throw unavailable("one reply for each document", items.size(), "another number of replies");
    }
    for (int i = 0; i < items.size(); i++) {
      int status = items.get(i).path("status").asInt();
      JsonNode error = items.get(i).path("error");
      String type = error.path("type").asText();
      if (status == 400 && isTheDocumentsFault(type, error.path("reason").asText())) {
        refusals.add(new Refusal(documents.get(i), type));
      } else if (status / 100 != 2 && status != 409) {
        // Missing or write-blocked index, full queue, missing rights: a person or time will help.
        throw unavailable("a document of " + documents.get(i).kind(), status, type);
      }
    }
  }

  /** A closed index or an alias in the middle of a swap is answered with 400 too, and passes. */
  private static boolean isTheDocumentsFault(String type, String reason) {
    return DOCUMENT_FAULTS.contains(type)
        || (type.equals("illegal_argument_exception")
            && (reason.contains("immense term") || reason.contains("nested")));
  }

  private static List<JsonNode> items(Answer answer) throws SearchUnavailable {
    if (!answer.succeeded()) {
      throw unavailable("a bulk request", answer.status(), answer.errorType());
    }
    List<JsonNode> items = new ArrayList<>();
    answer.body().path("items").forEach(item -> items.add(item.path("index")));
    return items;
  }

  private byte[] lines(SearchDocument document) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream(1024);
    line(lines, action(document.kind(), document.id(), document.version()));
    line(lines, document.source());
    return lines.toByteArray();
  }

  private JsonObject action(Indexes.Kind kind, String id, long version) {
    return JsonObject.of(
        "index",
        JsonObject.builder()
            .put("_index", indexes.alias(kind))
            .put("_id", id)
            .put("version", version)
            .put("version_type", "external")
            .build());
  }

  private static void line(ByteArrayOutputStream lines, JsonObject json) {
    lines.writeBytes(CanonicalJson.bytes(json));
    lines.write('\n');
  }

  private static JsonObject read(String canonical) {
    if (StrictJson.reread(canonical) instanceof JsonObject object) {
      return object;
    }
    throw new IllegalStateException(
        "Expected a stored document to be a JSON object, but it is not: somebody else wrote to the index. Build the projections again (docs/operations.md)");
  }

  private static SearchUnavailable unavailable(String what, int status, String type) {
    return new SearchUnavailable(
        "Expected OpenSearch to take or give %s, but it answered %d %s"
            .formatted(what, status, type),
        null);
  }
}
