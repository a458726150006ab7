package io.countersign.projections.kafka;

import io.countersign.projections.kafka.FollowerSettings.TopicNames;
import io.countersign.schemas.document.BudgetSnapshot;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.kafka.LogHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/** What this role writes to Kafka: the compacted topics, and dead letters. */
final class Outlet implements AutoCloseable {
  private final Outbox outbox;
  private final EventRecords format;
  private final TopicNames topics;

  /**
   * Makes it.
   *
   * @param outbox closed with this
   */
  Outlet(Outbox outbox, EventRecords format, TopicNames topics) {
    this.outbox = outbox;
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
    outbox.deadLetter(Letter.READER, record, letter);
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
    outbox.flush();
  }

  private void send(ProducerRecord<byte[], byte[]> record) throws Away {
    outbox.send(record);
  }

  @Override
  public void close() {
    outbox.close();
  }
}
