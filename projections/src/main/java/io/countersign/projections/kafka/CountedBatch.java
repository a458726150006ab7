package io.countersign.projections.kafka;

import io.countersign.projections.document.BatchFold;
import io.countersign.projections.opensearch.Refusal;
import io.countersign.schemas.event.EventEnvelope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** A batch of a rebuild: its events, the records they came in, and the tallies after it. */
final class CountedBatch {
  private final ConsumerRecords<byte[], byte[]> records;
  private final Map<TopicPartition, LedgerTally> tallies = new HashMap<>();
  private final List<EventEnvelope> events = new ArrayList<>();
  private final Map<String, Counted> byEvent = new HashMap<>();

  private record Counted(ConsumerRecord<byte[], byte[]> record, String code) {}

  /** A batch that comes after what these tallies count, which stay as they are. */
  CountedBatch(ConsumerRecords<byte[], byte[]> records, Map<TopicPartition, LedgerTally> before) {
    this.records = records;
    for (TopicPartition partition : records.partitions()) {
      LedgerTally known = before.get(partition);
      tallies.put(partition, LedgerTally.read(known == null ? "" : known.text()));
    }
  }

  void event(ConsumerRecord<byte[], byte[]> record, EventEnvelope event) {
    events.add(event);
    byEvent.put(event.eventId().toString(), new Counted(record, event.code()));
    tally(record).count(event);
  }

  void unreadable(ConsumerRecord<byte[], byte[]> record) {
    tally(record).countUnreadable();
  }

  /** Counts a refused document; returns the record that it was made of. */
  ConsumerRecord<byte[], byte[]> refused(Refusal refusal) {
    Counted counted =
        Optional.ofNullable(byEvent.get(refusal.document().eventId().toString()))
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "Expected the record of a document, but there is none"));
    tally(counted.record()).countRefused(refusal.document().kind(), counted.code());
    return counted.record();
  }

  /** Counts the documents that the batch opened, beside one of its ledgers. */
  void opened(BatchFold.Result result) {
    tallies.values().stream().findFirst().ifPresent(tally -> tally.countOpened(result));
  }

  List<EventEnvelope> events() {
    return events;
  }

  Map<TopicPartition, LedgerTally> tallies() {
    return tallies;
  }

  /** What is committed after the batch: where each ledger goes on, and its tally. */
  Map<TopicPartition, OffsetAndMetadata> offsets() {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (Map.Entry<TopicPartition, OffsetAndMetadata> next : records.nextOffsets().entrySet()) {
      offsets.put(
          next.getKey(),
          new OffsetAndMetadata(
              next.getValue().offset(),
              next.getValue().leaderEpoch(),
              tally(next.getKey()).text()));
    }
    return offsets;
  }

  private LedgerTally tally(ConsumerRecord<byte[], byte[]> record) {
    return tally(new TopicPartition(record.topic(), record.partition()));
  }

  private LedgerTally tally(TopicPartition partition) {
    return tallies.computeIfAbsent(partition, none -> LedgerTally.read(""));
  }
}
