package io.countersign.approvals;

import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.control.Budget;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Amounts unit by unit, in numbers that have no end. */
final class Counted {
  private Counted() {}

  static List<String> reaching(
      BigInteger[] settled, BigInteger[] reserved, @Nullable Budget budget, int percent) {
    List<String> names = List.of("calls", "downstreamCalls", "tokens", "moneyMicros");
    List<String> units = new ArrayList<>();
    for (int unit = 0; unit < 4; unit++) {
      Long limit = limit(budget, unit);
      BigInteger used = settled[unit].add(reserved[unit]).multiply(BigInteger.valueOf(100));
      if (limit != null
          && used.signum() > 0
          && used.compareTo(BigInteger.valueOf(limit).multiply(BigInteger.valueOf(percent))) >= 0) {
        units.add(names.get(unit));
      }
    }
    return units;
  }

  static boolean exceedsAny(Amounts one, Amounts other) {
    for (int unit = 0; unit < 4; unit++) {
      if (amount(one, unit).compareTo(amount(other, unit)) > 0) {
        return true;
      }
    }
    return false;
  }

  static boolean exceeds(BigInteger used, @Nullable Long limit) {
    return limit != null && used.compareTo(BigInteger.valueOf(limit)) > 0;
  }

  static BigInteger amount(Amounts amounts, int unit) {
    return BigInteger.valueOf(
        switch (unit) {
          case 0 -> amounts.calls();
          case 1 -> amounts.downstreamCalls();
          case 2 -> amounts.tokens();
          default -> amounts.moneyMicros();
        });
  }

  static @Nullable Long limit(@Nullable Budget budget, int unit) {
    return budget == null
        ? null
        : switch (unit) {
          case 0 -> budget.limits().calls();
          case 1 -> budget.limits().downstreamCalls();
          case 2 -> budget.limits().tokens();
          default -> budget.limits().moneyMicros();
        };
  }
}
