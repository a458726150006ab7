package io.countersign.ingest.kafka;

import io.countersign.schemas.Topics;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.kafka.LogHeaders;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Reports that were refused, in {@code countersign.dead-letters}. The value is left empty: what
 * stands in the intake is not redacted and may hold secrets, and this topic is read by more people
 * and kept for longer. The digest proves which record it was, the coordinates find it while the
 * intake still has it.
 */
final class DeadLetters {
  private final Producer<byte[], byte[]> producer;

  DeadLetters(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /**
   * Writes a dead letter. The future fails when Kafka did not take it.
   *
   * @param reason stable code
   * @param message words without any value of the record
   */
  CompletableFuture<Void> write(
      ConsumerRecord<byte[], byte[]> record, String reason, String message) {
    byte[] original = record.value() == null ? new byte[0] : record.value();
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(Topics.DEAD_LETTERS.name(), record.key(), new byte[0]);
    LogHeaders.deadLetter(
        letter.headers(), "ingest", reason, record.topic(), record.partition(), record.offset());
    LogHeaders.add(letter.headers(), "countersign-message", message);
    LogHeaders.add(letter.headers(), "countersign-source-digest", Digest.sha256(original).text());
    LogHeaders.add(letter.headers(), "countersign-source-bytes", Integer.toString(original.length));
    CompletableFuture<Void> written = new CompletableFuture<>();
    try {
      var unused =
          producer.send(
              letter,
              (metadata, failure) -> {
                if (failure == null) {
                  written.complete(null);
                } else {
                  written.completeExceptionally(failure);
                }
              });
    } catch (KafkaException | IllegalStateException e) {
      written.completeExceptionally(e);
    }
    return written;
  }
}
