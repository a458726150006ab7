package io.countersign.standalone.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.event.EventEnvelope;
import io.countersign.standalone.Eventually;
import io.countersign.standalone.SharedStack;
import io.countersign.standalone.engine.EngineCluster;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An engine that is killed between votes and their resolution, between claims and their answers,
 * and between answers and outcomes doubles nothing and loses nothing.
 */
@ExtendWith(SharedStack.class)
class ApprovalFaultsIT {
  private static final Logger LOG = LoggerFactory.getLogger(ApprovalFaultsIT.class);
  private static final int KILLS = Integer.getInteger("countersign.approval.kills", 6);
  private static final int MOST_EVENTS_BETWEEN_KILLS = 120;
  private static final long SEED = 11;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private EngineCluster cluster;
  private RecordAudit audit;
  private KilledEngine engine;
  private final Set<UUID> heard = new HashSet<>();

  @BeforeEach
  void startCluster() throws Exception {
    cluster = new EngineCluster();
    assertThat(cluster.facts().ledgers()).isEqualTo(EngineCluster.LEDGERS);
    audit = new RecordAudit(cluster.connection(), cluster.formats, EngineCluster.LEDGERS);
    engine = new KilledEngine(cluster, folder);
  }

  @AfterEach
  void stopAll() {
    engine.close();
    audit.close();
    cluster.close();
  }

  @Test
  void nothingIsDoubledOrLostHoweverOftenTheEngineIsKilled() throws Exception {
    Random random = new Random(SEED);
    engine.start();
    Set<UUID> acknowledged;
    try (ApprovalLoad load =
        new ApprovalLoad(cluster.connection(), cluster.formats, EngineCluster.LEDGERS, SEED)) {
      for (int kill = 1; kill <= KILLS; kill++) {
        awaitHeard(load, heard.size() + 1 + random.nextInt(MOST_EVENTS_BETWEEN_KILLS));
        engine.kill();
        engine.start();
      }
      awaitHeard(load, heard.size() + MOST_EVENTS_BETWEEN_KILLS);
      load.askNoMore();
      awaitNothingOpen(load);
      load.close();
      acknowledged = load.acknowledged();
    }
    Eventually.get(
        () -> {
          Set<UUID> missing = new HashSet<>(acknowledged);
          missing.removeAll(audit.answered());
          assertThat(missing.size()).as("commands without an event").isZero();
          return true;
        });
    ApprovalAudit.Figures figures = new ApprovalAudit().examine(audit.committed());
    assertThat(figures.open()).as("approvals that nobody ended").isZero();
    assertThat(figures.running()).as("claims without an end").isZero();
    LOG.info("Killed {} times with seed {}: {}", KILLS, SEED, figures);
    assertThat(figures.claimed()).as("approvals that were spent").isPositive();
    assertThat(figures.closed()).as("approvals that ended otherwise").isPositive();
    LOG.info("Killed {} times: {}", KILLS, audit.assertSound());
  }

  /** Tells people and gateways what has been committed since; returns all of it. */
  private List<EventEnvelope> hear(ApprovalLoad load) {
    List<EventEnvelope> events = audit.committed();
    events.stream().filter(event -> heard.add(event.eventId())).forEach(load::hear);
    return events;
  }

  /** Lets people and gateways react until every approval and every claim has ended. */
  private void awaitNothingOpen(ApprovalLoad load) {
    Eventually.get(
        () -> {
          ApprovalAudit.Figures found = new ApprovalAudit().examine(hear(load));
          assertThat(found.open()).as("approvals that nobody ended").isZero();
          assertThat(found.running()).as("claims without an end").isZero();
          return true;
        });
  }

  /** Lets people and gateways react until so many events were heard. */
  private void awaitHeard(ApprovalLoad load, int count) {
    Eventually.get(
        () -> {
          hear(load);
          assertThat(heard.size()).as("events").isGreaterThanOrEqualTo(count);
          return true;
        });
  }
}
