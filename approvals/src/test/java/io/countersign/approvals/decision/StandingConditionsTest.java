package io.countersign.approvals.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.approvals.arguments.Seen;
import io.countersign.approvals.policy.PolicyQuestion;
import io.countersign.schemas.call.Agent;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.Client;
import io.countersign.schemas.call.Principal;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandingConditionsTest {
  private static PolicyQuestion question(Seen arguments) {
    return new PolicyQuestion(
        "payments",
        "refund_order",
        "1.0",
        Risk.WRITE,
        "prod",
        "run-1",
        new Principal("ana", "user", List.of("support")),
        new Agent("bot", "1"),
        new Client("claude-code", "2"),
        arguments,
        List.of("order:1"),
        Amounts.ONE_CALL,
        Instant.parse("2026-03-01T10:00:00Z"));
  }

  private static Seen arguments() {
    return Seen.whole(
        JsonObject.builder()
            .put("n", 1)
            .put("to", "shop@acme.example")
            .put("items", new JsonArray(Collections.nCopies(1_001, JsonNumber.of(1))))
            .build());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          args.n == 1                                                     | true
          args.n == 2                                                     | false
          tool.server == 'payments' && tool.name == 'refund_order'        | true
          tool.risk == 'WRITE' && tool.version == '1.0'                   | true
          environment == 'prod' && run == 'run-1'                         | true
          agent.id == 'bot' && client.name == 'claude-code'               | true
          'support' in principal.groups && 'order:1' in resources         | true
          bound.calls == 1 && now < timestamp('2026-03-01T10:00:01Z')     | true
          now >= timestamp('2026-03-01T10:00:01Z')                        | false
          true                                                            | true
          args.gone == 1                                                  | false
          args.gone != 1                                                  | false
          args.n                                                          | false
          args.items.all(item, item == 1)                                 | false
          'args.n == 1 || args.gone == 1'                                 | true
          """)
  void holdsOnlyOfWhatIsClearlySo(String condition, boolean holds) {
    assertThat(StandingConditions.refusal(condition)).isEmpty();
    assertThat(StandingConditions.holds(condition, question(arguments()))).isEqualTo(holds);
    assertThat(StandingConditions.holds(condition, question(arguments())))
        .as("remembered")
        .isEqualTo(holds);
  }

  @ParameterizedTest
  @CsvSource({
    "args.to == 'shop@acme.example'",
    "args.to != 'shop@acme.example'",
    "has(args.to)",
    "!has(args.to)",
  })
  void holdsOfNothingThatRedactionHides(String condition) {
    Seen hidden = arguments().hiding(List.of("to"));
    assertThat(StandingConditions.refusal(condition)).isEmpty();
    assertThat(StandingConditions.holds(condition, question(hidden))).isFalse();
    assertThat(StandingConditions.holds("args.n == 1", question(hidden))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                                    | Expected CEL, but
          args.n >                                              | Expected CEL, but
          1 + 1                                                 | Expected a boolean, but the expression gives int.
          secret.key == 1                                       | undeclared reference to 'secret'
          [1].exists(a, [1].exists(b, [1].exists(c, c == 1)))   | Expected
          """)
  void refusesWhatNoRuleCouldHaveAndNeverHoldsIt(String condition, String words) {
    assertThat(StandingConditions.refusal(condition))
        .hasValueSatisfying(refusal -> assertThat(refusal).startsWith("Expected").contains(words));
    assertThat(StandingConditions.holds(condition, question(arguments()))).isFalse();
  }

  @Test
  void refusesWhatIsTooLong() {
    assertThat(StandingConditions.refusal("true || " + "true || ".repeat(600) + "true"))
        .hasValue("Expected at most 4096 characters, but there are 4812.");
  }
}
