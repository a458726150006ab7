package io.countersign.approvals.budget;

import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.control.BudgetLimits;
import org.jspecify.annotations.Nullable;

/** What budgets count. */
public enum Unit {
  /** Tool calls. */
  CALLS("calls", "calls"),
  /** Calls that tools make to other systems. */
  DOWNSTREAM_CALLS("downstreamCalls", "downstream calls"),
  /** Model tokens. */
  TOKENS("tokens", "tokens"),
  /** Money in millionths of the currency unit. */
  MONEY_MICROS("moneyMicros", "micros of money");

  private final String field;
  private final String words;

  Unit(String field, String words) {
    this.field = field;
    this.words = words;
  }

  /** Its name in amounts and limits, as events carry it. */
  public String field() {
    return field;
  }

  /** Its name in a sentence. */
  public String words() {
    return words;
  }

  /** How much of it there is in {@code amounts}. */
  public long of(Amounts amounts) {
    return switch (this) {
      case CALLS -> amounts.calls();
      case DOWNSTREAM_CALLS -> amounts.downstreamCalls();
      case TOKENS -> amounts.tokens();
      case MONEY_MICROS -> amounts.moneyMicros();
    };
  }

  /** How much of it {@code limits} let pass; null for any amount. */
  public @Nullable Long limit(BudgetLimits limits) {
    return switch (this) {
      case CALLS -> limits.calls();
      case DOWNSTREAM_CALLS -> limits.downstreamCalls();
      case TOKENS -> limits.tokens();
      case MONEY_MICROS -> limits.moneyMicros();
    };
  }
}
