package io.countersign.approvals.policy;

import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.control.RuleResult;
import io.countersign.schemas.control.UsageLimit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What policies say about a call.
 *
 * @param verdict the answer
 * @param code one of the codes of this type
 * @param message why, in words a person understands
 * @param reference the deciding rule as {@code policy/<name>@<hash>#<rule>}, or {@link
 *     #DEFAULT_RULE}
 * @param rules how every rule in force met the call, in order
 * @param approval what an approval must satisfy; present for ASK only
 * @param costMicros bound of the money of the call; absent when no deciding rule bounds it
 * @param limits limits that the call counts against when it runs, by rule
 */
public record PolicyAnswer(
    Verdict verdict,
    String code,
    String message,
    String reference,
    List<RuleResult> rules,
    @Nullable ApprovalTerms approval,
    @Nullable Long costMicros,
    List<RuleLimits> limits) {
  /** An allow rule matched, and nothing stricter. */
  public static final String POLICY_ALLOW = "POLICY_ALLOW";

  /** A deny rule matched, or its evaluation failed. */
  public static final String POLICY_DENY = "POLICY_DENY";

  /** An ask rule matched, or its evaluation failed, and no deny rule did. */
  public static final String POLICY_ASK = "POLICY_ASK";

  /** No rule allowed, and the evaluation of one that might have failed. */
  public static final String POLICY_ERROR = "POLICY_ERROR";

  /** A limit of a rule is used up, and without this rule the call can not be allowed. */
  public static final String RULE_LIMIT_EXHAUSTED = "RULE_LIMIT_EXHAUSTED";

  /** No rule speaks, and the tool only reads. */
  public static final String DEFAULT_ALLOW_READ = "DEFAULT_ALLOW_READ";

  /** No rule speaks, and the tool does not only read. */
  public static final String DEFAULT_DENY = "DEFAULT_DENY";

  /** The reference when no rule decides. */
  public static final String DEFAULT_RULE = "rule/default@1";

  /**
   * Limits of one rule.
   *
   * @param reference the rule as {@code policy/<name>@<hash>#<rule>}
   * @param limits its limits; at least one
   */
  public record RuleLimits(String reference, List<UsageLimit> limits) {
    public RuleLimits {
      limits = List.copyOf(limits);
    }
  }

  public PolicyAnswer {
    rules = List.copyOf(rules);
    limits = List.copyOf(limits);
    if ((verdict == Verdict.ASK) != (approval != null)) {
      throw new IllegalArgumentException(
          "Expected terms of approval with ASK and only then, but the verdict is " + verdict);
    }
  }
}
