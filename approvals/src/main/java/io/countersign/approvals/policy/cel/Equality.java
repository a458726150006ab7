package io.countersign.approvals.policy.cel;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Equality and membership of CEL: numbers are equal by value whatever their type, values of
 * different types are different and no error.
 */
final class Equality {
  /** Characters that are compared or copied in one step. */
  private static final int CHARACTERS = 16;

  private Equality() {}

  /** Steps that touching every character of {@code text} costs. */
  static long weight(String text) {
    return text.length() / CHARACTERS;
  }

  /**
   * Whether both are equal: a boolean, or {@link CelError#HIDDEN} when that depends on what is
   * hidden.
   */
  static Object equal(CelSteps steps, Object a, Object b) {
    steps.take(1);
    if (a == CelError.HIDDEN || b == CelError.HIDDEN) {
      return CelError.HIDDEN;
    }
    if (Operators.isNumber(a) && Operators.isNumber(b)) {
      boolean isNan = (a instanceof Double x && x.isNaN()) || (b instanceof Double y && y.isNaN());
      return !isNan && Operators.compareNumbers(a, b) == 0;
    }
    if (a instanceof String x && b instanceof String y) {
      if (x.length() != y.length()) {
        return false;
      }
      steps.take(weight(x));
      return x.equals(y);
    }
    if (a instanceof List<?> x && b instanceof List<?> y) {
      return equalLists(steps, x, y);
    }
    if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
      return equalMaps(steps, x, y);
    }
    return a.equals(b);
  }

  static Object notEqual(CelSteps steps, Object a, Object b) {
    return equal(steps, a, b) instanceof Boolean same ? (Object) !same : CelError.HIDDEN;
  }

  private static Object equalLists(CelSteps steps, List<?> x, List<?> y) {
    if (x.size() != y.size()) {
      return false;
    }
    Object all = true;
    for (int i = 0; i < x.size(); i++) {
      Object same = equal(steps, x.get(i), y.get(i));
      if (same.equals(false)) {
        return false;
      }
      all = same == CelError.HIDDEN ? same : all;
    }
    return all;
  }

  private static Object equalMaps(CelSteps steps, Map<?, ?> x, Map<?, ?> y) {
    if (hidesNames(x) || hidesNames(y)) {
      return CelError.HIDDEN;
    }
    if (x.size() != y.size()) {
      return false;
    }
    Object all = true;
    for (Map.Entry<?, ?> entry : x.entrySet()) {
      if (entry.getKey() instanceof String key) {
        steps.take(weight(key));
      }
      Object other = find(y, entry.getKey());
      if (other == CelError.NO_SUCH_FIELD) {
        return false;
      }
      Object same = equal(steps, entry.getValue(), other);
      if (same.equals(false)) {
        return false;
      }
      all = same == CelError.HIDDEN ? same : all;
    }
    return all;
  }

  static Object in(CelSteps steps, Object value, Object container) {
    if (container instanceof List<?> list) {
      Object any = false;
      for (Object element : list) {
        Object same = equal(steps, value, element);
        if (same.equals(true)) {
          return true;
        }
        any = same == CelError.HIDDEN ? same : any;
      }
      return any;
    }
    return container instanceof Map<?, ?> map ? has(map, value) : CelError.WRONG_TYPE;
  }

  /** Whether a map has a key: a boolean, or {@link CelError#HIDDEN} when its place is hidden. */
  static Object has(Map<?, ?> map, Object key) {
    Object value = find(map, key);
    return value == CelError.HIDDEN ? value : (Object) (value != CelError.NO_SUCH_FIELD);
  }

  /** Whether a map has members whose names nobody can see. */
  static boolean hidesNames(Map<?, ?> map) {
    return map.containsKey(CelError.HIDDEN);
  }

  /** The value of a key, or an error. Only simple keys are looked up: others could be huge. */
  static Object find(Map<?, ?> map, Object key) {
    Object simple = wholeNumber(key);
    if (simple == null) {
      simple = key;
    }
    if (!isKey(simple)) {
      return CelError.NO_SUCH_FIELD;
    }
    Object value = map.get(simple);
    if (value == null) {
      return hidesNames(map) ? CelError.HIDDEN : CelError.NO_SUCH_FIELD;
    }
    return value;
  }

  /** Whether a map may have this key. */
  static boolean isKey(Object key) {
    return key instanceof String || key instanceof Long || key instanceof Boolean;
  }

  /** The number as an integer when it is one exactly. */
  static @Nullable Long wholeNumber(Object value) {
    if (value instanceof Long whole) {
      return whole;
    }
    boolean exact =
        value instanceof Double number
            && number == Math.rint(number)
            && number >= -0x1p63
            && number < 0x1p63;
    return exact ? Long.valueOf(((Double) value).longValue()) : null;
  }
}
