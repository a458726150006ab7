package io.countersign.approvals.decision;

import io.countersign.schemas.control.RuleResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What the rules of a decision say, so short that the decision fits into the record. */
final class RuleMessages {
  /** Most bytes of the messages of all rules together; later rules are told without one. */
  static final int MOST_BYTES = 64 * 1024;

  private RuleMessages() {}

  static List<RuleResult> bounded(List<RuleResult> results) {
    List<RuleResult> bounded = new ArrayList<>(results.size());
    int bytes = 0;
    for (RuleResult result : results) {
      String message = result.message();
      if (message != null) {
        bytes += message.getBytes(StandardCharsets.UTF_8).length;
      }
      bounded.add(bytes <= MOST_BYTES ? result : silent(result));
    }
    return List.copyOf(bounded);
  }

  private static RuleResult silent(RuleResult result) {
    return new RuleResult(
        result.policy(), result.rule(), result.effect(), result.match(), result.shadow(), null);
  }
}
