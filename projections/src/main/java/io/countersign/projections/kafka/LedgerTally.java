package io.countersign.projections.kafka;

import io.countersign.projections.document.BatchFold;
import io.countersign.projections.document.Version;
import io.countersign.schemas.Indexes.Kind;
import io.countersign.schemas.event.EventEnvelope;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a rebuild has read of one ledger, in numbers. It is committed together with the offset that
 * it belongs to, so it counts each event once however often a rebuild is killed.
 */
final class LedgerTally {
  private final Map<String, Long> codes = new TreeMap<>();
  private final Map<String, Long> refusedCodes = new TreeMap<>();
  private final Map<Kind, Long> opened = new EnumMap<>(Kind.class);
  private final Map<Kind, Long> refused = new EnumMap<>(Kind.class);
  private long unreadable;
  private long version;

  /** Reads what {@link #text} wrote; nothing has been read when it is blank. */
  static LedgerTally read(String text) {
    LedgerTally tally = new LedgerTally();
    for (String part : text.isBlank() ? new String[0] : text.split(";")) {
      String name = part.substring(2, part.indexOf('='));
      long count = Long.parseLong(part.substring(part.indexOf('=') + 1));
      switch (part.charAt(0)) {
        case 'c' -> tally.codes.put(name, count);
        case 'x' -> tally.refusedCodes.put(name, count);
        case 'o' -> tally.opened.put(Kind.valueOf(name), count);
        case 'r' -> tally.refused.put(Kind.valueOf(name), count);
        case 'u' -> tally.unreadable = count;
        case 'v' -> tally.version = count;
        default ->
            throw new IllegalStateException(
                "Expected the tally of a rebuild beside its offset, but it is none: begin anew with --restart");
      }
    }
    return tally;
  }

  /** A few hundred characters that hold everything; Kafka allows 4,096. */
  String text() {
    StringBuilder text = new StringBuilder("v:=" + version + ";u:=" + unreadable);
    codes.forEach((code, count) -> text.append(";c:").append(code).append('=').append(count));
    refusedCodes.forEach(
        (code, count) -> text.append(";x:").append(code).append('=').append(count));
    opened.forEach((kind, count) -> text.append(";o:").append(kind).append('=').append(count));
    refused.forEach((kind, count) -> text.append(";r:").append(kind).append('=').append(count));
    return text.toString();
  }

  void count(EventEnvelope event) {
    codes.merge(event.code(), 1L, Long::sum);
    version = Math.max(version, Version.of(event));
  }

  /** Counts the documents that a batch opened, beside one of its ledgers: only the sum is used. */
  void countOpened(BatchFold.Result batch) {
    batch.opened().forEach((kind, count) -> opened.merge(kind, (long) count, Long::sum));
  }

  void countRefused(Kind kind, String code) {
    refused.merge(kind, 1L, Long::sum);
    if (kind == Kind.TIMELINE) {
      refusedCodes.merge(code, 1L, Long::sum);
    }
  }

  void countUnreadable() {
    unreadable++;
  }

  /** Events by code that the timeline must have. */
  Map<String, Long> expectedCodes() {
    Map<String, Long> expected = new TreeMap<>(codes);
    refusedCodes.forEach((code, count) -> expected.merge(code, -count, Long::sum));
    expected.values().removeIf(count -> count == 0);
    return expected;
  }

  long opened(Kind kind) {
    return opened.getOrDefault(kind, 0L);
  }

  long refused(Kind kind) {
    return refused.getOrDefault(kind, 0L);
  }

  long refused() {
    return refused.values().stream().mapToLong(Long::longValue).sum();
  }

  long unreadable() {
    return unreadable;
  }

  long events() {
    return codes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The {@link Version} of the last event. */
  long version() {
    return version;
  }
}
