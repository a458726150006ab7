package io.countersign.approvals.policy;

import io.countersign.schemas.control.RuleResult;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What publication and tests of a policy answer, as JSON. */
public final class PolicyJson {
  private PolicyJson() {}

  /** {@code {policy, hash, rules, warnings, tests}} of a document that can be published. */
  public static JsonObject document(PolicyDocument document) {
    return JsonObject.builder()
        .put("policy", document.name())
        .put("hash", document.hash().text())
        .put("rules", JsonArray.ofStrings(document.ruleIds()))
        .put("warnings", problems(document.warnings()))
        .put("tests", report(document.report()))
        .build();
  }

  /** {@code {problems, tests}} of a document that is refused; tests only when they ran. */
  public static JsonObject refusal(PolicyRefused refused) {
    return JsonObject.builder()
        .put("problems", problems(refused.problems()))
        .putIfPresent("tests", refused.report().map(PolicyJson::report))
        .build();
  }

  /** {@code [{line, column, path, message}]}. */
  public static JsonArray problems(List<PolicyProblem> problems) {
    return array(
        problems,
        problem ->
            JsonObject.builder()
                .put("line", problem.line())
                .put("column", problem.column())
                .put("path", problem.path())
                .put("message", problem.message())
                .build());
  }

  /** {@code [{name, line, passed, expected, got, rules}]}. */
  public static JsonArray report(PolicyTestReport report) {
    return array(
        report.results(),
        result ->
            JsonObject.builder()
                .put("name", result.name())
                .put("line", result.line())
                .put("passed", result.passed())
                .put("expected", result.expected())
                .put("got", result.got())
                .put("rules", rules(result.rules()))
                .build());
  }

  /** {@code [{policy, rule, effect, match, shadow, message}]}; message only when there is one. */
  public static JsonArray rules(List<RuleResult> rules) {
    return array(
        rules,
        rule ->
            JsonObject.builder()
                .put("policy", rule.policy())
                .put("rule", rule.rule())
                .put("effect", rule.effect().name())
                .put("match", rule.match().name())
                .put("shadow", rule.shadow())
                .putIfPresent("message", Optional.ofNullable(rule.message()).map(JsonString::new))
                .build());
  }

  private static <T> JsonArray array(List<T> values, Function<T, JsonValue> json) {
    return new JsonArray(values.stream().map(json).toList());
  }
}
