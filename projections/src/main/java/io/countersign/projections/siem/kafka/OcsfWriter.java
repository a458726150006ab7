package io.countersign.projections.siem.kafka;

import io.countersign.projections.siem.Away;
import io.countersign.projections.siem.kafka.SiemSettings.TopicNames;
import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.avro.kafka.UndecodableRecord;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.kafka.LogHeaders;
import io.countersign.schemas.kafka.LogHeaders.CloudEvent;
import io.countersign.schemas.ocsf.OcsfAlert;
import io.countersign.schemas.ocsf.OcsfEvent;
import io.countersign.schemas.ocsf.OcsfVersion;
import io.countersign.schemas.registry.RegistryRefused;
import io.countersign.schemas.registry.RegistryUnavailable;
import io.countersign.schemas.registry.SchemaRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each event and each version of an alert to the SIEM topic: key the tenant, value canonical
 * JSON, headers of a CloudEvent in binary mode, timestamp that of the record. A ledger keeps its
 * partition, so its order is kept. A batch that is done again writes copies with equal bytes;
 * outside of transactions, so that no reader ever waits for or sees what was taken back.
 */
final class OcsfWriter implements Work {
  private static final Logger LOG = LoggerFactory.getLogger(OcsfWriter.class);

  /** Below the longest pause between polls, so that a broker that is away costs no membership. */
  private static final Duration DELIVERY = Duration.ofSeconds(30);

  private final SchemaRegistry registry;
  private final Deserializer<EventEnvelope> events;
  private final Deserializer<Alert> alerts;
  private final Producer<byte[], byte[]> producer;
  private final TopicNames topics;
  private final OcsfVersion version;
  private final MeterRegistry meters;
  private final List<Future<?>> sent = new ArrayList<>();

  OcsfWriter(SiemSettings settings, SchemaRegistry registry, MeterRegistry meters) {
    LogFormats formats = new LogFormats(registry);
    this.registry = registry;
    this.events = formats.eventDeserializer();
    this.alerts = formats.alertDeserializer();
    this.producer = producer(settings.kafka());
    this.topics = settings.topics();
    this.version = settings.version();
    this.meters = meters;
  }

  private static Producer<byte[], byte[]> producer(Map<String, String> kafka) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) DELIVERY.toMillis());
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY.toMillis());
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) DELIVERY.toMillis() / 2);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * 1024 * 1024);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public void handle(ConsumerRecords<byte[], byte[]> records) throws Away {
    try {
      int partitions = producer.partitionsFor(topics.siem()).size();
      for (ConsumerRecord<byte[], byte[]> record : records) {
        sent.add(producer.send(outgoing(record, partitions)));
      }
      for (Future<?> future : sent) {
        future.get();
      }
    } catch (ExecutionException e) {
      throw new Away("Kafka to take what was sent: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Away("Kafka to take what was sent, but this role is being stopped", e);
    } catch (KafkaException e) {
      throw new Away("Kafka to take a record: " + e.getMessage(), e);
    } finally {
      sent.clear();
    }
  }

  private ProducerRecord<byte[], byte[]> outgoing(
      ConsumerRecord<byte[], byte[]> record, int partitions) throws Away {
    try {
      Written written =
          record.topic().equals(topics.alerts())
              ? alert(alerts.deserialize(record.topic(), record.value()))
              : event(events.deserialize(record.topic(), record.value()));
      return new ProducerRecord<>(
          topics.siem(),
          record.partition() % partitions,
          written.time().toEpochMilli(),
          written.tenant().getBytes(StandardCharsets.UTF_8),
          OcsfEvent.bytes(written.ocsf()),
          written.headers());
    } catch (UndecodableRecord e) {
      return deadLetter(record, e.reason().name());
    } catch (IllegalArgumentException e) {
      return deadLetter(record, "NOT_MAPPED");
    } catch (RegistryUnavailable | RegistryRefused e) {
      throw new Away("the schema registry to give a schema: " + e.getMessage(), e);
    }
  }

  /** A record as it is written. */
  private record Written(String tenant, Instant time, JsonObject ocsf, Headers headers) {}

  private Written event(EventEnvelope event) {
    Headers headers =
        LogHeaders.json(
            new CloudEvent(
                event.eventId().toString(),
                "ocsf." + event.type(),
                "/countersign/ledgers/" + event.ledger(),
                event.recordedAt(),
                version.schemaId(),
                event.traceparent()));
    LogHeaders.add(headers, LogHeaders.COMMAND_ID, event.commandId().toString());
    LogHeaders.add(headers, LogHeaders.EVENT_TYPE, event.type());
    JsonObject ocsf = OcsfEvent.of(event, version);
    return new Written(event.tenant(), event.recordedAt(), ocsf, headers);
  }

  private Written alert(Alert alert) {
    Headers headers =
        LogHeaders.json(
            new CloudEvent(
                OcsfAlert.uid(alert),
                "ocsf.Alert",
                "/countersign/ledgers/" + alert.ledger(),
                alert.updatedAt(),
                version.schemaId(),
                null));
    LogHeaders.add(headers, LogHeaders.EVENT_TYPE, "Alert");
    JsonObject ocsf = OcsfAlert.of(alert, version);
    return new Written(alert.tenant(), alert.updatedAt(), ocsf, headers);
  }

  private ProducerRecord<byte[], byte[]> deadLetter(
      ConsumerRecord<byte[], byte[]> record, String reason) {
    LOG.error(
        "Expected an event or alert at {}-{} offset {}, but it cannot be written for SIEMs ({}): sent to the dead letters",
        record.topic(),
        record.partition(),
        record.offset(),
        reason);
    meters.counter("countersign.siem.dead.letters", "reason", reason).increment();
    Headers headers = new RecordHeaders(record.headers().toArray());
    LogHeaders.deadLetter(
        headers, "siem", reason, record.topic(), record.partition(), record.offset());
    return new ProducerRecord<>(topics.deadLetters(), null, record.key(), record.value(), headers);
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
    events.close();
    alerts.close();
    registry.close();
  }
}
