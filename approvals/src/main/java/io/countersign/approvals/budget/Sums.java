package io.countersign.approvals.budget;

import io.countersign.schemas.call.Amounts;
import java.util.function.LongBinaryOperator;

/** Arithmetic of amounts that never wraps around. */
public final class Sums {
  /** Nothing of anything. */
  public static final Amounts NOTHING = new Amounts(0, 0, 0, 0);

  private Sums() {}

  /** Both together; what is more than can be counted stops at {@link Long#MAX_VALUE}. */
  public static Amounts plus(Amounts one, Amounts other) {
    return each(one, other, Sums::plus);
  }

  /** Both together, stopping at {@link Long#MAX_VALUE}; neither is negative. */
  public static long plus(long one, long other) {
    long sum = one + other;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  /** The greater of both, unit by unit. */
  public static Amounts max(Amounts one, Amounts other) {
    return each(one, other, Math::max);
  }

  /** Whether {@code one} is greater than {@code other} in any unit. */
  public static boolean exceeds(Amounts one, Amounts other) {
    for (Unit unit : Unit.values()) {
      if (unit.of(one) > unit.of(other)) {
        return true;
      }
    }
    return false;
  }

  /**
   * {@code whole} without {@code part}.
   *
   * @throws IllegalArgumentException when there is less than that, which is a bug
   */
  static Amounts minus(Amounts whole, Amounts part) {
    return each(whole, part, Math::subtractExact);
  }

  /**
   * Like {@link #minus}, but a sum that stopped at {@link Long#MAX_VALUE} stays there: nobody knows
   * any more how much it would be, and less could be too little.
   */
  static Amounts minusOfSum(Amounts sum, Amounts part) {
    return each(sum, part, (s, p) -> s == Long.MAX_VALUE ? s : Math.subtractExact(s, p));
  }

  private static Amounts each(Amounts one, Amounts other, LongBinaryOperator operator) {
    return new Amounts(
        operator.applyAsLong(one.calls(), other.calls()),
        operator.applyAsLong(one.downstreamCalls(), other.downstreamCalls()),
        operator.applyAsLong(one.tokens(), other.tokens()),
        operator.applyAsLong(one.moneyMicros(), other.moneyMicros()));
  }
}
