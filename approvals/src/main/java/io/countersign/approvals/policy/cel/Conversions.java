package io.countersign.approvals.policy.cel;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Conversions of CEL. Texts have the forms named here and no others, and are short. */
final class Conversions {
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,19}");
  private static final Pattern FRACTION =
      Pattern.compile("-?[0-9]{1,30}(\\.[0-9]{1,30})?([eE][-+]?[0-9]{1,4})?");
  private static final Pattern TIME =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[-+][0-9]{2}:[0-9]{2})");
  private static final Pattern DURATION =
      Pattern.compile(
          "(-?)(?:([0-9]{1,9})h)?(?:([0-9]{1,9})m)?(?:([0-9]{1,9})s)?(?:([0-9]{1,9})ms)?");
  private static final int LONGEST = 128;

  private Conversions() {}

  static Object toInt(CelSteps steps, Object value) {
    if (value instanceof Long) {
      return value;
    }
    if (value instanceof Double number) {
      boolean fits = number > -0x1p63 && number < 0x1p63;
      return fits ? (Object) number.longValue() : CelError.OVERFLOW;
    }
    if (value instanceof Instant time) {
      return time.getEpochSecond();
    }
    if (!(value instanceof String text)) {
      return CelError.WRONG_TYPE;
    }
    if (text.length() > LONGEST || !WHOLE.matcher(text).matches()) {
      return CelError.NOT_CONVERTIBLE;
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException tooLarge) {
      steps.take(CelSteps.EXCEPTION);
      return CelError.NOT_CONVERTIBLE;
    }
  }

  static Object toDouble(Object value) {
    if (value instanceof Double) {
      return value;
    }
    if (value instanceof Long whole) {
      return (double) whole;
    }
    if (!(value instanceof String text)) {
      return CelError.WRONG_TYPE;
    }
    boolean isNumber = text.length() <= LONGEST && FRACTION.matcher(text).matches();
    return isNumber ? (Object) Double.parseDouble(text) : CelError.NOT_CONVERTIBLE;
  }

  static Object toText(Object value) {
    if (value instanceof String) {
      return value;
    }
    return value instanceof Long || value instanceof Boolean
        ? String.valueOf(value)
        : CelError.WRONG_TYPE;
  }

  static Object toTime(CelSteps steps, Object value) {
    if (value instanceof Instant) {
      return value;
    }
    if (value instanceof Long seconds) {
      return Operators.inRange(steps, () -> Instant.ofEpochSecond(seconds));
    }
    if (!(value instanceof String text)) {
      return CelError.WRONG_TYPE;
    }
    steps.take(CelSteps.PARSING);
    if (text.length() > LONGEST || !TIME.matcher(text).matches()) {
      return CelError.NOT_CONVERTIBLE;
    }
    try {
      Instant time = OffsetDateTime.parse(text).toInstant();
      return Operators.inRange(steps, () -> time);
    } catch (DateTimeException notATime) {
      steps.take(CelSteps.EXCEPTION);
      return CelError.NOT_CONVERTIBLE;
    }
  }

  /** Hours, minutes, seconds and milliseconds in this order, such as {@code 1h30m}. */
  static Object toDuration(CelSteps steps, Object value) {
    if (value instanceof Duration) {
      return value;
    }
    if (!(value instanceof String text)) {
      return CelError.WRONG_TYPE;
    }
    steps.take(CelSteps.PARSING);
    Matcher parts = DURATION.matcher(text.length() > LONGEST ? "" : text);
    if (!parts.matches() || text.isEmpty() || text.equals("-")) {
      return CelError.NOT_CONVERTIBLE;
    }
    Duration duration =
        Duration.ofHours(part(parts, 2))
            .plusMinutes(part(parts, 3))
            .plusSeconds(part(parts, 4))
            .plusMillis(part(parts, 5));
    return "-".equals(parts.group(1)) ? duration.negated() : duration;
  }

  private static long part(Matcher parts, int group) {
    String digits = parts.group(group);
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
