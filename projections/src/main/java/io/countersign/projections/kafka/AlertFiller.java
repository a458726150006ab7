package io.countersign.projections.kafka;

import io.countersign.projections.kafka.AlertWriter.Taken;
import io.countersign.projections.opensearch.DocumentStore;
import io.countersign.schemas.alert.Alert;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads all alerts into a generation of indexes. They are few beside the events, so a rebuild that
 * was interrupted reads them again from the first on.
 */
final class AlertFiller implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(250);

  private final Consumer<byte[], byte[]> consumer;
  private final AlertWriter writer;
  private final Set<String> ids = new HashSet<>();
  private int unreadable;
  private int refused;

  /** Opens a client at the first alert. */
  AlertFiller(
      FollowerSettings settings, Deserializer<Alert> alerts, DocumentStore store, Outbox outbox) {
    this.writer = new AlertWriter(alerts, store, outbox);
    this.consumer = EventConsumers.pointed(settings, "alerts-rebuild");
    EventConsumers.rewind(consumer, settings.topics().alerts());
  }

  /** Indexes every alert that is there now. */
  void catchUp() throws RebuildRefused {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (EventConsumers.isBefore(consumer, ends)) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      Taken taken = GenerationFiller.insist(() -> writer.take(records, true));
      ids.addAll(taken.ids());
      unreadable += taken.unreadable();
      refused += taken.refused();
    }
  }

  /** How many alerts were indexed. */
  int alerts() {
    return ids.size();
  }

  /** How many records are no alerts. */
  int unreadable() {
    return unreadable;
  }

  /** How many documents the index refused. */
  int refused() {
    return refused;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
