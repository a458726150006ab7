package io.countersign.approvals.policy;

import io.countersign.schemas.call.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The policies in force, in the order of their names. Immutable and thread-safe; deciding is pure:
 * the same question, with the same limits used up, gives the same answer on every machine.
 */
public final class PolicySet {
  /**
   * Most rules of all policies together: every decision explains each, and a decision is a record
   * in the log.
   */
  public static final int RULES = 400;

  /** No policy: reading is allowed, everything else is not. */
  public static final PolicySet EMPTY = new PolicySet(List.of());

  private final List<PolicyDocument> documents;

  private PolicySet(List<PolicyDocument> documents) {
    this.documents = documents;
  }

  /**
   * The set of these policies.
   *
   * @throws IllegalArgumentException if two have one name, or they have more than {@link #RULES}
   *     rules together
   */
  public static PolicySet of(Collection<PolicyDocument> documents) {
    List<PolicyDocument> sorted = new ArrayList<>(documents);
    sorted.sort(Comparator.comparing(PolicyDocument::name));
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).name().equals(sorted.get(i - 1).name())) {
        throw new IllegalArgumentException(
            "Expected one policy of each name, but there are two named " + sorted.get(i).name());
      }
    }
    int rules = rules(sorted);
    if (rules > RULES) {
      throw new IllegalArgumentException(
          "Expected at most %s rules in force, but there are %s".formatted(RULES, rules));
    }
    return new PolicySet(List.copyOf(sorted));
  }

  /** Why {@link #with} would refuse {@code document}; empty when it would not. */
  public Optional<PolicyProblem> refusal(PolicyDocument document) {
    int rules = rules(without(document.name()).documents) + document.rules().size();
    return rules <= RULES
        ? Optional.empty()
        : Optional.of(
            new PolicyProblem(
                1,
                1,
                "rules",
                "Expected at most %s rules in all policies in force together, but there would be %s. Withdraw or merge some."
                    .formatted(RULES, rules)));
  }

  /** This set with {@code document} in place of the policy of its name. */
  public PolicySet with(PolicyDocument document) {
    List<PolicyDocument> changed = new ArrayList<>(without(document.name()).documents);
    changed.add(document);
    return of(changed);
  }

  /** This set without the policy of this name. */
  public PolicySet without(String name) {
    return new PolicySet(
        documents.stream().filter(document -> !document.name().equals(name)).toList());
  }

  /** The policies in order. */
  public List<PolicyDocument> documents() {
    return documents;
  }

  /** Decides with room in every limit. */
  public PolicyAnswer decide(PolicyQuestion question) {
    return decide(question, LimitProbe.ALWAYS_ROOM);
  }

  /**
   * Decides. Throws nothing: a fault, of {@code probe} too, is a DENY with {@link
   * PolicyAnswer#POLICY_ERROR}.
   *
   * @param probe tells which limits of rules are used up
   */
  public PolicyAnswer decide(PolicyQuestion question, LimitProbe probe) {
    try {
      return new Combination(question, new Evaluation(question, probe).evaluate(documents))
          .answer();
    } catch (RuntimeException fault) {
      return new PolicyAnswer(
          Verdict.DENY,
          PolicyAnswer.POLICY_ERROR,
          "Expected the policies to be evaluated, but that failed unexpectedly (%s), so the call is denied."
              .formatted(fault.getClass().getSimpleName()),
          PolicyAnswer.DEFAULT_RULE,
          List.of(),
          null,
          null,
          List.of());
    }
  }

  private static int rules(List<PolicyDocument> documents) {
    return documents.stream().mapToInt(document -> document.rules().size()).sum();
  }
}
