package io.countersign.ingest.kafka;

import io.countersign.ingest.Ids;
import io.countersign.schemas.Topics;
import io.countersign.schemas.avro.kafka.UndecodableRecord;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.registry.RegistryRefused;
import io.countersign.schemas.registry.RegistryUnavailable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the open calls of {@code countersign.calls}, from the beginning, and keeps following: what
 * was decided before this process began is answered from there, and its results are redacted as the
 * owners of the tools want.
 */
public final class CallsFollower implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CallsFollower.class);

  private final Deserializer<CallSnapshot> values;
  private final Memory memory;
  private final Counter undecodable;
  private final TopicFollower follower;

  /**
   * @param consumer reads committed; closed with this follower
   * @param values reads the Confluent wire format into the schema of this build
   */
  public CallsFollower(
      Consumer<byte[], byte[]> consumer,
      Deserializer<CallSnapshot> values,
      Memory memory,
      MeterRegistry meters) {
    this.values = values;
    this.memory = memory;
    this.undecodable = meters.counter("countersign.ingest.undecodable", "topic", "calls");
    this.follower =
        new TopicFollower(
            "ingest-calls",
            consumer,
            Topics.CALLS.name(),
            TopicFollower.Start.BEGINNING,
            this::handle);
  }

  /** Begins to load. */
  public void start() {
    follower.start();
  }

  /** Why a call of before may still be unknown here; empty when all are loaded. */
  public Optional<String> notReady() {
    return follower.notReady();
  }

  private void handle(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (record.value() == null) {
        forget(record);
      } else {
        memory.load(values.deserialize(record.topic(), record.value()));
      }
    } catch (RegistryUnavailable | RegistryRefused e) {
      throw new TopicFollower.RetryLater(e);
    } catch (UndecodableRecord | IllegalArgumentException e) {
      undecodable.increment();
      log.warn(
          "Expected a call at {}-{}@{}, but it can not be decoded; it is left out",
          record.topic(),
          record.partition(),
          record.offset());
    }
  }

  /** Keys are {@code tenant/callId}; a tenant may hold a slash, a call id does not. */
  private void forget(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null) {
      return;
    }
    String key = new String(record.key(), StandardCharsets.UTF_8);
    int slash = key.lastIndexOf('/');
    if (slash > 0) {
      Ids.uuid7(key.substring(slash + 1))
          .ifPresent(callId -> memory.finished(key.substring(0, slash), callId));
    }
  }

  @Override
  public void close() {
    follower.close();
  }
}
