package io.countersign.approvals.policy;

import io.countersign.schemas.control.UsageLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Runs the tests of a document against its rules alone. */
final class TestRun {
  private final PolicyDocument document;
  private final PolicySet alone;

  TestRun(PolicyDocument document) {
    this.document = document;
    this.alone = PolicySet.of(List.of(document));
  }

  PolicyTestReport report(List<PolicyTest> tests) {
    List<PolicyTestReport.Result> results = new ArrayList<>();
    for (PolicyTest test : tests) {
      PolicyAnswer answer = alone.decide(test.given(), limit -> isExhausted(test, limit));
      results.add(
          new PolicyTestReport.Result(
              test.name(),
              test.line(),
              passes(test, answer),
              expected(test),
              got(answer),
              answer.rules()));
    }
    return new PolicyTestReport(document.name(), results);
  }

  private boolean isExhausted(PolicyTest test, UsageLimit limit) {
    return test.exhausted().stream()
        .anyMatch(rule -> limit.id().startsWith("rule/%s/%s/".formatted(document.name(), rule)));
  }

  private boolean passes(PolicyTest test, PolicyAnswer answer) {
    return test.verdict() == answer.verdict()
        && (test.code() == null || test.code().equals(answer.code()))
        && (test.costMicros() == null || Objects.equals(test.costMicros(), answer.costMicros()))
        && (test.rule() == null
            || answer
                .reference()
                .equals("policy/%s#%s".formatted(document.reference(), test.rule())));
  }

  private static String expected(PolicyTest test) {
    StringBuilder words = new StringBuilder(test.verdict().name());
    if (test.rule() != null) {
      words.append(" by rule ").append(test.rule());
    }
    if (test.code() != null) {
      words.append(", code ").append(test.code());
    }
    if (test.costMicros() != null) {
      words.append(", cost ").append(test.costMicros()).append(" micros");
    }
    return words.toString();
  }

  private static String got(PolicyAnswer answer) {
    String cost =
        answer.costMicros() == null ? "" : ", cost %s micros".formatted(answer.costMicros());
    return "%s, code %s%s. %s".formatted(answer.verdict(), answer.code(), cost, answer.message());
  }
}
