package io.countersign.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.call.RedactedJson;
import io.countersign.schemas.call.Redaction;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.command.PublishPolicy;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.RedactionAction;
import io.countersign.schemas.control.RedactionRule;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.event.PolicyPublished;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HiddenArgumentsTest {
  private final EngineScenario ledger =
      EngineScenario.open()
          .given(Asked.review(Gate.PRODUCTION_APPROVED))
          .given(Asked.tool(Risk.WRITE));

  private static RecordIntent intent(long n, String json, List<Redaction> redactions) {
    return Asked.with(
        Asked.intent(n, Risk.WRITE),
        "arguments",
        new RedactedJson(json, json.length(), redactions));
  }

  private static Redaction redaction(String action) {
    return new Redaction("/arguments/to", action, "email");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          deny  | args.to.endsWith('@evil.example')   | DENY
          deny  | has(args.to) && args.to == 'x'      | DENY
          ask   | args.to.endsWith('@evil.example')   | ASK
          allow | !args.to.endsWith('@evil.example')  | DENY
          allow | args.to != 'x@evil.example'         | DENY
          deny  | args.n == 2                         | ALLOW
          """)
  void keepsWhatRestrictsAndNothingThatAllows(String effect, String when, String verdict) {
    String other = effect.equals("allow") ? "" : "\n  - {id: rest, effect: allow}";
    ledger.given(Asked.policy("p", "effect: " + effect, "when: \"" + when + "\"" + other));
    String masked = "{\"n\":1,\"to\":\"[redacted:email]\"}";
    ledger
        .when(intent(1, masked, List.of(redaction("MASK"))))
        .then("IntentRecorded", "DecisionMade " + verdict)
        .when(intent(2, "{\"n\":1}", List.of(redaction("DROP"))))
        .then("IntentRecorded", "DecisionMade " + verdict);
  }

  @Test
  void warnsOfAConditionThatLooksAtARedactedPlace() {
    ledger
        .given(
            Asked.tool(
                Risk.WRITE, "redaction", List.of(new RedactionRule("/to", RedactionAction.MASK))))
        .when(
            Asked.policy(
                "p",
                "match: {server: crm, tool: write}",
                "when: args.to.name == 'x' || args.n == 1",
                "effect: deny"))
        .then("PolicyPublished");
    assertThat(ledger.event(PolicyPublished.class).warnings())
        .singleElement()
        .asString()
        .startsWith("rules[0]: ")
        .contains("crm/write redacts args.to.name");
  }

  @Test
  void isTestedInThePolicy() {
    String tests =
        """
        tests:
          - name: nobody can see the receiver
            given: {tool: write, arguments: {to: x, deep: {list: [1, 2]}}, hidden: [/to, /gone, /deep/list/1]}
            expect: {verdict: %s, rule: only}
        """;
    String rule = "policy: p\nrules:\n  - {id: only, effect: deny, when: \"args.%s == 'y'\"}\n";
    for (String place : List.of("to", "gone", "deep.list[1]")) {
      ledger
          .when(new PublishPolicy("p", rule.formatted(place) + tests.formatted("deny"), "olga"))
          .then("PolicyPublished");
    }
    ledger
        .when(
            new PublishPolicy(
                "p",
                rule.formatted("to") + tests.formatted("deny").replace("/gone", "/gone/below"),
                "olga"))
        .then("CommandRejected POLICY_INVALID");
    assertThat(ledger.event(CommandRejected.class).message()).contains("Expected a place of the");
  }
}
