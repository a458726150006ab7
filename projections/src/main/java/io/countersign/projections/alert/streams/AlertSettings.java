package io.countersign.projections.alert.streams;

import java.nio.file.Path;
import java.util.Map;

/**
 * How alerts are made.
 *
 * @param connection how to reach Kafka: {@code bootstrap.servers} and what security needs
 * @param applicationId application id, which is also the consumer group; instances of one share the
 *     ledgers
 * @param instance stable id of this instance; a restart under the same id takes its ledgers back at
 *     once
 * @param stateDirectory where its stores stand
 * @param replicationFactor of its changelogs
 * @param standbys how many copies of each ledger's memory other instances keep
 * @param threads stream threads of this instance
 */
public record AlertSettings(
    Map<String, Object> connection,
    String applicationId,
    String instance,
    Path stateDirectory,
    int replicationFactor,
    int standbys,
    int threads) {
  /** The application id of the first generation of alerts. */
  public static final String APPLICATION = "countersign-alerts-g1";

  public AlertSettings {
    connection = Map.copyOf(connection);
    if (replicationFactor < 1 || standbys < 0 || threads < 1) {
      throw new IllegalArgumentException(
          "Expected replication factor and threads of 1 or more and standbys of 0 or more, but was %s, %s and %s"
              .formatted(replicationFactor, threads, standbys));
    }
  }
}
