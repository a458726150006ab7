package io.countersign.projections.opensearch;

import io.countersign.schemas.Indexes;
import io.countersign.schemas.Indexes.Kind;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.opensearch.SearchCluster;
import io.countersign.schemas.opensearch.SearchCluster.Answer;
import io.countersign.schemas.opensearch.SearchUnavailable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the timeline's index of a month when its first event comes. A month of the generation that
 * readers are given joins their alias in one request with the proof that this generation still
 * grows, so a writer that has not heard of the next one cannot show a month twice.
 */
final class TimelineMonths {
  private static final Logger LOG = LoggerFactory.getLogger(TimelineMonths.class);

  private final SearchCluster cluster;
  private final Indexes indexes;
  private final Set<String> known = new HashSet<>();

  TimelineMonths(SearchCluster cluster, Indexes indexes) {
    this.cluster = cluster;
    this.indexes = indexes;
  }

  /** The alias that a generation of the timeline has while months may join it. */
  static String open(String anchor) {
    return anchor + "-open";
  }

  /**
   * Makes a month of the generation that readers are given, when it is missing.
   *
   * @throws SearchUnavailable also when that generation no longer grows
   */
  void require(int generation, String month) throws SearchUnavailable {
    if (known.contains(month)) {
      return;
    }
    create(month, JsonObject.EMPTY);
    String anchor = indexes.concrete(Kind.TIMELINE, generation);
    Aliases.change(
        cluster,
        List.of(
            Aliases.removeOrFail(anchor, open(anchor)),
            Aliases.add(anchor, open(anchor)),
            Aliases.add(month, indexes.alias(Kind.TIMELINE))));
    known.add(month);
  }

  /** Makes a month of a generation that nobody reads yet, when it is missing. */
  void require(String month, JsonObject settings) throws SearchUnavailable {
    if (!known.contains(month)) {
      create(month, settings);
      known.add(month);
    }
  }

  private void create(String month, JsonObject settings) throws SearchUnavailable {
    JsonObject body =
        JsonObject.builder()
            .put("settings", settings)
            .put("aliases", JsonObject.of(Indexes.writer(month), JsonObject.EMPTY))
            .build();
    Answer answer = cluster.send("PUT", "/" + month, body);
    if (answer.succeeded()) {
      LOG.info("Created index {}", month);
    } else if (!"resource_already_exists_exception".equals(answer.errorType())) {
      throw new SearchUnavailable(
          "Expected OpenSearch to make the index %s, but it answered %d %s"
              .formatted(month, answer.status(), answer.errorType()),
          null);
    }
  }

  /** Forgets what is there: somebody else may have deleted it. */
  void forget() {
    known.clear();
  }
}
