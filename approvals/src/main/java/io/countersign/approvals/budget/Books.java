package io.countersign.approvals.budget;

import io.countersign.approvals.state.BudgetInForce;
import io.countersign.approvals.state.Call;
import io.countersign.approvals.state.StateView;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.control.Budget;
import io.countersign.schemas.control.Holds;
import io.countersign.schemas.control.Spending;
import io.countersign.schemas.event.BudgetThresholdReached;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The figures of budget nodes while one command settles calls: each settlement sees those before
 * it. Lives for one command on one thread.
 */
public final class Books {
  private record Key(String tenant, String budgetId, String subject) {}

  /**
   * What charging a call changed.
   *
   * @param spendings nodes of its path as they stand now; without those whose window has passed
   * @param reached thresholds that were reached by it
   */
  public record Posting(List<Spending> spendings, List<BudgetThresholdReached> reached) {}

  private final StateView state;
  private final Instant now;
  private final Map<Key, Spending> changed = new HashMap<>();

  /**
   * @param state what stood before the command
   * @param now log time of the command
   */
  public Books(StateView state, Instant now) {
    this.state = state;
    this.now = now;
  }

  /**
   * Charges {@code charged} in all for {@code call}, in place of its reservation or of what was
   * charged before.
   *
   * @throws IllegalStateException when the figures do not have what the call holds, which is a bug
   */
  public Posting charge(Call call, Holds holds, Amounts charged) {
    List<Spending> spendings = new ArrayList<>();
    List<BudgetThresholdReached> reached = new ArrayList<>();
    for (Spending held : holds.spendings()) {
      if (!Account.lasts(held, now)) {
        continue;
      }
      Key key = new Key(call.tenant(), held.budgetId(), held.subject());
      Spending before = current(key, held);
      Spending after = charge(before, call.charged(), holds.bound(), charged);
      Budget budget = inForce(call.tenant(), held.budgetId());
      if (budget != null && Sums.exceeds(used(after), used(before))) {
        after = Thresholds.reported(after, budget.limits());
        BudgetThresholdReached news = Thresholds.reached(budget, before, after);
        if (news != null) {
          reached.add(news);
        }
      }
      changed.put(key, after);
      spendings.add(after);
    }
    return new Posting(spendings, reached);
  }

  /** A window that lasts has been counted from its first reservation on and is never replaced. */
  private Spending current(Key key, Spending held) {
    Spending row = changed.get(key);
    if (row == null) {
      row = state.spending(key.tenant(), key.budgetId(), key.subject());
    }
    if (row == null || !row.windowEnd().equals(held.windowEnd())) {
      throw new IllegalStateException(
          "Expected the figures of budget %s until %s, but they are %s"
              .formatted(key.budgetId(), held.windowEnd(), row));
    }
    return row;
  }

  private static Spending charge(
      Spending row, @Nullable Amounts before, Amounts bound, Amounts charged) {
    Amounts settled = before == null ? row.settled() : Sums.minusOfSum(row.settled(), before);
    return new Spending(
        row.budgetId(),
        row.subject(),
        row.windowStart(),
        row.windowEnd(),
        Sums.plus(settled, charged),
        before == null ? Sums.minus(row.reserved(), bound) : row.reserved(),
        row.reported());
  }

  private static Amounts used(Spending spending) {
    return Sums.plus(spending.settled(), spending.reserved());
  }

  private @Nullable Budget inForce(String tenant, String id) {
    return state.controls(tenant).budgets().stream()
        .map(BudgetInForce::budget)
        .filter(budget -> budget.id().equals(id))
        .findFirst()
        .orElse(null);
  }
}
