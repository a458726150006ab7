package io.countersign.approvals.policy;

import io.countersign.approvals.policy.cel.CelExpression;
import io.countersign.approvals.policy.cel.CelRefused;
import io.countersign.approvals.policy.cel.CelResult;
import io.countersign.approvals.policy.cel.CelSteps;
import java.util.Optional;

/**
 * The condition of a standing grant: CEL over the facts and within the limits of a rule's {@code
 * when}. Immutable and thread-safe.
 */
public final class StandingCondition {
  private final CelExpression expression;

  private StandingCondition(CelExpression expression) {
    this.expression = expression;
  }

  /**
   * Compiles the text of a condition.
   *
   * @throws CelRefused if a rule could not have it either
   */
  public static StandingCondition compile(String text) throws CelRefused {
    return new StandingCondition(CelExpression.compile(text, CelExpression.Kind.CONDITION));
  }

  /** Why a text is refused; empty when it can be a condition. */
  public static Optional<String> refusal(String text) {
    try {
      var unused = compile(text);
      return Optional.empty();
    } catch (CelRefused refused) {
      return Optional.of(refused.message());
    }
  }

  /** Whether a condition that was accepted is true of a call; false when it cannot be read. */
  public static boolean holds(String text, PolicyQuestion question) {
    try {
      return compile(text).holds(question);
    } catch (CelRefused refused) {
      return false;
    }
  }

  /** The condition as it was written. */
  public String text() {
    return expression.text();
  }

  /**
   * Whether it is true of a call. An error is not, nor what redaction hides: a grant is good for
   * nothing that it does not clearly name. Throws nothing and ends after {@link
   * CelSteps#EVALUATION} steps.
   */
  public boolean holds(PolicyQuestion question) {
    return expression.evaluate(Evaluation.facts(question), new CelSteps())
            instanceof CelResult.Truth truth
        && truth.value();
  }
}
