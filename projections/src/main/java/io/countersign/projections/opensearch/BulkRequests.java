package io.countersign.projections.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.projections.document.SearchDocument;
import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.opensearch.SearchCluster;
import io.countersign.schemas.opensearch.SearchCluster.Answer;
import io.countersign.schemas.opensearch.SearchUnavailable;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Documents in bulk requests of limited size, a few of them at once. */
final class BulkRequests {
  private static final Set<String> DOCUMENT_FAULTS =
      Set.of(
          "mapper_parsing_exception",
          "strict_dynamic_mapping_exception",
          "document_parsing_exception",
          "parse_exception");

  /** Most bytes of one request; one document may be larger and then goes alone. */
  private static final int BYTES = 6 * 1024 * 1024;

  /** Most requests under way. */
  private static final int AT_ONCE = 4;

  /** A name that is no alias must not come to be as an index with guessed mappings. */
  private static final Map<String, String> ALIAS_ONLY = Map.of("require_alias", "true");

  private final SearchCluster cluster;
  private final String versionType;

  private record Bulk(List<SearchDocument> documents, ByteArrayOutputStream lines) {}

  /**
   * Makes the writer.
   *
   * @param versionType {@code external}: an equal or older version is left as it is; {@code
   *     external_gte}: an equal one is written again
   */
  BulkRequests(SearchCluster cluster, String versionType) {
    this.cluster = cluster;
    this.versionType = versionType;
  }

  /**
   * Writes documents.
   *
   * @param target the alias by which the index of a document is written
   * @return those that OpenSearch will never take
   */
  List<Refusal> send(List<SearchDocument> documents, Function<SearchDocument, String> target)
      throws SearchUnavailable {
    List<Bulk> bulks = cut(documents, target);
    List<Refusal> refusals = new ArrayList<>();
    for (int from = 0; from < bulks.size(); from += AT_ONCE) {
      List<Bulk> some = bulks.subList(from, Math.min(bulks.size(), from + AT_ONCE));
      if (some.size() == 1) {
        refusals.addAll(send(some.getFirst()));
      } else {
        sendTogether(some, refusals);
      }
    }
    return refusals;
  }

  private List<Bulk> cut(List<SearchDocument> documents, Function<SearchDocument, String> target) {
    List<Bulk> bulks = new ArrayList<>();
    List<SearchDocument> chunk = new ArrayList<>();
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (SearchDocument document : documents) {
      byte[] bytes = lines(document, target.apply(document));
      if (!chunk.isEmpty() && lines.size() + bytes.length > BYTES) {
        bulks.add(new Bulk(List.copyOf(chunk), lines));
        chunk.clear();
        lines = new ByteArrayOutputStream();
      }
      chunk.add(document);
      lines.writeBytes(bytes);
    }
    if (!chunk.isEmpty()) {
      bulks.add(new Bulk(List.copyOf(chunk), lines));
    }
    return bulks;
  }

  private void sendTogether(List<Bulk> bulks, List<Refusal> refusals) throws SearchUnavailable {
    try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Refusal>>> sent = new ArrayList<>();
      bulks.forEach(bulk -> sent.add(senders.submit(() -> send(bulk))));
      for (Future<List<Refusal>> each : sent) {
        refusals.addAll(each.get());
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SearchUnavailable away) {
        throw away;
      }
      throw new IllegalStateException("A bulk request failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SearchUnavailable("Expected to write documents, but was interrupted", e);
    }
  }

  private List<Refusal> send(Bulk bulk) throws SearchUnavailable {
    List<SearchDocument> documents = bulk.documents();
    List<JsonNode> items =
        items(cluster.sendLines("/_bulk", ALIAS_ONLY, bulk.lines().toByteArray()));
    if (items.size() != documents.size()) {
      throw unavailable("one reply for each document", items.size(), "another number of replies");
    }
    List<Refusal> refusals = new ArrayList<>();
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
    return refusals;
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

  private byte[] lines(SearchDocument document, String target) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream(1024);
    JsonObject action =
        JsonObject.of(
            "index",
            JsonObject.builder()
                .put("_index", target)
                .put("_id", document.id())
                .put("version", document.version())
                .put("version_type", versionType)
                .build());
    line(lines, action);
    line(lines, document.source());
    return lines.toByteArray();
  }

  private static void line(ByteArrayOutputStream lines, JsonObject json) {
    lines.writeBytes(CanonicalJson.bytes(json));
    lines.write('\n');
  }

  private static SearchUnavailable unavailable(String what, int status, String type) {
    return new SearchUnavailable(
        "Expected OpenSearch to take %s, but it answered %d %s".formatted(what, status, type),
        null);
  }
}
