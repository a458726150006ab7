package io.countersign.approvals.kafka;

import io.countersign.schemas.Topics;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.command.ActivateBehaviour;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.BehaviourActivated;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.kafka.LogHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries what is meant for the whole platform from the ledger that recorded it to all others. It
 * follows committed events from the beginning, so it needs no memory of its own; ids of what it
 * appends follow from the event and the target, so any number of forwarders and restarts do no
 * harm, and each ledger refuses what it has recorded already.
 */
public final class PlatformForwarder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PlatformForwarder.class);
  private static final Duration POLL = Duration.ofSeconds(1);

  /** What did not arrive by then is appended again. */
  private static final Duration RETRY = Duration.ofSeconds(10);

  private final int ledgers;
  private final LedgerCommands commands;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Deserializer<EventEnvelope> events;
  private final Map<Integer, Integer> levels = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile boolean open = true;
  private @Nullable EventEnvelope highest;
  private long triedAtNanos;

  /** Starts following. */
  public PlatformForwarder(
      Map<String, Object> connection, LogFormats formats, int ledgers, LedgerCommands commands) {
    this.ledgers = ledgers;
    this.commands = commands;
    this.events = formats.eventDeserializer();
    Map<String, Object> config = new HashMap<>(connection);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    this.consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        IntStream.range(0, ledgers)
            .mapToObj(ledger -> new TopicPartition(Topics.EVENTS.name(), ledger))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    this.thread = Thread.ofPlatform().name("platform-forwarder").daemon().start(this::follow);
  }

  private void follow() {
    try (consumer;
        events) {
      while (open) {
        try {
          followOnce();
        } catch (WakeupException e) {
          LOG.debug("Asked to stop");
        } catch (RuntimeException e) {
          // Beginning again does no harm: ids follow from the events.
          LOG.warn("Platform-wide commands are read again from the beginning", e);
          consumer.seekToBeginning(consumer.assignment());
        }
      }
    } catch (RuntimeException | Error e) {
      LOG.error("Platform-wide commands are not forwarded any more", e);
      throw e;
    }
  }

  private void followOnce() {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      if (isPlatform(record)) {
        note(events.deserialize(Topics.EVENTS.name(), record.value()));
      }
    }
    if (highest != null && System.nanoTime() - triedAtNanos > RETRY.toNanos()) {
      forward(highest);
    }
  }

  private void note(EventEnvelope event) {
    if (event.body() instanceof BehaviourActivated activated) {
      levels.merge(event.ledger(), activated.level(), Math::max);
      if (highest == null
          || (highest.body() instanceof BehaviourActivated known
              && activated.level() > known.level())) {
        highest = event;
        forward(event);
      }
    }
  }

  /** Why platform-wide commands do not reach every ledger; empty when they do. */
  public List<String> notReady() {
    return thread.isAlive()
        ? List.of()
        : List.of("platform-wide commands are not forwarded any more");
  }

  private static boolean isPlatform(ConsumerRecord<byte[], byte[]> record) {
    return LogHeaders.text(record.headers(), LogHeaders.EVENT_TYPE)
        .filter(BehaviourActivated.class.getSimpleName()::equals)
        .isPresent();
  }

  private void forward(EventEnvelope event) {
    triedAtNanos = System.nanoTime();
    if (event.body() instanceof BehaviourActivated activated) {
      for (int ledger = 0; ledger < ledgers; ledger++) {
        if (levels.getOrDefault(ledger, 0) < activated.level()) {
          commands.append(ledger, id(event, ledger), new ActivateBehaviour(activated.level()));
        }
      }
    }
  }

  /** How many ledgers have recorded {@code level} or a higher one. */
  public long recorded(int level) {
    return levels.values().stream().filter(recorded -> recorded >= level).count();
  }

  private static UUID id(EventEnvelope event, int target) {
    String text = "countersign/forward/v1\n%s\n%d".formatted(event.eventId(), target);
    ByteBuffer digest =
        ByteBuffer.wrap(Digest.sha256(text.getBytes(StandardCharsets.UTF_8)).bytes());
    return new UUID(
        (digest.getLong() & 0xFFFFFFFFFFFF0FFFL) | 0x8000L,
        (digest.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L);
  }

  @Override
  public void close() {
    open = false;
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
