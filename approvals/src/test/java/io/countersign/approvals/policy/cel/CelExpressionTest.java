package io.countersign.approvals.policy.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.approvals.policy.cel.CelExpression.Kind;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CelExpressionTest {
  private static final String ARGUMENTS =
      """
      {"amount": 750, "rate": 0.5, "one": 1.0, "name": "ana", "flag": true, "nothing": null,
       "list": [1, 2, 3], "texts": ["a", "b"], "map": {"b": 2, "a": 1}, "when": "2026-03-01T10:00:00Z"}
      """;

  static CelFacts facts(String json) {
    try {
      return CelFacts.of((JsonObject) StrictJson.parse(json.getBytes(StandardCharsets.UTF_8)))
          .with(CelVariable.TOOL_SERVER, "payments")
          .with(CelVariable.TOOL_RISK, "WRITE")
          .with(CelVariable.PRINCIPAL_ID, "ana@acme.example")
          .with(CelVariable.PRINCIPAL_GROUPS, List.of("support", "finance"))
          .with(CelVariable.RESOURCES, List.of("ticket:T-1"))
          .with(CelVariable.BOUND_MONEY_MICROS, 5_000_000)
          .with(CelVariable.ENVIRONMENT, "prod")
          .with(CelVariable.NOW, Instant.parse("2026-03-29T01:30:00Z"));
    } catch (io.countersign.schemas.json.JsonRefused wrong) {
      throw new IllegalArgumentException(wrong);
    }
  }

  private static CelResult evaluate(String text) throws CelRefused {
    return CelExpression.compile(text, Kind.CONDITION).evaluate(facts(ARGUMENTS), new CelSteps());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "true",
        "args.amount > 500.0",
        "args.amount == 750.0 && args.one == 1",
        "args.rate < 1 && args.rate >= 0.5",
        "args['name'] == 'ana' && args.name != 'bob'",
        "args.flag",
        "args.nothing == null",
        "has(args.name) && !has(args.nobody)",
        "args.list[0] + args.list[1] == args.list[2]",
        "args.list == [1, 2, 3] && args.list != [1, 2] && args.map == {'a': 1, 'b': 2}",
        "args.list + [4] == [1, 2, 3, 4]",
        "2 in args.list && !(9 in args.list) && 'a' in args.map && !('z' in args.map)",
        "args.list.all(x, x > 0) && args.list.exists(x, x == 2) && args.list.exists_one(x, x > 2)",
        "args.list.filter(x, x > 1).map(x, x * 10) == [20, 30]",
        "args.map.all(k, args.map[k] > 0) && args.map.map(k, k) == ['a', 'b']",
        "size(args.list) == 3 && args.name.size() == 3 && size(args.map) == 2 && size('😀') == 1",
        "args.name.startsWith('a') && args.name.endsWith('na') && args.name.contains('n')",
        "args.name.matches('^[a-z]+$') && !args.name.matches('[0-9]')",
        "args.name + '@acme.example' == principal.id",
        "'support' in principal.groups && tool.server == 'payments' && tool.risk == 'WRITE'",
        "resources.all(r, r.startsWith('ticket:')) && environment == 'prod' && run == ''",
        "bound.moneyMicros / 1000000 == 5 && 7 % 4 == 3 && -args.amount == -750",
        "args.amount > 700 ? args.flag : false",
        "now > timestamp('2026-01-01T00:00:00Z') && now - duration('1h') < now",
        "now.getHours() == 1 && now.getHours('Europe/Berlin') == 3 && now.getDayOfWeek() == 0",
        "now.getFullYear() == 2026 && now.getMonth() == 2 && now.getDate() == 29",
        "timestamp(args.when) < now && now - timestamp(args.when) > duration('24h')",
        "int('42') == 42 && int(2.9) == 2 && double('0.5') == 0.5 && string(42) == '42'",
        "args.missing == 1 || true",
        "!(args.missing == 1 && false)",
        "{'a': 1}[args.texts[0]] == 1",
        "9223372036854775807 > 9223372036854775806.0 || true",
      })
  void isTrue(String text) throws CelRefused {
    assertThat(evaluate(text)).as(text).isEqualTo(new CelResult.Truth(true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "args.missing == 1 | NO_SUCH_FIELD",
        "args.missing == 1 && true | NO_SUCH_FIELD",
        "args.name.first == 'a' | NO_SUCH_FIELD",
        "has(args.name.first) | NO_SUCH_FIELD",
        "args.map['z'] == 1 | NO_SUCH_FIELD",
        "args.list[3] == 1 | OUT_OF_BOUNDS",
        "args.list[-1] == 1 | OUT_OF_BOUNDS",
        "args.name > 1 | WRONG_TYPE",
        "args.name && true | WRONG_TYPE",
        "args.name ? true : false | WRONG_TYPE",
        "args.amount + args.rate > 1.0 | WRONG_TYPE",
        "args.amount.all(x, true) | WRONG_TYPE",
        "args.list.map(x, args.name + x) == [] | WRONG_TYPE",
        "args.amount / (args.amount - 750) == 1 | DIVISION_BY_ZERO",
        "args.amount % 0 == 1 | DIVISION_BY_ZERO",
        "9223372036854775807 + args.amount > 0 | OVERFLOW",
        "timestamp('9999-12-31T23:00:00Z') + duration('2h') > now | OVERFLOW",
        "int(args.name) == 1 | NOT_CONVERTIBLE",
        "timestamp(args.name) > now | NOT_CONVERTIBLE",
        "now.getHours('Nowhere/City') == 1 | NOT_CONVERTIBLE",
        "{args.name: 1, 'ana': 2} == {} | DUPLICATE_KEY",
        "args.name | NOT_BOOLEAN",
        "args.nothing | NOT_BOOLEAN",
      })
  void failsWithoutAValue(String text, CelError error) throws CelRefused {
    assertThat(evaluate(text)).as(text).isEqualTo(new CelResult.Failed(error));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "args.amount * 1000000 | 750000000",
        "0 | 0",
        "bound.moneyMicros | 5000000",
        "args.missing | NO_SUCH_FIELD",
        "args.rate | NOT_AN_INTEGER",
        "args.name | NOT_AN_INTEGER",
        "-args.amount | COST_OUT_OF_RANGE",
        "1000000000000001 | COST_OUT_OF_RANGE",
      })
  void givesTheCostInMicros(String text, String expected) throws CelRefused {
    CelResult result =
        CelExpression.compile(text, Kind.COST).evaluate(facts(ARGUMENTS), new CelSteps());
    assertThat(result)
        .isEqualTo(
            Character.isDigit(expected.charAt(0))
                ? new CelResult.Cost(Long.parseLong(expected))
                : new CelResult.Failed(CelError.valueOf(expected)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "args.amount > | Expected CEL",
        "1 + 1 | Expected a boolean",
        "'a' == 1 | no matching overload",
        "tool.owner == 'x' | undeclared reference",
        "principal.grups == [] | undeclared reference",
        "environment.size() == [1] | no matching overload",
        "exec('rm') | undeclared reference",
        "type(args.amount) == int | undeclared reference",
        "dyn(1) == 1 | undeclared reference",
        "b'abc' == b'abc' | literals",
        "1u == 1u | literals",
        "google.protobuf.Int64Value{value: 1} == 1 | message",
        "args.name.matches(args.pattern) | Expected the pattern",
        "args.name.matches('(' + ')') | Expected the pattern",
        "args.name.matches('(') | Expected a pattern of RE2",
        "args.name.matches('((a{100}){100}){100}') | repetitions",
        "args.name.matches('(((a{1000}){1000}){1000}){1000}') | repetitions",
        "[1].all(tool, true) | Expected another name",
        "[1].all(a, [1].all(b, [1].all(c, true))) | nested",
        "args.a.?b == 1 | Expected CEL",
        "args.`a` == 1 | Expected CEL",
        "@result == 1 | Expected CEL",
      })
  void refusesWhatPoliciesMayNotUse(String text, String words) {
    assertThatThrownBy(() -> CelExpression.compile(text, Kind.CONDITION))
        .as(text)
        .isInstanceOf(CelRefused.class)
        .hasMessageContaining(words);
  }

  @Test
  void refusesACostThatIsNoInteger() {
    assertThatThrownBy(() -> CelExpression.compile("'a'", Kind.COST))
        .isInstanceOf(CelRefused.class)
        .hasMessage("Expected an integer, but the expression gives string.");
  }

  @Test
  void readsMapsInTheOrderOfTheirKeysWhateverTheyCameIn() throws CelRefused {
    CelExpression expression =
        CelExpression.compile("args.m.map(k, k) == ['a', 'b', 'c']", Kind.CONDITION);
    for (String order : List.of("\"a\":1,\"b\":2,\"c\":3", "\"c\":3,\"a\":1,\"b\":2")) {
      assertThat(expression.evaluate(facts("{\"m\":{" + order + "}}"), new CelSteps()))
          .isEqualTo(new CelResult.Truth(true));
    }
  }
}
