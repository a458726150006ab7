package io.countersign.projections.siem.kafka;

import io.countersign.schemas.Topics;
import io.countersign.schemas.ocsf.OcsfVersion;
import io.countersign.schemas.registry.RegistrySettings;
import java.util.List;
import java.util.Map;

/**
 * Where the SIEM topic is made from, and how.
 *
 * @param kafka client properties of the cluster
 * @param registry where the schema registry is, and the credentials for it
 * @param topics names of the topics
 * @param group consumer group; instances of one group share the partitions
 * @param instance name of this instance in the group, the same after a restart
 * @param version version of OCSF that is written
 * @param batchRecords most records of one batch
 */
public record SiemSettings(
    Map<String, String> kafka,
    RegistrySettings registry,
    TopicNames topics,
    String group,
    String instance,
    OcsfVersion version,
    int batchRecords) {

  /** Names of the topics: what is read, and what is written. */
  public record TopicNames(String events, String alerts, String siem, String deadLetters) {
    /** The names that every installation uses. */
    public static final TopicNames DEFAULT =
        new TopicNames(
            Topics.EVENTS.name(),
            Topics.ALERTS.name(),
            Topics.SIEM_OCSF.name(),
            Topics.DEAD_LETTERS.name());

    List<String> sources() {
      return List.of(events, alerts);
    }
  }

  public SiemSettings {
    kafka = Map.copyOf(kafka);
    if (batchRecords < 1) {
      throw new IllegalArgumentException(
          "Expected batches of at least one record, but was " + batchRecords);
    }
  }
}
