package io.countersign.projections.kafka;

import io.countersign.schemas.kafka.LogHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends records to Kafka and waits for all of them; knows how a dead letter looks. */
final class Outbox implements AutoCloseable {
  /** Below the longest pause between polls, so that a broker that is away costs no membership. */
  private static final Duration DELIVERY = Duration.ofSeconds(30);

  private final Producer<byte[], byte[]> producer;
  private final String deadLetters;
  private final List<Future<?>> sent = new ArrayList<>();

  /**
   * Opens the client.
   *
   * @param connection how to reach Kafka
   * @param deadLetters name of the topic of dead letters
   */
  Outbox(Map<String, ?> connection, String deadLetters) {
    Map<String, Object> settings = new HashMap<>(connection);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) DELIVERY.toMillis());
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY.toMillis());
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) DELIVERY.toMillis() / 2);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * 1024 * 1024);
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    this.deadLetters = deadLetters;
  }

  /** Sends one record. */
  void send(ProducerRecord<byte[], byte[]> record) throws Away {
    try {
      sent.add(producer.send(record));
    } catch (KafkaException e) {
      throw new Away("Expected Kafka to take a record, but: " + e.getMessage(), e);
    }
  }

  /**
   * Sends a record on as it is, with headers that say where it was and why it is here.
   *
   * @param reader who could not use it
   */
  void deadLetter(String reader, ConsumerRecord<byte[], byte[]> record, DeadLetter letter)
      throws Away {
    Headers headers = new RecordHeaders(record.headers().toArray());
    LogHeaders.deadLetter(
        headers, reader, letter.reason(), record.topic(), record.partition(), record.offset());
    send(new ProducerRecord<>(deadLetters, null, record.key(), record.value(), headers));
  }

  /** Waits until everything sent is durable. */
  void flush() throws Away {
    try {
      for (Future<?> future : sent) {
        future.get();
      }
    } catch (ExecutionException e) {
      throw new Away("Expected Kafka to take what was sent, but: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Away("Expected Kafka to take what was sent, but this role is being stopped", e);
    } finally {
      sent.clear();
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
