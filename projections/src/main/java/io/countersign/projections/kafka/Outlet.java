package io.countersign.projections.kafka;

import io.countersign.projections.kafka.FollowerSettings.TopicNames;
import io.countersign.schemas.document.BudgetSnapshot;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.kafka.LogHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/** What this role writes to Kafka: the compacted topics, and dead letters. */
final class Outlet implements AutoCloseable {
  /** Below the longest pause between polls, so that a broker that is away costs no membership. */
  private static final Duration DELIVERY = Duration.ofSeconds(30);

  private final Producer<byte[], byte[]> producer;
  private final EventRecords format;
  private final TopicNames topics;
  private final List<Future<?>> sent = new ArrayList<>();

  Outlet(Map<String, Object> connection, EventRecords format, TopicNames topics) {
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
    this.format = format;
    this.topics = topics;
  }

  /** Sends snapshots of open calls by key, and takes back those that are empty. */
  void calls(Map<String, Optional<CallSnapshot>> snapshots) throws Away {
    for (Map.Entry<String, Optional<CallSnapshot>> snapshot : snapshots.entrySet()) {
      Optional<CallSnapshot> call = snapshot.getValue();
      byte[] value = call.isEmpty() ? null : format.call(call.get());
      send(new ProducerRecord<>(topics.calls(), key(snapshot), value));
    }
  }

  /** Sends what budget nodes have used by key, and takes back what has passed. */
  void budgets(Map<String, Optional<BudgetSnapshot>> snapshots) throws Away {
    for (Map.Entry<String, Optional<BudgetSnapshot>> snapshot : snapshots.entrySet()) {
      Optional<BudgetSnapshot> budget = snapshot.getValue();
      byte[] value = budget.isEmpty() ? null : format.budget(budget.get());
      send(new ProducerRecord<>(topics.budgets(), key(snapshot), value));
    }
  }

  /** Sends the latest changes of controls by key, and takes back what is not in force. */
  void controls(Map<String, Optional<EventEnvelope>> changes) throws Away {
    for (Map.Entry<String, Optional<EventEnvelope>> change : changes.entrySet()) {
      if (change.getValue().isEmpty()) {
        send(new ProducerRecord<>(topics.controls(), key(change), null));
      } else {
        EventEnvelope event = change.getValue().get();
        byte[] value = format.control(event);
        send(new ProducerRecord<>(topics.controls(), null, key(change), value, headers(event)));
      }
    }
  }

  /** Sends a record on as it is, with headers that say where it was and why it is here. */
  void deadLetter(ConsumerRecord<byte[], byte[]> record, DeadLetter letter) throws Away {
    Headers headers = new RecordHeaders(record.headers().toArray());
    LogHeaders.deadLetter(
        headers,
        Letter.READER,
        letter.reason(),
        record.topic(),
        record.partition(),
        record.offset());
    send(new ProducerRecord<>(topics.deadLetters(), null, record.key(), record.value(), headers));
  }

  /** Says what became of a letter, beside it. */
  void mark(Letter letter) throws Away {
    send(LetterMarks.of(topics.deadLetters(), letter));
  }

  /** The headers that the event has in the record. */
  private static Headers headers(EventEnvelope event) {
    Headers headers =
        LogHeaders.of(
            event.eventId(),
            event.type(),
            "/countersign/ledgers/" + event.ledger(),
            event.recordedAt(),
            event.commandId(),
            event.traceparent());
    LogHeaders.add(headers, LogHeaders.EVENT_TYPE, event.type());
    return headers;
  }

  private static byte[] key(Map.Entry<String, ?> keyed) {
    return keyed.getKey().getBytes(StandardCharsets.UTF_8);
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

  private void send(ProducerRecord<byte[], byte[]> record) throws Away {
    try {
      sent.add(producer.send(record));
    } catch (KafkaException e) {
      throw new Away("Expected Kafka to take a record, but: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
