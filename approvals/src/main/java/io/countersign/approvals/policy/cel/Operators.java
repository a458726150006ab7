package io.countersign.approvals.policy.cel;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Arithmetic and order of CEL. Mixed types are compared, never calculated. */
final class Operators {
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");
  private static final double TWO_TO_63 = 0x1p63;

  private Operators() {}

  static Object add(CelSteps steps, Object a, Object b) {
    if (a instanceof String x && b instanceof String y) {
      steps.take(1 + Equality.weight(x) + Equality.weight(y));
      return x + y;
    }
    if (a instanceof List<?> x && b instanceof List<?> y) {
      steps.take(1L + x.size() + y.size());
      List<Object> joined = new ArrayList<>(x.size() + y.size());
      joined.addAll(x);
      joined.addAll(y);
      return joined;
    }
    if (a instanceof Instant x && b instanceof Duration y) {
      return inRange(steps, () -> x.plus(y));
    }
    if (a instanceof Duration x && b instanceof Instant y) {
      return inRange(steps, () -> y.plus(x));
    }
    if (a instanceof Duration x && b instanceof Duration y) {
      return inRange(steps, () -> x.plus(y));
    }
    return calculate(steps, a, b, Math::addExact, (x, y) -> x + y);
  }

  static Object subtract(CelSteps steps, Object a, Object b) {
    if (a instanceof Instant x && b instanceof Instant y) {
      return inRange(steps, () -> Duration.between(y, x));
    }
    if (a instanceof Instant x && b instanceof Duration y) {
      return inRange(steps, () -> x.minus(y));
    }
    if (a instanceof Duration x && b instanceof Duration y) {
      return inRange(steps, () -> x.minus(y));
    }
    return calculate(steps, a, b, Math::subtractExact, (x, y) -> x - y);
  }

  static Object multiply(CelSteps steps, Object a, Object b) {
    return calculate(steps, a, b, Math::multiplyExact, (x, y) -> x * y);
  }

  static Object divide(CelSteps steps, Object a, Object b) {
    if (b instanceof Long y && y == 0) {
      return a instanceof Long ? CelError.DIVISION_BY_ZERO : CelError.WRONG_TYPE;
    }
    return calculate(steps, a, b, Math::divideExact, (x, y) -> x / y);
  }

  static Object modulo(Object a, Object b) {
    if (!(a instanceof Long x) || !(b instanceof Long y)) {
      return CelError.WRONG_TYPE;
    }
    return y == 0 ? CelError.DIVISION_BY_ZERO : (Object) (x % y);
  }

  static Object negate(Object a) {
    if (a instanceof Long x) {
      return x == Long.MIN_VALUE ? CelError.OVERFLOW : (Object) (-x);
    }
    return a instanceof Double x ? -x : CelError.WRONG_TYPE;
  }

  /** Whether the order of {@code a} and {@code b} is one that {@code wanted} accepts. */
  static Object ordered(CelSteps steps, Object a, Object b, Order wanted) {
    if (isNumber(a) && isNumber(b)) {
      if ((a instanceof Double x && x.isNaN()) || (b instanceof Double y && y.isNaN())) {
        return false;
      }
      return wanted.accepts(compareNumbers(a, b));
    }
    if (a instanceof String x && b instanceof String y) {
      steps.take(1 + Math.min(Equality.weight(x), Equality.weight(y)));
      return wanted.accepts(x.compareTo(y));
    }
    if (a instanceof Boolean x && b instanceof Boolean y) {
      return wanted.accepts(x.compareTo(y));
    }
    if (a instanceof Instant x && b instanceof Instant y) {
      return wanted.accepts(x.compareTo(y));
    }
    if (a instanceof Duration x && b instanceof Duration y) {
      return wanted.accepts(x.compareTo(y));
    }
    return CelError.WRONG_TYPE;
  }

  /** Which orders an operator accepts. */
  @FunctionalInterface
  interface Order {
    boolean accepts(int comparison);
  }

  static boolean isNumber(Object value) {
    return value instanceof Long || value instanceof Double;
  }

  /** Compares two numbers as if they stood on one line, without rounding; neither is NaN. */
  static int compareNumbers(Object a, Object b) {
    if (a instanceof Long x) {
      return b instanceof Long y ? Long.compare(x, y) : -compare((Double) b, x);
    }
    double x = (Double) a;
    return b instanceof Long y ? compare(x, y) : compareDoubles(x, (Double) b);
  }

  /** Unlike {@link Double#compare}, zero has no sign. */
  private static int compareDoubles(double x, double y) {
    return x < y ? -1 : x > y ? 1 : 0;
  }

  private static int compare(double x, long y) {
    if (x >= TWO_TO_63) {
      return 1;
    }
    if (x < -TWO_TO_63) {
      return -1;
    }
    long whole = (long) x;
    return whole == y ? compareDoubles(x, (double) whole) : Long.compare(whole, y);
  }

  static Object index(Object container, Object key) {
    if (container instanceof List<?> list) {
      Long position = Equality.wholeNumber(key);
      if (position == null) {
        return CelError.WRONG_TYPE;
      }
      return position < 0 || position >= list.size()
          ? CelError.OUT_OF_BOUNDS
          : list.get(Math.toIntExact(position));
    }
    return container instanceof Map<?, ?> map ? Equality.find(map, key) : CelError.WRONG_TYPE;
  }

  /** The field of a map, or an error. */
  static Object field(Object map, String name) {
    return map instanceof Map<?, ?> members ? Equality.find(members, name) : CelError.NO_SUCH_FIELD;
  }

  static Object inRange(CelSteps steps, Supplier<Object> calculation) {
    try {
      Object value = calculation.get();
      boolean outside =
          value instanceof Instant time && (time.isBefore(EARLIEST) || time.isAfter(LATEST));
      return outside ? CelError.OVERFLOW : value;
    } catch (DateTimeException | ArithmeticException beyond) {
      steps.take(CelSteps.EXCEPTION);
      return CelError.OVERFLOW;
    }
  }

  private static Object calculate(
      CelSteps steps, Object a, Object b, Whole whole, Fraction fraction) {
    if (a instanceof Long x && b instanceof Long y) {
      try {
        return whole.of(x, y);
      } catch (ArithmeticException beyond) {
        steps.take(CelSteps.EXCEPTION);
        return CelError.OVERFLOW;
      }
    }
    return a instanceof Double x && b instanceof Double y
        ? (Object) fraction.of(x, y)
        : CelError.WRONG_TYPE;
  }

  @FunctionalInterface
  private interface Whole {
    long of(long x, long y);
  }

  @FunctionalInterface
  private interface Fraction {
    double of(double x, double y);
  }
}
