package io.countersign.approvals.streams;

import io.countersign.schemas.call.LedgerSettings;
import java.nio.file.Path;
import java.util.Map;

/**
 * How an engine instance runs.
 *
 * @param connection how to reach Kafka: {@code bootstrap.servers} and what security needs
 * @param instance stable id of this instance; a restart under the same id takes its ledgers back at
 *     once
 * @param stateDirectory where its stores stand
 * @param generation generation of the ledgers, from 1
 * @param ledgerSettings what a new ledger pins
 * @param replicationFactor of the engine's own changelogs
 * @param standbys how many copies of each ledger's state other instances keep
 * @param threads stream threads of this instance
 */
public record EngineSettings(
    Map<String, Object> connection,
    String instance,
    Path stateDirectory,
    int generation,
    LedgerSettings ledgerSettings,
    int replicationFactor,
    int standbys,
    int threads) {
  public EngineSettings {
    connection = Map.copyOf(connection);
    if (!instance.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException(
          "Expected engine.instance of 1 to 64 letters, digits, dots, dashes and underscores, but was "
              + instance);
    }
    if (generation < 1 || replicationFactor < 1 || standbys < 0 || threads < 1) {
      throw new IllegalArgumentException(
          "Expected generation, replication factor and threads of 1 or more and standbys of 0 or more, but was %d, %d, %d and %d"
              .formatted(generation, replicationFactor, threads, standbys));
    }
  }

  /**
   * Application id, which is also the consumer group: a new generation shares nothing with the old
   * one.
   */
  public String applicationId() {
    return "countersign-engine-g" + generation;
  }
}
