package io.countersign.ingest;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code wait} parameter: {@code 25s}, {@code 500ms} or ISO 8601 such as {@code PT2.5S}. */
public final class WaitTime {
  private static final Pattern SHORT = Pattern.compile("(\\d{1,9})(ms|s)");
  private static final int LONGEST_TEXT = 16;

  private WaitTime() {}

  /** The duration that {@code text} means, at most {@code longest}; empty when it means none. */
  public static Optional<Duration> parse(String text, Duration longest) {
    return read(text)
        .filter(duration -> !duration.isNegative())
        .map(duration -> duration.compareTo(longest) > 0 ? longest : duration);
  }

  private static Optional<Duration> read(String text) {
    Matcher matcher = SHORT.matcher(text);
    if (matcher.matches()) {
      long amount = Long.parseLong(matcher.group(1));
      boolean millis = matcher.group(2).equals("ms");
      return Optional.of(millis ? Duration.ofMillis(amount) : Duration.ofSeconds(amount));
    }
    if (text.length() > LONGEST_TEXT) {
      return Optional.empty();
    }
    try {
      return Optional.of(Duration.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
