package io.countersign.standalone.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.standalone.ChildJvm;
import io.countersign.standalone.Eventually;
import io.countersign.standalone.SharedStack;
import io.countersign.standalone.engine.EngineCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Engine processes that are paused and killed at the worst moment leave a sound record. */
@ExtendWith(SharedStack.class)
class EngineFaultsIT {
  private static final Logger LOG = LoggerFactory.getLogger(EngineFaultsIT.class);
  private static final Pattern READY = Pattern.compile("READY http");
  private static final int KILLS = Integer.getInteger("countersign.kills", 3);
  private static final int ATTEMPTS = 200;
  private static final long SEED = 42;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private EngineCluster cluster;
  private RecordAudit audit;
  private final List<ChildJvm> engines = new ArrayList<>();

  @BeforeEach
  void startCluster() throws Exception {
    cluster = new EngineCluster();
    var facts = cluster.facts();
    assertThat(facts.ledgers()).isEqualTo(EngineCluster.LEDGERS);
    audit = new RecordAudit(cluster.connection(), cluster.formats, EngineCluster.LEDGERS);
  }

  @AfterEach
  void stopAll() {
    engines.forEach(ChildJvm::close);
    audit.close();
    cluster.close();
  }

  @Test
  void anInstancePausedPastItsSessionAndResumedHasNoEffect() throws Exception {
    ChildJvm one = start("one");
    Set<UUID> acknowledged;
    try (CommandLoad load = load()) {
      awaitAnswered(load.acknowledged());
      pauseInsideATransaction(one);
      ChildJvm two = start("two");
      awaitMembers("two");
      awaitAnswered(load.acknowledged());
      assertThat(two.isAlive()).isTrue();
      one.resume();
      // It does not know that time has passed, writes on, is refused, and asks for a place again.
      awaitMembers("one", "two");
      awaitAnswered(load.acknowledged());
      load.close();
      acknowledged = load.acknowledged();
    }
    awaitAnswered(acknowledged);
    RecordAudit.Figures figures = audit.assertSound();
    LOG.info("Paused and resumed: {}", figures);
    assertThat(figures.aborted()).as("events of the open transaction, taken back").isPositive();
    assertThat(one.isAlive()).as("a fenced instance goes on").isTrue();
  }

  @Test
  void transactionsThatAKillAbortsAreRepeatedByteForByte() throws Exception {
    Set<UUID> acknowledged;
    // Before its genesis a ledger records nothing, so the load comes second.
    ChildJvm engine = start("one");
    try (CommandLoad load = load()) {
      for (int kill = 1; kill <= KILLS; kill++) {
        awaitAnswered(load.acknowledged());
        pauseInsideATransaction(engine);
        engine.kill();
        Instant killed = Instant.now();
        engine = start("one");
        awaitAnswered(load.acknowledged());
        LOG.info(
            "Kill {} of {}: everything answered {} ms later",
            kill,
            KILLS,
            Duration.between(killed, Instant.now()).toMillis());
      }
      load.close();
      acknowledged = load.acknowledged();
    }
    awaitAnswered(acknowledged);
    RecordAudit.Figures figures = audit.assertSound();
    LOG.info("Killed {} times: {}", KILLS, figures);
    assertThat(figures.aborted()).as("events of killed instances, taken back").isPositive();
  }

  private CommandLoad load() {
    return new CommandLoad(cluster.connection(), cluster.formats, EngineCluster.LEDGERS, SEED);
  }

  /** Stops the process while it has written events that it has not committed. */
  private void pauseInsideATransaction(ChildJvm engine) throws IOException, InterruptedException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      engine.until("it to write events", audit::openTransaction);
      engine.pause();
      if (audit.openTransaction()) {
        return;
      }
      engine.resume();
    }
    throw new AssertionError("Expected to meet an open transaction, but each was over");
  }

  private void awaitAnswered(Set<UUID> commands) {
    Eventually.get(
        () -> {
          Set<UUID> missing = new HashSet<>(commands);
          missing.removeAll(audit.answered());
          assertThat(missing.size())
              .as(
                  "commands without an event, of %s; one of them %s",
                  commands.size(), missing.stream().findFirst())
              .isZero();
          return true;
        });
  }

  /** Waits until the group consists of these instances and every ledger has its owner. */
  private void awaitMembers(String... instances) {
    Eventually.get(
        () -> {
          ConsumerGroupDescription group = group();
          assertThat(group.groupState()).isEqualTo(GroupState.STABLE);
          Set<String> members = new TreeSet<>();
          for (MemberDescription member : group.members()) {
            members.add(member.groupInstanceId().orElse("?").replaceAll("-\\d+$", ""));
          }
          assertThat(members).containsExactly(instances);
          return true;
        });
  }

  private ConsumerGroupDescription group() throws InterruptedException, ExecutionException {
    return cluster
        .admin
        .describeConsumerGroups(List.of(RecordAudit.ENGINE))
        .all()
        .get()
        .get(RecordAudit.ENGINE);
  }

  private ChildJvm start(String instance) throws IOException, InterruptedException {
    Path config = folder.resolve(instance + ".yaml");
    Files.writeString(
        config,
        """
        data: '%s'
        http: {port: 0}
        kafka: {bootstrapServers: '%s', replicationFactor: 1, minInSync: 1}
        registry: {urls: ['%s']}
        engine: {partitions: %d, standbys: 0, instanceId: %s}
        """
            .formatted(
                folder.resolve("data-" + instance),
                cluster.bootstrapServers(),
                cluster.registryUrl(),
                EngineCluster.LEDGERS,
                instance));
    ChildJvm engine =
        new ChildJvm.Command().launcher(instance, folder, "engine", "--config", config.toString());
    engines.add(engine);
    engine.awaitSaid(READY);
    return engine;
  }
}
