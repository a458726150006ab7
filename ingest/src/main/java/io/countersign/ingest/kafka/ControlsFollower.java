package io.countersign.ingest.kafka;

import io.countersign.schemas.Topics;
import io.countersign.schemas.avro.kafka.UndecodableRecord;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.registry.RegistryRefused;
import io.countersign.schemas.registry.RegistryUnavailable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the controls of {@code countersign.controls} from the beginning. Waits until the {@link
 * Past} is placed: only what is read up to an end that was asked for later surely holds everything
 * before that place.
 *
 * <p>A control that can not be decoded may be how a tool is redacted; without it this process is
 * not ready.
 */
final class ControlsFollower implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ControlsFollower.class);

  private final Deserializer<EventEnvelope> values;
  private final Memory memory;
  private final Counter undecodable;
  private final TopicFollower follower;

  /**
   * @param consumer closed with this follower
   * @param values reads the Confluent wire format into the schema of this build
   */
  ControlsFollower(
      Consumer<byte[], byte[]> consumer,
      Deserializer<EventEnvelope> values,
      Memory memory,
      Past past,
      MeterRegistry meters) {
    this.values = values;
    this.memory = memory;
    this.undecodable = meters.counter("countersign.ingest.undecodable", "topic", "controls");
    this.follower =
        new TopicFollower(
            "ingest-controls",
            consumer,
            Topics.CONTROLS.name(),
            new AfterThePast(past),
            this::handle);
  }

  private record AfterThePast(Past past) implements TopicFollower.Start {
    @Override
    public boolean isKnown() {
      return past.isPlaced();
    }

    @Override
    public Map<TopicPartition, Long> of(
        Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
      return BEGINNING.of(consumer, ends);
    }
  }

  /** Begins to load. */
  void start() {
    follower.start();
  }

  /** Why a control of before may still be unknown here; empty when all are loaded. */
  Optional<String> notReady() {
    if (undecodable.count() > 0) {
      return Optional.of(
          "Expected every control in %s to be readable, but one is not: rebuild the projections"
              .formatted(Topics.CONTROLS.name()));
    }
    return follower.notReady();
  }

  private void handle(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      // The control is gone; what is remembered of it may still be needed by its last calls.
      return;
    }
    try {
      memory.controls(values.deserialize(record.topic(), record.value()));
    } catch (RegistryUnavailable | RegistryRefused e) {
      throw new TopicFollower.RetryLater(e);
    } catch (UndecodableRecord | IllegalArgumentException e) {
      undecodable.increment();
      log.error(
          "Expected a control at {}-{}@{}, but it can not be decoded; this process is not ready",
          record.topic(),
          record.partition(),
          record.offset());
    }
  }

  @Override
  public void close() {
    follower.close();
  }
}
