package io.countersign.projections.alert.streams;

import io.countersign.projections.alert.Watch;
import io.countersign.projections.alert.avro.AlertForm;
import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.kafka.LogHeaders;
import java.util.Objects;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches one ledger: one event in, the alerts it changes out, what is remembered kept, all in one
 * transaction. Called by one stream thread at a time.
 */
final class AlertProcessor implements Processor<byte[], byte[], AlertKey, byte[]> {
  private static final Logger LOG = LoggerFactory.getLogger(AlertProcessor.class);

  private final Wire wire;
  private @Nullable ProcessorContext<AlertKey, byte[]> context;
  private @Nullable Watch watch;

  AlertProcessor(Wire wire) {
    this.wire = wire;
  }

  @Override
  public void init(ProcessorContext<AlertKey, byte[]> newContext) {
    context = newContext;
    watch = null;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    EventEnvelope event;
    try {
      event = wire.event(record.value());
    } catch (IllegalArgumentException e) {
      // The search projection sends it to the dead letters; here it only must not stop the rest.
      RecordMetadata place = context().recordMetadata().orElseThrow();
      LOG.error(
          "Expected an event at {}-{} offset {}, but it is none: no rule has seen it",
          place.topic(),
          place.partition(),
          place.offset());
      return;
    }
    for (Alert alert : see(event)) {
      context()
          .forward(
              new Record<>(
                  AlertKey.of(alert),
                  wire.alert(alert),
                  alert.updatedAt().toEpochMilli(),
                  headers(alert)));
    }
  }

  private Iterable<Alert> see(EventEnvelope event) {
    try {
      return watch().see(event);
    } catch (KafkaException e) {
      // a fault of the store's changelog, such as a fenced producer: Streams knows what to do
      throw e;
    } catch (RuntimeException e) {
      throw new AssertionError(
          "Expected every event to be watched, but ledger %s position %s met a bug"
              .formatted(event.ledger(), event.position()),
          e);
    }
  }

  /** Computed from the alert alone, so a repeat is equal. CloudEvents 1.0, binary mode. */
  private static Headers headers(Alert alert) {
    Headers headers = new RecordHeaders();
    LogHeaders.add(headers, "ce_specversion", "1.0");
    LogHeaders.add(headers, "ce_id", alert.alertId() + "/" + alert.version());
    LogHeaders.add(headers, "ce_source", "/countersign/ledgers/" + alert.ledger());
    LogHeaders.add(headers, "ce_type", "io.countersign.alert.v1");
    LogHeaders.add(headers, "ce_time", alert.updatedAt().toString());
    LogHeaders.add(headers, "content-type", "application/vnd.apache.avro+binary");
    return headers;
  }

  private ProcessorContext<AlertKey, byte[]> context() {
    return Objects.requireNonNull(context, "init comes first");
  }

  private Watch watch() {
    Watch known = watch;
    if (known == null) {
      KeyValueStore<String, byte[]> store = context().getStateStore(AlertTopology.STORE);
      known = new Watch(new StoredMemory(store), new AlertForm());
      watch = known;
    }
    return known;
  }
}
