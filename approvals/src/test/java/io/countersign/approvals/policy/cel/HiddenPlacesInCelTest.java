package io.countersign.approvals.policy.cel;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.approvals.arguments.Seen;
import io.countersign.approvals.policy.cel.CelExpression.Kind;
import io.countersign.schemas.call.RedactedJson;
import io.countersign.schemas.call.Redaction;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HiddenPlacesInCelTest {
  /** {@code to} and {@code texts[0]} masked, {@code force} dropped, {@code cut} truncated. */
  private static final Seen ARGUMENTS =
      Seen.of(
          new RedactedJson(
              """
              {"cut":{"bytes":20000,"digest":"hmac-sha256:00","head":"abc","truncated":true},\
              "deep":{"seen":1,"to":"[redacted:email]"},"n":1,"names":{"[redacted:email]":1,"b":2},\
              "texts":["[redacted:email]","b"],"to":"[redacted:email]"}""",
              20_000,
              List.of(
                  redaction("/to", "MASK", "email"),
                  redaction("/deep/to", "MASK", "email"),
                  redaction("/texts/0", "MASK", "email"),
                  redaction("/force", "DROP", "tool-rule"),
                  redaction("/cut", "TRUNCATE", "string-size"),
                  redaction("/names/[redacted:email]", "MASK", "email"))));

  private static Redaction redaction(String pointer, String action, String rule) {
    return new Redaction("/arguments" + pointer, action, rule);
  }

  private static CelResult evaluate(String text, Seen arguments) throws CelRefused {
    return CelExpression.compile(text, Kind.CONDITION)
        .evaluate(CelFacts.of(arguments), new CelSteps());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "args.to.endsWith('@evil.example')",
        "args['to'] == 'x'",
        "args.to != '[redacted:email]'",
        "has(args.to)",
        "'to' in args",
        "has(args.force) && args.force",
        "!has(args.force)",
        "has(args.deep.to)",
        "args.deep.to.contains('x')",
        "args.deep == {'seen': 1, 'to': 'x'}",
        "{'seen': 1, 'to': 'x'} != args.deep",
        "args.cut.startsWith('abc')",
        "args.cut.head == 'abc'",
        "has(args.cut.head)",
        "size(args.cut) > 3",
        "args.texts[0] == 'a'",
        "args.texts == ['a', 'b']",
        "args.texts != ['a', 'b']",
        "'a' in args.texts",
        "args.texts.all(x, x != 'evil')",
        "args.texts.exists(x, x == 'evil')",
        "args.texts.exists_one(x, x == 'b')",
        "size(args.texts.filter(x, x == 'b')) == 1",
        "args.texts.map(x, x + '!')[1] == 'b!'",
        "(args.texts + ['c'])[0] == 'c'",
        "args.to.exists(x, true)",
        "size(args.names) == 2",
        "has(args.names.a)",
        "'a' in args.names",
        "args.names['[redacted:email]'] == 1",
        "args.names.exists(x, x == 'a')",
        "args.names == {'a': 1, 'b': 2}",
        "args.to",
        "args.to < 'x' ? true : false",
      })
  void failsWhereItTouchesWhatIsHidden(String text) throws CelRefused {
    assertThat(evaluate(text, ARGUMENTS)).isEqualTo(new CelResult.Failed(CelError.HIDDEN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "args.n == 1",
        "has(args.n) && !has(args.nobody)",
        "args.deep.seen == 1",
        "args.texts[1] == 'b'",
        "size(args.texts) == 2",
        "'b' in args.texts",
        "args.texts.exists(x, x == 'b')",
        "args.texts != ['a']",
        "args.texts != ['a', 'c']",
        "args.names.b == 2 && has(args.names.b)",
        "args.n == 1 || args.to == 'x'",
        "!(args.n == 2 && args.to == 'x')",
        "args.deep != {'seen': 2, 'to': 'x'}",
      })
  void isSureWhereWhatIsHiddenDoesNotMatter(String text) throws CelRefused {
    assertThat(evaluate(text, ARGUMENTS)).isEqualTo(new CelResult.Truth(true));
  }

  @Test
  void knowsNothingOfArgumentsThatAreHiddenAltogether() throws CelRefused {
    assertThat(evaluate("args.n == 1", Seen.Hidden.ANYTHING))
        .isEqualTo(new CelResult.Failed(CelError.HIDDEN));
    assertThat(evaluate("tool.name == ''", Seen.Hidden.ANYTHING))
        .isEqualTo(new CelResult.Truth(true));
  }

  @Test
  void tellsWhichPlacesItNames() throws CelRefused {
    assertThat(
            CelExpression.compile(
                    "has(args.a.b) && args.c[0]['d'] == 1 && args.e.exists(x, x == args.f)",
                    Kind.CONDITION)
                .places())
        .containsExactlyInAnyOrder(
            List.of("a", "b"), List.of("c", "0", "d"), List.of("e"), List.of("f"));
  }
}
