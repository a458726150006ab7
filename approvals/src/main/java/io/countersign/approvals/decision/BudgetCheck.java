package io.countersign.approvals.decision;

import io.countersign.approvals.budget.Account;
import io.countersign.approvals.budget.BudgetPath;
import io.countersign.approvals.budget.Caller;
import io.countersign.approvals.budget.Unit;
import io.countersign.approvals.names.Blanks;
import io.countersign.approvals.state.Tool;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.Limits;
import io.countersign.schemas.control.Budget;
import io.countersign.schemas.control.BudgetWindow;
import io.countersign.schemas.control.ToolDefinition;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reserves the worst case of the call on every budget node of its path, or on none. Comes last, so
 * that it knows the worst case; what it reserves holds only when the call is allowed.
 */
public final class BudgetCheck implements Check {
  /**
   * Most nodes on one path. Each may reach a threshold with one decision, and all of them stand in
   * it.
   */
  static final int MOST_NODES = 128;

  @Override
  public String name() {
    return "budgets";
  }

  @Override
  public Finding examine(Question question, Draft draft) {
    if (question.held()) {
      return new Pass("RESERVED", "The call has its reservation.", null);
    }
    raiseBound(question.tool(), draft);
    Caller caller = Caller.of(question.intent());
    List<BudgetPath.Node> path = BudgetPath.of(question.controls().budgets(), caller);
    if (path.isEmpty()) {
      return new Pass("NO_BUDGET", "No budget counts this call.", null);
    }
    Refuse unusable = unusable(path, caller);
    if (unusable != null) {
      return unusable;
    }
    ZoneId zone = ZoneId.of(question.controls().settings().timeZone());
    List<Account> accounts =
        path.stream()
            .map(
                node -> Account.at(node, question.state(), question.tenant(), zone, question.now()))
            .toList();
    for (Account account : accounts) {
      Account.Shortage shortage = account.shortage(draft.bound());
      if (shortage != null) {
        return exhausted(account, shortage, draft.bound());
      }
    }
    for (Account account : accounts) {
      draft.reserve(account.reserve(draft.bound()));
    }
    return new Pass(
        "WITHIN_BUDGET",
        "The call fits into %s.".formatted(told(path)),
        path.size() == 1 ? path.getFirst().budget().reference() : null);
  }

  private static void raiseBound(@Nullable Tool tool, Draft draft) {
    draft.boundAtLeast(Amounts.ONE_CALL);
    ToolDefinition definition = tool == null ? null : tool.definition();
    Amounts bound = definition == null ? null : definition.limits().bound();
    if (bound != null) {
      draft.boundAtLeast(bound);
    }
  }

  private static String told(List<BudgetPath.Node> path) {
    return path.size() == 1
        ? "budget %s of %s"
            .formatted(path.getFirst().budget().budget().id(), path.getFirst().words())
        : "all %s budget nodes of its path".formatted(path.size());
  }

  /** Groups come from outside: neither their number nor their length is ours to choose. */
  private static @Nullable Refuse unusable(List<BudgetPath.Node> path, Caller caller) {
    if (path.size() > MOST_NODES) {
      return new Refuse(
          "BUDGET_PATH_INVALID",
          "Expected at most %s budget nodes on the path of a call, but there are %s. Name fewer groups of the principal, or set fewer budgets for each team."
              .formatted(MOST_NODES, path.size()),
          null);
    }
    boolean named =
        caller.groups().stream()
            .noneMatch(group -> Blanks.only(group) || group.length() > Limits.IDENTIFIER);
    for (BudgetPath.Node node : path) {
      if (BudgetPath.EACH.equals(node.budget().budget().node().team()) && !named) {
        return new Refuse(
            "BUDGET_PATH_INVALID",
            "Expected groups of 1 to %s characters where budget %s counts by team, but one is blank or longer."
                .formatted(Limits.IDENTIFIER, node.budget().budget().id()),
            node.budget().reference());
      }
    }
    return null;
  }

  private static Refuse exhausted(Account account, Account.Shortage shortage, Amounts bound) {
    BudgetPath.Node node = account.node();
    Budget budget = node.budget().budget();
    Unit unit = shortage.unit();
    return new Refuse(
        "BUDGET_EXHAUSTED",
        "Expected at most %s %s %s for %s, but %s are settled and %s reserved, and this call asks for %s; the window of budget %s turns at %s."
            .formatted(
                shortage.limit() == null ? Long.MAX_VALUE : shortage.limit(),
                unit.words(),
                period(budget.window()),
                node.words(),
                unit.of(account.spending().settled()),
                unit.of(account.spending().reserved()),
                unit.of(bound),
                budget.id(),
                account.spending().windowEnd()),
        node.budget().reference());
  }

  private static String period(BudgetWindow window) {
    return switch (window) {
      case MINUTE -> "a minute";
      case HOUR -> "an hour";
      case DAY -> "a day";
      case MONTH -> "a month";
    };
  }
}
