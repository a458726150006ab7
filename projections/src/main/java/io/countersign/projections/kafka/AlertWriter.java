package io.countersign.projections.kafka;

import io.countersign.projections.document.AlertDocument;
import io.countersign.projections.document.SearchDocument;
import io.countersign.projections.opensearch.DocumentStore;
import io.countersign.projections.opensearch.Refusal;
import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.opensearch.SearchUnavailable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes documents of alerts. Each has the alert's version, so writing one again changes nothing.
 */
final class AlertWriter {
  private static final Logger LOG = LoggerFactory.getLogger(AlertWriter.class);

  /** How it names itself in dead letters. */
  static final String READER = "alerts";

  private final Deserializer<Alert> alerts;
  private final DocumentStore store;
  private final Outbox outbox;

  /**
   * Makes it.
   *
   * @param alerts reads values of {@code countersign.alerts}
   */
  AlertWriter(Deserializer<Alert> alerts, DocumentStore store, Outbox outbox) {
    this.alerts = alerts;
    this.store = store;
    this.outbox = outbox;
  }

  /**
   * What became of a batch.
   *
   * @param ids of the documents that are there now
   * @param unreadable how many records are no alerts
   * @param refused how many documents the index refused
   */
  record Taken(Set<String> ids, int unreadable, int refused) {
    Taken {
      ids = Set.copyOf(ids);
    }
  }

  /**
   * Indexes a batch, and sets aside what can never be indexed.
   *
   * @param known whether records that are no alerts have been set aside before
   */
  Taken take(ConsumerRecords<byte[], byte[]> records, boolean known)
      throws Away, SearchUnavailable {
    Map<SearchDocument, ConsumerRecord<byte[], byte[]>> documents = new LinkedHashMap<>();
    Map<ConsumerRecord<byte[], byte[]>, DeadLetter> unreadable = new LinkedHashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      try {
        documents.put(
            AlertDocument.of(EventRecords.read(alerts, record.topic(), record.value())), record);
      } catch (Undecodable e) {
        unreadable.put(record, new DeadLetter(e.reason()));
      }
    }
    Map<ConsumerRecord<byte[], byte[]>, DeadLetter> refused = new LinkedHashMap<>();
    for (Refusal refusal : store.write(List.copyOf(documents.keySet()))) {
      ConsumerRecord<byte[], byte[]> record = documents.remove(refusal.document());
      refused.put(Objects.requireNonNull(record), DeadLetter.refused(refusal));
    }
    if (!known) {
      setAside(unreadable);
    }
    setAside(refused);
    outbox.flush();
    return new Taken(
        documents.keySet().stream().map(SearchDocument::id).collect(Collectors.toSet()),
        unreadable.size(),
        refused.size());
  }

  private void setAside(Map<ConsumerRecord<byte[], byte[]>, DeadLetter> letters) throws Away {
    for (Map.Entry<ConsumerRecord<byte[], byte[]>, DeadLetter> letter : letters.entrySet()) {
      ConsumerRecord<byte[], byte[]> record = letter.getKey();
      LOG.error(
          "Expected an alert that can be indexed at {}-{} offset {}, but it cannot ({}): sent to the dead letters",
          record.topic(),
          record.partition(),
          record.offset(),
          letter.getValue().reason());
      outbox.deadLetter(READER, record, letter.getValue());
    }
  }
}
