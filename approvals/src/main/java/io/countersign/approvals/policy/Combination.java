package io.countersign.approvals.policy;

import io.countersign.approvals.policy.Evaluation.Evaluated;
import io.countersign.approvals.policy.PolicyAnswer.RuleLimits;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.control.RuleEffect;
import io.countersign.schemas.control.RuleMatch;
import io.countersign.schemas.control.RuleResult;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes one answer of all rules: deny, then ask, then allow, then the default. What restricts holds
 * when its evaluation fails; what allows does not.
 *
 * @param question the call
 * @param evaluated every rule, in order
 */
record Combination(PolicyQuestion question, List<Evaluated> evaluated) {
  /** Longest message of one rule in the explanation: decisions must stay small. */
  static final int MESSAGE = 160;

  PolicyAnswer answer() {
    List<Evaluated> denying = of(RuleEffect.DENY, RuleMatch.MATCHED, RuleMatch.ERROR);
    if (!denying.isEmpty()) {
      return refusal(PolicyAnswer.POLICY_DENY, denying.getFirst(), "denies the call");
    }
    List<Evaluated> askingNoMore = of(RuleEffect.ASK, RuleMatch.LIMITED);
    if (!askingNoMore.isEmpty()) {
      return limited(askingNoMore.getFirst());
    }
    List<Evaluated> asking = of(RuleEffect.ASK, RuleMatch.MATCHED, RuleMatch.ERROR);
    if (!asking.isEmpty()) {
      return question(asking);
    }
    List<Evaluated> allowing = of(RuleEffect.ALLOW, RuleMatch.MATCHED);
    if (!allowing.isEmpty()) {
      String words = words(allowing.getFirst(), "allows the call");
      return answer(Verdict.ALLOW, PolicyAnswer.POLICY_ALLOW, words, allowing, null);
    }
    List<Evaluated> allowingNoMore = of(RuleEffect.ALLOW, RuleMatch.LIMITED);
    if (!allowingNoMore.isEmpty()) {
      return limited(allowingNoMore.getFirst());
    }
    List<Evaluated> failed = of(RuleEffect.ALLOW, RuleMatch.ERROR);
    if (!failed.isEmpty()) {
      return refusal(
          PolicyAnswer.POLICY_ERROR,
          failed.getFirst(),
          "could not be evaluated, so it does not allow");
    }
    return byDefault();
  }

  /**
   * Effective rules with this effect and one of these matches; the first match given comes first.
   */
  private List<Evaluated> of(RuleEffect effect, RuleMatch... matches) {
    List<Evaluated> found = new ArrayList<>();
    for (RuleMatch match : matches) {
      evaluated.stream()
          .filter(result -> result.isEffective(effect) && result.match() == match)
          .forEach(found::add);
    }
    return found;
  }

  private PolicyAnswer question(List<Evaluated> asking) {
    ApprovalTerms terms =
        Terms.united(asking.stream().map(result -> result.rule().terms()).toList());
    if (terms == null) {
      return refusal(
          PolicyAnswer.POLICY_ERROR,
          asking.getFirst(),
          "and others ask for more groups or exclude more people than one approval can hold");
    }
    String words = words(asking.getFirst(), "asks for an approval");
    return answer(Verdict.ASK, PolicyAnswer.POLICY_ASK, words, asking, terms);
  }

  private PolicyAnswer limited(Evaluated rule) {
    return refusal(PolicyAnswer.RULE_LIMIT_EXHAUSTED, rule, "does not allow any more calls now");
  }

  private PolicyAnswer refusal(String code, Evaluated rule, String verb) {
    return new PolicyAnswer(
        Verdict.DENY, code, words(rule, verb), rule.reference(), results(), null, null, List.of());
  }

  private PolicyAnswer byDefault() {
    @Nullable Risk risk = question.risk();
    boolean reads = risk == Risk.READ;
    return new PolicyAnswer(
        reads ? Verdict.ALLOW : Verdict.DENY,
        reads ? PolicyAnswer.DEFAULT_ALLOW_READ : PolicyAnswer.DEFAULT_DENY,
        reads
            ? "No rule speaks, and the tool only reads."
            : "Expected a rule that allows a tool of %s risk, but there is none."
                .formatted(risk == null ? "unknown" : risk),
        PolicyAnswer.DEFAULT_RULE,
        results(),
        null,
        null,
        List.of());
  }

  private PolicyAnswer answer(
      Verdict verdict,
      String code,
      String words,
      List<Evaluated> deciding,
      @Nullable ApprovalTerms terms) {
    OptionalLong cost =
        deciding.stream()
            .flatMap(result -> Stream.ofNullable(result.costMicros()))
            .mapToLong(Long::longValue)
            .max();
    return new PolicyAnswer(
        verdict,
        code,
        words,
        deciding.getFirst().reference(),
        results(),
        terms,
        cost.isPresent() ? Long.valueOf(cost.getAsLong()) : null,
        deciding.stream()
            .filter(result -> !result.rule().limits().isEmpty())
            .map(result -> new RuleLimits(result.reference(), result.rule().limits()))
            .toList());
  }

  private static String words(Evaluated deciding, String verb) {
    StringBuilder words =
        new StringBuilder(
            "Rule %s of policy %s %s."
                .formatted(deciding.rule().id(), deciding.document().name(), verb));
    if (deciding.message() != null) {
      words.append(' ').append(deciding.message());
    }
    if (deciding.rule().message() != null) {
      words.append(' ').append(deciding.rule().message());
    }
    return words.toString();
  }

  private List<RuleResult> results() {
    return evaluated.stream()
        .map(
            result ->
                new RuleResult(
                    result.document().reference(),
                    result.rule().id(),
                    result.rule().effect(),
                    result.match(),
                    result.rule().shadow(),
                    shortened(result)))
        .toList();
  }

  private static @Nullable String shortened(Evaluated result) {
    String message = result.message() == null ? result.rule().message() : result.message();
    if (message == null || message.length() <= MESSAGE) {
      return message;
    }
    int end = MESSAGE - 1;
    return message.substring(0, Character.isHighSurrogate(message.charAt(end - 1)) ? end - 1 : end)
        + "…";
  }
}
