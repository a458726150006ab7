package io.countersign.standalone.faults;

import static org.assertj.core.api.Assertions.assertThat;

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

/** An engine that is killed again and again lets no limit be exceeded and leaks no reservation. */
@ExtendWith(SharedStack.class)
class BudgetFaultsIT {
  private static final Logger LOG = LoggerFactory.getLogger(BudgetFaultsIT.class);
  private static final int KILLS = Integer.getInteger("countersign.budget.kills", 8);
  private static final int MOST_ANSWERS_BETWEEN_KILLS = 150;
  private static final long SEED = 7;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private EngineCluster cluster;
  private RecordAudit audit;
  private KilledEngine engine;

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
  void noLimitIsExceededAndNothingLeaksHoweverOftenTheEngineIsKilled() throws Exception {
    Random random = new Random(SEED);
    engine.start();
    Set<UUID> acknowledged;
    try (LimitedLoad load =
        new LimitedLoad(cluster.connection(), cluster.formats, EngineCluster.LEDGERS, SEED)) {
      for (int kill = 1; kill <= KILLS; kill++) {
        awaitAnswers(audit.answered().size() + 1 + random.nextInt(MOST_ANSWERS_BETWEEN_KILLS));
        engine.kill();
        engine.start();
      }
      load.close();
      acknowledged = load.acknowledged();
    }
    awaitAnswered(acknowledged);
    LimitAudit.Figures figures = awaitNothingHeld();
    LOG.info("Killed {} times with seed {}: {}", KILLS, SEED, figures);
    assertThat(figures.allowed()).as("calls that were allowed").isPositive();
    assertThat(figures.mostRunning()).as("the cap was met").isPositive();
    LOG.info("Killed {} times: {}", KILLS, audit.assertSound());
  }

  /** The deadlines pass, the ticks come, and what was reserved is charged or freed. */
  private LimitAudit.Figures awaitNothingHeld() {
    return Eventually.get(
        () -> {
          LimitAudit.Figures figures =
              new LimitAudit(
                      List.of(LimitedLoad.PER_MINUTE, LimitedLoad.PER_HOUR),
                      LimitedLoad.AT_ONCE.concurrency())
                  .examine(audit.committed());
          assertThat(figures.open()).as("reservations that are open").isZero();
          assertThat(figures.running()).as("calls that count against a cap").isZero();
          return figures;
        });
  }

  private void awaitAnswers(int count) {
    Eventually.get(
        () -> {
          assertThat(audit.answered().size()).as("answers").isGreaterThanOrEqualTo(count);
          return true;
        });
  }

  private void awaitAnswered(Set<UUID> commands) {
    Eventually.get(
        () -> {
          Set<UUID> missing = new HashSet<>(commands);
          missing.removeAll(audit.answered());
          assertThat(missing.size()).as("commands without an event").isZero();
          return true;
        });
  }
}
