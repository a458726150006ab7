package io.countersign.ingest;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as the whole API writes them: a whole number and one of {@code ms}, {@code s}, {@code
 * m}, {@code h} and {@code d}, such as {@code 30s} or {@code 1d}. A day is 24 hours.
 */
public final class Durations {
  private static final Pattern SPELLING = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

  private Durations() {}

  /** The duration that {@code text} spells; empty when it spells none. */
  public static Optional<Duration> parse(String text) {
    Matcher matcher = SPELLING.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          case "h" -> Duration.ofHours(amount);
          default -> Duration.ofDays(amount);
        });
  }
}
