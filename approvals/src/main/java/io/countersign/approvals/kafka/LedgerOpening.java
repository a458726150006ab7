package io.countersign.approvals.kafka;

import io.countersign.schemas.Topics;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.call.LedgerSettings;
import io.countersign.schemas.command.OpenLedger;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.LedgerOpened;
import io.countersign.schemas.kafka.ClusterFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens before the engine starts: every ledger is compared with its genesis and with what
 * the engine has applied, and a ledger without a genesis gets one. A topic that was made anew, cut
 * or emptied is refused; going on would make the record lie.
 */
public final class LedgerOpening {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerOpening.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration RETRY = Duration.ofMillis(200);
  private static final String REMEDY =
      " Restore the topic from its backup or mirror, or begin a new generation on new topics (engine.generation), whose genesis names the old head.";

  private final Map<String, Object> connection;
  private final Admin admin;
  private final LogFormats formats;
  private final ClusterFacts facts;

  /**
   * @param connection how to reach Kafka
   * @param admin an open admin client of the same cluster
   * @param formats how records are read
   * @param facts ids and partition counts as the cluster has them now
   */
  public LedgerOpening(
      Map<String, Object> connection, Admin admin, LogFormats formats, ClusterFacts facts) {
    this.connection = Map.copyOf(connection);
    this.admin = admin;
    this.formats = formats;
    this.facts = facts;
  }

