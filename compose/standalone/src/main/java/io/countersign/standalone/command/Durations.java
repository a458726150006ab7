package io.countersign.standalone.command;

import io.countersign.standalone.roles.CannotStart;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations on the command line. */
final class Durations {
  private static final Pattern SIMPLE = Pattern.compile("(\\d{1,9})(s|m|h|d)");

  private Durations() {}

  static Duration parse(String option, String text) throws CannotStart {
    Matcher simple = SIMPLE.matcher(text);
    if (!simple.matches()) {
      throw new CannotStart(
          "Expected %s like 90s, 15m, 8h or 2d, but was %s".formatted(option, text));
    }
    long amount = Long.parseLong(simple.group(1));
    return switch (simple.group(2)) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
