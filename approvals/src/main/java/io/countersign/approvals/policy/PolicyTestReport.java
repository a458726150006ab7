package io.countersign.approvals.policy;

import io.countersign.schemas.control.RuleMatch;
import io.countersign.schemas.control.RuleResult;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the tests of a policy document went.
 *
 * @param policy name of the policy
 * @param results one for each test, in order
 */
public record PolicyTestReport(String policy, List<Result> results) {
  /**
   * How one test went.
   *
   * @param name its name
   * @param line where it stands, from 1
   * @param passed whether all that it expects came true
   * @param expected what it expects
   * @param got what came
   * @param rules how each rule met the call
   */
  public record Result(
      String name, int line, boolean passed, String expected, String got, List<RuleResult> rules) {
    private static final int SHORT = 8;

    public Result {
      rules = List.copyOf(rules);
    }

    /** The explanation of a failure, one line for each rule. */
    public String explanation() {
      return explanation(rules.stream());
    }

    /** The same without the rules that do not apply, and short. */
    String shortExplanation() {
      return explanation(
          rules.stream().filter(rule -> rule.match() != RuleMatch.NOT_MATCHED).limit(SHORT));
    }

    private static String explanation(Stream<RuleResult> rules) {
      return rules
          .map(
              rule ->
                  "%s (%s%s): %s%s"
                      .formatted(
                          rule.rule(),
                          Problems.lower(rule.effect().name()),
                          rule.shadow() ? ", shadow" : "",
                          Problems.lower(rule.match().name()).replace('_', ' '),
                          rule.message() == null ? "" : ". " + rule.message()))
          .collect(Collectors.joining("\n"));
    }
  }

  public PolicyTestReport {
    results = List.copyOf(results);
  }

  /** Whether every test passed. */
  public boolean passed() {
    return results.stream().allMatch(Result::passed);
  }

  /** For a terminal: a line for each test, explanations of failures, and the totals. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (Result result : results) {
      text.append(result.passed() ? "ok      " : "FAILED  ").append(result.name());
      if (!result.passed()) {
        text.append("\n  line      ").append(result.line());
        text.append("\n  expected  ").append(result.expected());
        text.append("\n  got       ").append(result.got());
        text.append("\n").append(result.explanation().indent(4).stripTrailing());
      }
      text.append('\n');
    }
    long failed = results.stream().filter(result -> !result.passed()).count();
    return text.append(
            "%s: %s tests, %s passed, %s failed\n"
                .formatted(policy, results.size(), results.size() - failed, failed))
        .toString();
  }
}
