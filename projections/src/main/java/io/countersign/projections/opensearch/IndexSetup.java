package io.countersign.projections.opensearch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.schemas.Indexes;
import io.countersign.schemas.Indexes.Kind;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.opensearch.SearchCluster;
import io.countersign.schemas.opensearch.SearchCluster.Answer;
import io.countersign.schemas.opensearch.SearchUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes templates, first indexes and aliases, and adds the fields that a newer build knows to
 * indexes of an older one. Safe to repeat, and safe when two instances start at once.
 */
public final class IndexSetup {
  private static final Logger LOG = LoggerFactory.getLogger(IndexSetup.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SearchCluster cluster;
  private final Indexes indexes;

  public IndexSetup(SearchCluster cluster, Indexes indexes) {
    this.cluster = cluster;
    this.indexes = indexes;
  }

  /**
   * Makes whatever is missing.
   *
   * @throws IndexesRefused when an existing index has another mapping for a field, or another name
   */
  public void run() throws SearchUnavailable {
    IndexCatalog catalog = IndexCatalog.read(cluster, indexes);
    putTemplates();
    for (Kind kind : Kind.values()) {
      if (catalog.live(kind).isEmpty()) {
        create(kind, catalog.highest(kind) + 1);
      }
      addFields(kind);
    }
  }

  /** Puts the template of each kind, by which every index of it is made. */
  void putTemplates() throws SearchUnavailable {
    for (Kind kind : Kind.values()) {
      ObjectNode template = JSON.createObjectNode();
      template.putArray("index_patterns").add(indexes.pattern(kind));
      template.put("priority", 500);
      template.set("template", definition(kind));
      Answer answer =
          cluster.sendText("PUT", "/_index_template/" + indexes.alias(kind), template.toString());
      require(answer, "template " + indexes.alias(kind));
    }
  }

  private void create(Kind kind, int generation) throws SearchUnavailable {
    String index = indexes.concrete(kind, generation);
    JsonObject.Builder aliases =
        JsonObject.builder()
            .put(indexes.alias(kind), JsonObject.EMPTY)
            .put(Indexes.writer(index), JsonObject.EMPTY);
    if (kind == Kind.TIMELINE) {
      aliases.put(TimelineMonths.open(index), JsonObject.EMPTY);
    }
    Answer answer = cluster.send("PUT", "/" + index, JsonObject.of("aliases", aliases.build()));
    // Another instance may have been quicker.
    if (!"resource_already_exists_exception".equals(answer.errorType())) {
      require(answer, "index " + index);
      LOG.info("Created index {} behind {}", index, indexes.alias(kind));
    }
  }

  private void addFields(Kind kind) throws SearchUnavailable {
    Answer answer =
        cluster.sendText(
            "PUT",
            "/" + indexes.alias(kind) + "/_mapping",
            definition(kind).path("mappings").toString());
    require(answer, "mapping of " + indexes.alias(kind));
  }

  private static void require(Answer answer, String what) throws SearchUnavailable {
    if (answer.status() == 400) {
      throw new IndexesRefused(
          "Expected OpenSearch to take the %s, but it refused: %s. The index was made by another version or by hand: run `countersign rebuild`, which makes it anew, then start again."
              .formatted(
                  what, answer.body().path("error").path("reason").asText("no reason given")));
    }
    if (!answer.succeeded()) {
      throw new SearchUnavailable(
          "Expected OpenSearch to take the %s, but it answered %d %s"
              .formatted(what, answer.status(), answer.errorType()),
          null);
    }
  }

  /** Settings and mappings of a kind. */
  static ObjectNode definition(Kind kind) {
    try {
      return (ObjectNode) JSON.readTree(kind.definition());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Expected the definition of " + kind + " to be JSON", e);
    }
  }
}
