package io.countersign.projections.kafka;

import io.countersign.schemas.Indexes;
import io.countersign.schemas.Topics;
import io.countersign.schemas.registry.RegistrySettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Where the projections read and write.
 *
 * @param kafka client properties of the cluster: {@code bootstrap.servers}, security and the like
 * @param registry where the schema registry is, and the credentials for it
 * @param openSearch base URLs of the OpenSearch nodes
 * @param searchTimeout longest wait for one answer of OpenSearch
 * @param indexes names of the indexes
 * @param topics names of the topics
 * @param group consumer group; instances of one group share the ledgers
 * @param instance name of this instance in the group, the same after a restart
 * @param batchEvents most events of one batch
 * @param cachedDocuments most documents of each index that are held in memory
 */
public record FollowerSettings(
    Map<String, String> kafka,
    RegistrySettings registry,
    List<URI> openSearch,
    Duration searchTimeout,
    Indexes indexes,
    TopicNames topics,
    String group,
    String instance,
    int batchEvents,
    int cachedDocuments) {

  /** Names of the topics: what is read, and what is written. */
  public record TopicNames(
      String events,
      String calls,
      String controls,
      String budgets,
      String alerts,
      String deadLetters) {
    /** The names that every installation uses. */
    public static final TopicNames DEFAULT =
        new TopicNames(
            Topics.EVENTS.name(),
            Topics.CALLS.name(),
            Topics.CONTROLS.name(),
            Topics.BUDGETS.name(),
            Topics.ALERTS.name(),
            Topics.DEAD_LETTERS.name());
  }

  public FollowerSettings {
    kafka = Map.copyOf(kafka);
    openSearch = List.copyOf(openSearch);
    if (batchEvents < 1 || cachedDocuments < 0) {
      throw new IllegalArgumentException(
          "Expected batches of at least one event and no negative cache, but was %d and %d"
              .formatted(batchEvents, cachedDocuments));
    }
  }

  /** Settings with the usual names and limits. */
  public static FollowerSettings of(
      String bootstrapServers, URI registry, List<URI> openSearch, String instance) {
    return new FollowerSettings(
        Map.of("bootstrap.servers", bootstrapServers),
        RegistrySettings.at(registry),
        openSearch,
        Duration.ofSeconds(30),
        Indexes.DEFAULT,
        TopicNames.DEFAULT,
        "countersign-projections",
        instance,
        1_000,
        10_000);
  }
}
