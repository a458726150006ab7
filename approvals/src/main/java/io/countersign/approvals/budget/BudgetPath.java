package io.countersign.approvals.budget;

import io.countersign.approvals.state.BudgetInForce;
import io.countersign.schemas.control.BudgetNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The budget nodes that count a call: its path through the budget tree of its tenant. */
public final class BudgetPath {
  /** In a budget's node: one node for each value. */
  public static final String EACH = "*";

  private BudgetPath() {}

  /**
   * A node on the path.
   *
   * @param budget its budget
   * @param subject which of the budget's nodes; empty when it has only one
   * @param words whose calls it counts, for people
   */
  public record Node(BudgetInForce budget, String subject, String words) {}

  /**
   * Every node that counts a call of {@code caller}, in the order of budgets; a budget for each
   * team has one for every group of the principal, in the order of the groups.
   */
  public static List<Node> of(List<BudgetInForce> budgets, Caller caller) {
    List<Node> path = new ArrayList<>();
    for (BudgetInForce budget : budgets) {
      BudgetNode node = budget.budget().node();
      if (EACH.equals(node.team())) {
        for (String group : caller.groups()) {
          add(path, budget, group, caller);
        }
      } else if (node.team() == null || caller.groups().contains(node.team())) {
        add(path, budget, node.team(), caller);
      }
    }
    return path;
  }

  private static void add(
      List<Node> path, BudgetInForce budget, @Nullable String team, Caller caller) {
    BudgetNode node = budget.budget().node();
    if (!matches(node.principal(), caller.principal())
        || !matches(node.agent(), caller.agent())
        || !matches(node.server(), caller.server())
        || !matches(node.tool(), caller.tool())) {
      return;
    }
    List<String> subject = new ArrayList<>();
    List<String> words = new ArrayList<>();
    name(subject, words, "team", node.team(), team);
    name(subject, words, "principal", node.principal(), caller.principal());
    name(subject, words, "agent", node.agent(), caller.agent());
    name(subject, words, "server", node.server(), caller.server());
    name(subject, words, "tool", node.tool(), caller.tool());
    path.add(
        new Node(
            budget,
            Subject.of(subject),
            words.isEmpty() ? "the tenant" : String.join(", ", words)));
  }

  private static boolean matches(@Nullable String wanted, String value) {
    return wanted == null || wanted.equals(EACH) || wanted.equals(value);
  }

  private static void name(
      List<String> subject,
      List<String> words,
      String part,
      @Nullable String wanted,
      @Nullable String value) {
    if (wanted == null || value == null) {
      return;
    }
    words.add(part + " " + value);
    if (wanted.equals(EACH)) {
      subject.add(value);
    }
  }
}
