package io.countersign.approvals.policy.cel;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Map;

/** Functions of CEL over text, and sizes. */
final class Texts {
  /** Units of work of a regular expression or a search that are done in one step. */
  private static final int UNITS = 8;

  private static final int SEARCHES = 64;

  private Texts() {}

  static Object size(CelSteps steps, Object value) {
    if (value instanceof String text) {
      steps.take(1 + Equality.weight(text));
      return (long) text.codePointCount(0, text.length());
    }
    if (value instanceof List<?> list) {
      return (long) list.size();
    }
    if (!(value instanceof Map<?, ?> map)) {
      return CelError.WRONG_TYPE;
    }
    return Equality.hidesNames(map) ? CelError.HIDDEN : (Object) (long) map.size();
  }

  static Object contains(CelSteps steps, Object text, Object part) {
    if (!(text instanceof String whole) || !(part instanceof String wanted)) {
      return CelError.WRONG_TYPE;
    }
    // A search may compare the whole part at every position.
    steps.take(1 + (long) whole.length() * (1 + wanted.length()) / SEARCHES);
    return whole.contains(wanted);
  }

  static Object startsWith(CelSteps steps, Object text, Object part) {
    if (!(text instanceof String whole) || !(part instanceof String wanted)) {
      return CelError.WRONG_TYPE;
    }
    steps.take(1 + Equality.weight(wanted));
    return whole.startsWith(wanted);
  }

  static Object endsWith(CelSteps steps, Object text, Object part) {
    if (!(text instanceof String whole) || !(part instanceof String wanted)) {
      return CelError.WRONG_TYPE;
    }
    steps.take(1 + Equality.weight(wanted));
    return whole.endsWith(wanted);
  }

  /** Whether the pattern is found; RE2 works at most the size of its program at each character. */
  static Object matches(CelSteps steps, Object text, Pattern pattern) {
    if (!(text instanceof String subject)) {
      return CelError.WRONG_TYPE;
    }
    steps.take(1 + (long) (1 + subject.length()) * pattern.programSize() / UNITS);
    return pattern.matcher(subject).find();
  }
}
