package io.countersign.query;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How long the bars of a histogram are. They begin at whole multiples since 1970, in UTC. */
public enum Interval {
  MINUTE("1m", Duration.ofMinutes(1)),
  FIVE_MINUTES("5m", Duration.ofMinutes(5)),
  QUARTER("15m", Duration.ofMinutes(15)),
  HOUR("1h", Duration.ofHours(1)),
  THREE_HOURS("3h", Duration.ofHours(3)),
  HALF_DAY("12h", Duration.ofHours(12)),
  DAY("1d", Duration.ofDays(1)),
  WEEK("7d", Duration.ofDays(7)),
  THIRTY_DAYS("30d", Duration.ofDays(30));

  /** Most bars of one histogram. */
  public static final int MAX_BARS = 1_500;

  /** Most bars when the length is left to us. */
  private static final int GOOD = 120;

  private final String text;
  private final Duration length;

  Interval(String text, Duration length) {
    this.text = text;
    this.length = length;
  }

  /** The length as a client and the index write it. */
  public String text() {
    return text;
  }

  /** The length. */
  public Duration length() {
    return length;
  }

  /** The interval of this text; empty when there is none. */
  public static Optional<Interval> of(String text) {
    return Arrays.stream(values()).filter(interval -> interval.text.equals(text)).findFirst();
  }

  /** Every text, in order of length. */
  public static List<String> texts() {
    return Arrays.stream(values()).map(Interval::text).toList();
  }

  /** The shortest that needs few bars for a span; the longest when none does. */
  public static Interval fitting(Duration span) {
    return Arrays.stream(values())
        .filter(interval -> interval.bars(span) <= GOOD)
        .findFirst()
        .orElse(THIRTY_DAYS);
  }

  /** Whether a span needs no more bars than there may be. */
  public boolean fits(Duration span) {
    return bars(span) <= MAX_BARS;
  }

  /** A span that begins within a bar reaches into one more. */
  private long bars(Duration span) {
    return span.dividedBy(length) + 2;
  }
}