  /**
   * Checks every ledger and opens those that are new.
   *
   * @param group consumer group of the engine, whose offsets say what was applied
   * @param generation generation that is wanted
   * @param settings what a new ledger pins
   * @throws LedgerRefused when a topic is not what the ledger was written to
   */
  public void open(String group, int generation, LedgerSettings settings, LedgerCommands commands) {
    Map<TopicPartition, Long> applied = applied(group);
    try (KafkaConsumer<byte[], byte[]> consumer = consumer();
        Deserializer<EventEnvelope> events = formats.eventDeserializer()) {
      Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions());
      Map<TopicPartition, Long> end = consumer.endOffsets(partitions());
      List<Integer> unopened = new ArrayList<>();
      for (int ledger = 0; ledger < facts.ledgers(); ledger++) {
        Bounds commandLog = Bounds.of(commands(ledger), first, end);
        Bounds eventLog = Bounds.of(events(ledger), first, end);
        refuseCutLogs(ledger, commandLog, eventLog, applied.getOrDefault(commands(ledger), 0L));
        EventEnvelope genesis = genesis(ledger, eventLog.end, consumer, events);
        if (genesis != null) {
          refuseForeignGenesis(ledger, genesis, generation);
          if (!applied.containsKey(commands(ledger))) {
            refuseLostPlace(ledger, group);
          }
        } else if (applied.getOrDefault(commands(ledger), 0L) == 0) {
          unopened.add(ledger);
        } else {
          throw new LedgerRefused(
              "Expected events in ledger %d, because commands were applied, but %s is empty."
                      .formatted(ledger, Topics.EVENTS.name())
                  + REMEDY);
        }
      }
      unopened.forEach(ledger -> append(ledger, generation, settings, commands));
    }
  }

  /** Offsets at which a partition begins and ends. */
  private record Bounds(long first, long end) {
    static Bounds of(
        TopicPartition partition, Map<TopicPartition, Long> first, Map<TopicPartition, Long> end) {
      return new Bounds(first.getOrDefault(partition, 0L), end.getOrDefault(partition, 0L));
    }
  }

  private static void refuseCutLogs(int ledger, Bounds commandLog, Bounds eventLog, long applied) {
    if (eventLog.first > 0) {
      throw new LedgerRefused(
          "Expected ledger %d to begin at its genesis, but %s was cut below offset %d."
                  .formatted(ledger, Topics.EVENTS.name(), eventLog.first)
              + REMEDY);
    }
    if (commandLog.first > applied) {
      throw new LedgerRefused(
          "Expected the commands of ledger %d from offset %d on, but %s begins at %d: commands were removed before they were applied."
                  .formatted(ledger, applied, Topics.COMMANDS.name(), commandLog.first)
              + REMEDY);
    }
    if (commandLog.end < applied) {
      throw new LedgerRefused(
          "Expected at least %d commands in ledger %d, because they were applied, but %s ends at %d."
                  .formatted(applied, ledger, Topics.COMMANDS.name(), commandLog.end)
              + REMEDY);
    }
  }

  private void refuseForeignGenesis(int ledger, EventEnvelope first, int generation) {
    if (!(first.body() instanceof LedgerOpened genesis)) {
      throw new LedgerRefused(
          "Expected the genesis of ledger %d first, but %s begins with %s."
                  .formatted(ledger, Topics.EVENTS.name(), first.type())
              + REMEDY);
    }
    List<String> differences = new ArrayList<>();
    note(differences, "cluster id", genesis.clusterId(), facts.clusterId());
    note(
        differences,
        "id of " + Topics.COMMANDS.name(),
        genesis.commandsTopicId(),
        facts.of(Topics.COMMANDS).id());
    note(
        differences,
        "id of " + Topics.EVENTS.name(),
        genesis.eventsTopicId(),
        facts.of(Topics.EVENTS).id());
    note(differences, "partition count", genesis.partitions(), facts.ledgers());
    note(differences, "generation", genesis.generation(), generation);
    if (!differences.isEmpty()) {
      throw new LedgerRefused(
          "Expected ledger %d where its genesis says, but %s."
                  .formatted(ledger, String.join("; ", differences))
              + REMEDY);
    }
  }

  /**
   * The genesis and the engine's place in the commands were committed together, so one never stands
   * without the other.
   */
  private void refuseLostPlace(int ledger, String group) {
    // Read after the genesis, and more than once: another instance may have committed both a moment
    // ago, and the broker may not have finished the commit of the second.
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    boolean found = applied(group).containsKey(commands(ledger));
    while (!found && System.nanoTime() < deadline) {
      LockSupport.parkNanos(RETRY.toNanos());
      found = applied(group).containsKey(commands(ledger));
    }
    if (!found) {
      throw new LedgerRefused(
          "Expected the place of %s in the commands of ledger %d, but its offset is gone: it expired or was deleted (offsets.retention.minutes). Going on would apply every command again."
                  .formatted(group, ledger)
              + REMEDY);
    }
  }

  private static void note(List<String> differences, String what, Object pinned, Object found) {
    if (!pinned.equals(found)) {
      differences.add("the %s is %s and the genesis says %s".formatted(what, found, pinned));
    }
  }

  /**
   * The first committed event, or null when there is none: nothing was written yet, or only what a
   * crash took back.
   */
  private static @Nullable EventEnvelope genesis(
      int ledger,
      long end,
      KafkaConsumer<byte[], byte[]> consumer,
      Deserializer<EventEnvelope> events) {
    consumer.assign(List.of(events(ledger)));
    consumer.seekToBeginning(List.of(events(ledger)));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (consumer.position(events(ledger)) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
        return events.deserialize(Topics.EVENTS.name(), record.value());
      }
      if (System.nanoTime() > deadline) {
        throw new LedgerRefused(
            "Expected the first event of ledger %d within %d s, but none came: is Kafka reachable?"
                .formatted(ledger, PATIENCE.toSeconds()));
      }
    }
    return null;
  }

  private void append(
      int ledger, int generation, LedgerSettings settings, LedgerCommands commands) {
    LOG.info("Opening ledger {} in generation {}", ledger, generation);
    commands.appendAndWait(
        ledger,
        new OpenLedger(
            facts.clusterId(),
            facts.of(Topics.COMMANDS).id(),
            facts.of(Topics.EVENTS).id(),
            facts.ledgers(),
            generation,
            null,
            settings),
        PATIENCE);
  }

  private Map<TopicPartition, Long> applied(String group) {
    Map<TopicPartition, Long> applied = new HashMap<>();
    offsets(group).forEach((partition, offset) -> applied.put(partition, offset.offset()));
    return applied;
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> config = new HashMap<>(connection);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private List<TopicPartition> partitions() {
    return IntStream.range(0, facts.ledgers())
        .boxed()
        .<TopicPartition>mapMulti(
            (ledger, into) -> {
              into.accept(commands(ledger));
              into.accept(events(ledger));
            })
        .toList();
  }

  private static TopicPartition commands(int ledger) {
    return new TopicPartition(Topics.COMMANDS.name(), ledger);
  }

  private static TopicPartition events(int ledger) {
    return new TopicPartition(Topics.EVENTS.name(), ledger);
  }

  private Map<TopicPartition, OffsetAndMetadata> offsets(String group) {
    try {
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "Cannot read the offsets of %s: is Kafka reachable?".formatted(group), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while reading the offsets of " + group, e);
    }
  }
}
