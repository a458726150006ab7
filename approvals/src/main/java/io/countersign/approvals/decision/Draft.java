package io.countersign.approvals.decision;

import io.countersign.approvals.arguments.Seen;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.Holds;
import io.countersign.schemas.control.Lease;
import io.countersign.schemas.control.RateUse;
import io.countersign.schemas.control.RuleResult;
import io.countersign.schemas.control.Spending;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decision in the making: what the checks found besides their verdicts. Each part is written by
 * one check and read by later ones. Lives for one decision on one thread.
 */
public final class Draft {
  /**
   * Most rates and leases of one decision: each is told in its event, and is a row of the state.
   */
  static final int MOST_USES = 128;

  private @Nullable Gate gate;
  private List<String> resources = List.of();
  private List<RuleResult> rules = List.of();
  private @Nullable ApprovalTerms approval;
  private List<String> excluded = List.of();
  private List<String> fellBack = List.of();
  private final RecordIntent intent;
  private @Nullable Seen arguments;
  private Amounts bound;
  private final List<Spending> spendings = new ArrayList<>();
  private final List<RateUse> rates = new ArrayList<>();
  private final List<Lease> leases = new ArrayList<>();

  /** The draft of a decision about {@code intent}, with the worst case that it declared. */
  public Draft(RecordIntent intent) {
    this.intent = intent;
    this.bound = intent.bound();
  }

  /**
   * The arguments of the call as far as they can be seen. Several checks look at them; they are
   * read once, by the first.
   *
   * @throws IllegalStateException if the text is not JSON: what was stored is damaged
   */
  Seen arguments() {
    if (arguments == null) {
      arguments = Seen.of(intent.arguments());
    }
    return arguments;
  }

  /** Gate in force of the tool's server. */
  public void gate(Gate found) {
    gate = found;
  }

  /** Resources that the arguments name. */
  public void resources(List<String> found) {
    resources = List.copyOf(found);
  }

  /** Resources that the arguments name, never those that a gateway claims. */
  public List<String> resources() {
    return resources;
  }

  /** How each policy rule met the call. */
  public void rules(List<RuleResult> found) {
    rules = RuleMessages.bounded(found);
  }

  /** What an approval must satisfy. */
  public void approval(ApprovalTerms terms) {
    approval = terms;
  }

  /** What an approval must satisfy, as far as a check has said so. */
  public @Nullable ApprovalTerms approval() {
    return approval;
  }

  /**
   * Who can approve, once that is known.
   *
   * @param terms what the approval must satisfy
   * @param without whose vote does not count
   * @param replaced groups without anybody eligible
   */
  void approvers(ApprovalTerms terms, List<String> without, List<String> replaced) {
    approval = terms;
    excluded = List.copyOf(without);
    fellBack = List.copyOf(replaced);
  }

  List<String> excluded() {
    return excluded;
  }

  List<String> fellBack() {
    return fellBack;
  }

  /** Raises the worst case where {@code least} is higher. */
  public void boundAtLeast(Amounts least) {
    bound =
        new Amounts(
            Math.max(bound.calls(), least.calls()),
            Math.max(bound.downstreamCalls(), least.downstreamCalls()),
            Math.max(bound.tokens(), least.tokens()),
            Math.max(bound.moneyMicros(), least.moneyMicros()));
  }

  /** Worst case of the call, from all that the checks have found so far. */
  public Amounts bound() {
    return bound;
  }

  /** A budget node as it stands when the call is allowed. */
  public void reserve(Spending after) {
    spendings.add(after);
  }

  /** A rate limit as it stands when the call is allowed. */
  public void use(RateUse after) {
    rates.add(after);
  }

  /** A concurrency cap that the call counts against when it is allowed. */
  public void lease(Lease lease) {
    leases.add(lease);
  }

  /** Whether the call uses more limits than one decision may hold. */
  public boolean usesTooMuch() {
    return rates.size() + leases.size() > MOST_USES;
  }

  @Nullable Gate gate() {
    return gate;
  }

  /** How each policy rule met the call. */
  List<RuleResult> rules() {
    return rules;
  }

  /** What the call holds when it is allowed; null when that is nothing. */
  @Nullable Holds holds() {
    return spendings.isEmpty() && rates.isEmpty() && leases.isEmpty()
        ? null
        : new Holds(bound, spendings, rates, leases);
  }
}
