package io.countersign.projections.kafka;

import io.countersign.schemas.kafka.LogHeaders;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Records without a value in the dead letters that say what became of a letter. */
final class LetterMarks {
  private LetterMarks() {}

  /** The mark that says what this letter has become; in its partition, so that it comes after. */
  static ProducerRecord<byte[], byte[]> of(String topic, Letter letter) {
    Headers headers = new RecordHeaders();
    LogHeaders.add(headers, LogHeaders.LETTER, Long.toString(letter.offset()));
    LogHeaders.add(headers, LogHeaders.LETTER_STATE, letter.state().name());
    LogHeaders.add(headers, LogHeaders.REASON, letter.note());
    return new ProducerRecord<>(
        topic, letter.partition(), letter.key().getBytes(StandardCharsets.UTF_8), null, headers);
  }
}
