package io.countersign.ingest.kafka;

import io.countersign.ingest.Acknowledge;
import io.countersign.ingest.Ids;
import io.countersign.ingest.Waiters;
import io.countersign.schemas.Topics;
import io.countersign.schemas.avro.kafka.UndecodableRecord;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.kafka.LogHeaders;
import io.countersign.schemas.registry.RegistryRefused;
import io.countersign.schemas.registry.RegistryUnavailable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows {@code countersign.events} and tells those who wait. Two of them run: one reads
 * uncommitted and answers at once; it decodes only what somebody waits for, by the command id in
 * the header. The other reads committed, answers those who asked for it, and keeps what ingest
 * remembers up to date, for which it decodes everything. It begins in the {@link Past}, of which it
 * takes in controls only.
 *
 * <p>Must have its place before the first command is appended, or an answer could pass by unseen:
 * see {@link #notReady}.
 */
public final class EventFollower implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EventFollower.class);

  private final Deserializer<EventEnvelope> values;
  private final Acknowledge level;
  private final Waiters waiters;
  private final Memory memory;
  private final @Nullable Past past;
  private final Counter undecodable;
  private final TopicFollower follower;

  /**
   * @param consumer reads uncommitted for {@link Acknowledge#APPENDED}, committed for {@link
   *     Acknowledge#COMMITTED}; see {@link ClientProperties}; closed with this follower
   * @param values reads the Confluent wire format into the schema of this build
   * @param past where to begin; absent to begin at the end
   */
  EventFollower(
      Consumer<byte[], byte[]> consumer,
      Deserializer<EventEnvelope> values,
      Acknowledge level,
      Waiters waiters,
      Memory memory,
      @Nullable Past past,
      MeterRegistry meters) {
    this.values = values;
    this.level = level;
    this.waiters = waiters;
    this.memory = memory;
    this.past = past;
    this.undecodable = meters.counter("countersign.ingest.undecodable", "topic", "events");
    this.follower =
        new TopicFollower(
            "ingest-events-" + level.name().toLowerCase(java.util.Locale.ROOT),
            consumer,
            Topics.EVENTS.name(),
            past == null ? TopicFollower.Start.END : past,
            this::handle);
  }

  /** Begins to follow. */
  public void start() {
    follower.start();
  }

  /** Why no command may be appended yet; empty when it may. */
  public Optional<String> notReady() {
    return follower.notReady();
  }

  private void handle(ConsumerRecord<byte[], byte[]> record) {
    boolean isPast = past != null && past.contains(record);
    if (isPast ? !Past.mayBeControl(record) : level == Acknowledge.APPENDED && !isAwaited(record)) {
      return;
    }
    EventEnvelope event;
    try {
      event = values.deserialize(record.topic(), record.value());
    } catch (RegistryUnavailable | RegistryRefused e) {
      throw new TopicFollower.RetryLater(e);
    } catch (UndecodableRecord | IllegalArgumentException e) {
      undecodable.increment();
      log.error(
          "Expected an event at {}-{}@{}, but it can not be decoded; whoever waits for it is told"
              + " unavailable",
          record.topic(),
          record.partition(),
          record.offset());
      return;
    }
    memory.controls(event);
    if (!isPast) {
      memory.calls(event);
      waiters.hear(event, level);
    }
  }

  /** A record without the header may be awaited: decoding it is slower, not wrong. */
  private boolean isAwaited(ConsumerRecord<byte[], byte[]> record) {
    return LogHeaders.text(record.headers(), LogHeaders.COMMAND_ID)
        .flatMap(Ids::uuid7)
        .map(id -> waiters.await(id, level))
        .orElse(true);
  }

  @Override
  public void close() {
    follower.close();
  }
}
