package io.countersign.approvals;

import static io.countersign.approvals.Counted.amount;

import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.control.Spending;
import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a budget node has used in one window by an auditor's count, unit by unit. */
final class CountedRow {
  /** More than this is not told apart. */
  static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

  final Instant start;
  final Instant end;
  final BigInteger[] settled = zeros();
  final BigInteger[] reserved = zeros();

  /** Whether something on record explains that more is used than the limit lets pass. */
  final boolean[] excused = new boolean[4];

  /** Highest threshold that was told. */
  int reported;

  CountedRow(Spending spending) {
    this.start = spending.windowStart();
    this.end = spending.windowEnd();
  }

  BigInteger used(int unit) {
    return settled[unit].add(reserved[unit]);
  }

  /** Charges in all {@code charged}, in place of the bound or of what was charged before. */
  void charge(int unit, Amounts bound, @Nullable Amounts before, Amounts charged) {
    if (before == null) {
      reserved[unit] = reserved[unit].subtract(amount(bound, unit));
    }
    if (settled[unit].equals(MOST)) {
      // More than can be counted stays so until the window turns.
      return;
    }
    BigInteger known = before == null ? BigInteger.ZERO : amount(before, unit);
    settled[unit] = settled[unit].subtract(known).add(amount(charged, unit)).min(MOST);
  }

  private static BigInteger[] zeros() {
    return new BigInteger[] {BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO};
  }
}
