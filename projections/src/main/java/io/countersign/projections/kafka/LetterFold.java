package io.countersign.projections.kafka;

import io.countersign.schemas.kafka.LogHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What the topic of dead letters says: letters, and marks that say what became of them. */
final class LetterFold {
  private final Map<String, Letter> letters = new TreeMap<>();
  private final Map<Integer, Long> earliest = new TreeMap<>();
  private final boolean openOnly;

  /**
   * Begins with nothing.
   *
   * @param openOnly whether letters that are settled are forgotten
   */
  LetterFold(boolean openOnly) {
    this.openOnly = openOnly;
  }

  /** Applies one record; returns the letter that it is or is about, when it is known. */
  Optional<Letter> apply(ConsumerRecord<byte[], byte[]> record) {
    Optional<String> about = LogHeaders.text(record.headers(), LogHeaders.LETTER);
    Optional<Letter> letter =
        about.isPresent() ? mark(record, about.get()) : Optional.of(letter(record));
    letter.ifPresent(
        known -> {
          if (openOnly && !known.isOpen()) {
            letters.remove(known.id());
          } else {
            letters.put(known.id(), known);
          }
        });
    return letter;
  }

  private Optional<Letter> mark(ConsumerRecord<byte[], byte[]> record, String offset) {
    String state = LogHeaders.text(record.headers(), LogHeaders.LETTER_STATE).orElse("");
    String note = LogHeaders.text(record.headers(), LogHeaders.REASON).orElse("");
    return Optional.ofNullable(letters.get(record.partition() + ":" + offset))
        .flatMap(
            letter ->
                List.of(Letter.State.values()).stream()
                    .filter(known -> known.name().equals(state))
                    .findFirst()
                    .map(known -> letter.become(known, note)));
  }

  private Letter letter(ConsumerRecord<byte[], byte[]> record) {
    Letter letter =
        new Letter(
            record.partition(),
            record.offset(),
            Instant.ofEpochMilli(record.timestamp()),
            text(record, LogHeaders.READER),
            text(record, LogHeaders.REASON),
            text(record, LogHeaders.SOURCE_TOPIC),
            (int) number(record, LogHeaders.SOURCE_PARTITION),
            number(record, LogHeaders.SOURCE_OFFSET),
            record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8),
            record.value() == null ? 0 : record.value().length,
            Letter.State.OPEN,
            "");
    if (letter.isOfProjections()) {
      earliest.merge(letter.sourcePartition(), letter.sourceOffset(), Math::min);
    }
    return letter;
  }

  /** Takes a letter as it will be when its mark has been read. */
  void settle(Letter letter) {
    if (letters.containsKey(letter.id())) {
      letters.put(letter.id(), letter);
    }
  }

  /** Every letter, or every open one, by its place. */
  List<Letter> letters() {
    return new ArrayList<>(letters.values());
  }

  /** The first record of a ledger that the projections ever set aside. */
  Optional<Long> earliest(int ledger) {
    return Optional.ofNullable(earliest.get(ledger));
  }

  private static String text(ConsumerRecord<byte[], byte[]> record, String header) {
    return LogHeaders.text(record.headers(), header).orElse("");
  }

  private static long number(ConsumerRecord<byte[], byte[]> record, String header) {
    String text = text(record, header);
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
  }
}
