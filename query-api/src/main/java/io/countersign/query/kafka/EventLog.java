package io.countersign.query.kafka;

import io.countersign.query.stream.StreamItem;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.kafka.ConsumerTuning;
import io.countersign.schemas.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * The topic of committed events.
 *
 * @param kafka how to reach Kafka
 * @param topic {@code countersign.events}
 * @param ledgers number of its partitions
 * @param formats makes a reader of its values
 */
public record EventLog(
    KafkaSettings kafka, String topic, int ledgers, Supplier<Deserializer<EventEnvelope>> formats) {
  private static final int MAX_RECORDS = 500;
  private static final Duration FETCH_WAIT = Duration.ofMillis(200);

  /** The partition of a tenant, which is its ledger. */
  TopicPartition partition(String tenant) {
    return new TopicPartition(topic, TenantPartition.of(tenant, ledgers));
  }

  /** A consumer of what is committed, without partitions yet. */
  KafkaConsumer<byte[], byte[]> consumer(String name, int fetchBytes) {
    Map<String, Object> settings =
        new HashMap<>(
            kafka.consumer(
                name,
                new ConsumerTuning(
                    Optional.empty(),
                    ConsumerTuning.Isolation.READ_COMMITTED,
                    ConsumerTuning.Start.NONE,
                    MAX_RECORDS,
                    FETCH_WAIT)));
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, fetchBytes);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Whether a record is an event of this tenant. */
  static boolean isOf(String tenant, ConsumerRecord<byte[], byte[]> record) {
    return record.key() != null && tenant.equals(new String(record.key(), StandardCharsets.UTF_8));
  }

  /** Reads a record. */
  StreamItem read(Deserializer<EventEnvelope> format, ConsumerRecord<byte[], byte[]> record) {
    return StreamItem.of(format.deserialize(record.topic(), record.value()));
  }
}
