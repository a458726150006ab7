package io.countersign.approvals.kafka;

import io.countersign.schemas.Topics;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.kafka.LogHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries what is meant for the whole platform, behaviour levels and brakes, from the ledger that
 * recorded it to all others. It follows committed events, so it needs no memory of its own: new
 * ones from the moment it starts, which it forwards at once, and beside them all history, after
 * which it forwards what ledgers still lack. Ids of what it appends follow from the event and the
 * target, so any number of forwarders and restarts do no harm: each ledger refuses what it has
 * recorded already, and never engages a brake that it has released.
 */
public final class PlatformForwarder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PlatformForwarder.class);
  private static final byte[] KEY = CommandEnvelope.PLATFORM.getBytes(StandardCharsets.UTF_8);

  /** How long to wait for new events; what comes earlier is handed over at once. */
  private static final Duration POLL = Duration.ofMillis(500);

  /** How long to wait for new events while there is history to read. */
  private static final Duration GLANCE = Duration.ofMillis(5);

  /** What did not arrive by then is appended again. */
  private static final Duration RETRY = Duration.ofSeconds(3);

  /** How long to wait after a failure. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final LedgerCommands commands;
  private final KafkaConsumer<byte[], byte[]> latest;
  private final KafkaConsumer<byte[], byte[]> history;
  private final Deserializer<EventEnvelope> events;
  private final List<TopicPartition> partitions;
  private final Map<UUID, Long> triedAtNanos = new HashMap<>();
  private final Thread thread;
  private volatile boolean open = true;
  private volatile PlatformControls controls;
  private final int ledgers;
  private Map<TopicPartition, Long> historyEnds = Map.of();
  private boolean started;

  /** Starts following. */
  public PlatformForwarder(
      Map<String, Object> connection, LogFormats formats, int ledgers, LedgerCommands commands) {
    this.commands = commands;
    this.ledgers = ledgers;
    this.controls = new PlatformControls(ledgers);
    this.events = formats.eventDeserializer();
    this.partitions =
        IntStream.range(0, ledgers)
            .mapToObj(ledger -> new TopicPartition(Topics.EVENTS.name(), ledger))
            .toList();
    this.latest = consumer(connection);
    this.history = consumer(connection);
    this.thread = Thread.ofPlatform().name("platform-forwarder").daemon().start(this::follow);
  }

  private static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> connection) {
    Map<String, Object> config = new HashMap<>(connection);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private void follow() {
    try (latest;
        history;
        events) {
      while (open) {
        try {
          followOnce();
        } catch (WakeupException e) {
          LOG.debug("Asked to stop");
        } catch (RuntimeException e) {
          // Beginning again does no harm: ids follow from the events.
          LOG.warn("Platform-wide commands are read again from the beginning", e);
          started = false;
          LockSupport.parkNanos(PAUSE.toNanos());
        }
      }
    } catch (RuntimeException | Error e) {
      LOG.error("Platform-wide commands are not forwarded any more", e);
      throw e;
    }
  }

  private void followOnce() {
    if (!started) {
      start();
    }
    boolean reading = !historyEnds.isEmpty();
    for (ConsumerRecord<byte[], byte[]> record : latest.poll(reading ? GLANCE : POLL)) {
      note(record, true);
    }
    if (reading) {
      readHistory();
    }
    forward();
  }

  /** Both readings meet at the ends of now, so that nothing is missed between them. */
  private void start() {
    PlatformControls fresh = new PlatformControls(ledgers);
    history.assign(partitions);
    historyEnds = new HashMap<>(history.endOffsets(partitions));
    latest.assign(partitions);
    historyEnds.forEach(latest::seek);
    history.seekToBeginning(partitions);
    controls = fresh;
    triedAtNanos.clear();
    started = true;
  }

  private void readHistory() {
    for (ConsumerRecord<byte[], byte[]> record : history.poll(GLANCE)) {
      note(record, false);
    }
    historyEnds.entrySet().removeIf(end -> history.position(end.getKey()) >= end.getValue());
    if (historyEnds.isEmpty()) {
      history.unsubscribe();
      LOG.info("All platform-wide commands of the past are known");
    }
  }

  private void note(ConsumerRecord<byte[], byte[]> record, boolean fresh) {
    boolean platform =
        Arrays.equals(record.key(), KEY)
            && LogHeaders.text(record.headers(), LogHeaders.EVENT_TYPE)
                .filter(PlatformControls.TYPES::contains)
                .isPresent();
    if (platform) {
      EventEnvelope event = events.deserialize(Topics.EVENTS.name(), record.value());
      synchronized (this) {
        controls.note(event, fresh);
      }
    }
  }

  private synchronized void forward() {
    boolean all = historyEnds.isEmpty();
    List<PlatformControls.Lacking> lacking = controls.lacking(all);
    long now = System.nanoTime();
    Set<UUID> ids = new HashSet<>();
    for (PlatformControls.Lacking command : lacking) {
      ids.add(command.commandId());
      Long tried = triedAtNanos.get(command.commandId());
      if (tried == null || now - tried > RETRY.toNanos()) {
        triedAtNanos.put(command.commandId(), now);
        commands.append(command.ledger(), command.commandId(), command.command());
      }
    }
    triedAtNanos.keySet().retainAll(ids);
    if (all) {
      controls.forget();
    }
  }

  /** Why platform-wide commands do not reach every ledger; empty when they do. */
  public List<String> notReady() {
    return thread.isAlive()
        ? List.of()
        : List.of("platform-wide commands are not forwarded any more");
  }

  /** How many ledgers have recorded {@code level} or a higher one. */
  public synchronized long recorded(int level) {
    return controls.recorded(level);
  }

  @Override
  public void close() {
    open = false;
    latest.wakeup();
    history.wakeup();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
