package io.countersign.approvals.policy.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.approvals.policy.cel.CelExpression.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each of these took seconds, gigabytes or forever in an evaluator without counted steps. */
@Timeout(60)
class HostileExpressionTest {
  private static final String LONG = "a".repeat(100_000);
  private static final String NUMBERS =
      IntStream.range(0, 8_000).mapToObj(String::valueOf).collect(Collectors.joining(","));

  private static CelFacts hostile() {
    return CelExpressionTest.facts(
        "{\"long\": \"%s\", \"half\": \"%sb\", \"list\": [%s], \"deep\": %s1%s, \"few\": [1,2,3], \"hundred\": [%s]}"
            .formatted(
                LONG,
                LONG.substring(50_000),
                NUMBERS,
                "[".repeat(60),
                "]".repeat(60),
                "1,".repeat(399) + "1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "args.list.all(x, true) ; TOO_MANY_ITERATIONS",
        "args.list.exists(x, false) || true ; TOO_MANY_ITERATIONS",
        "args.list.all(x, args.list.all(y, true)) ; TOO_MANY_ITERATIONS",
        "args.list.map(x, x).size() > 0 ; TOO_MANY_ITERATIONS",
        "args.long.contains(args.half) ; TOO_MANY_STEPS",
        "args.long.matches('(a?){25}a{25}$') ; TOO_MANY_STEPS",
        "args.few.all(x, args.few.all(y, args.list == args.list && args.list == args.list)) ; TOO_MANY_STEPS",
        "args.hundred.exists(x, (timestamp('2026-02-31T00:00:00Z') < now || now.getHours('No/Where') == 1) || 9223372036854775807 + x > 0 || false) ; TOO_MANY_STEPS",
        "args.long.contains(args.half) || true ; TOO_MANY_STEPS",
        "!(args.long.contains(args.half) && false) ; TOO_MANY_STEPS",
        "args.few.exists(x, args.long.contains(args.half)) || true ; TOO_MANY_STEPS",
      })
  void endsByCountedStepsWhichNothingHides(String text, CelError error) throws CelRefused {
    CelExpression expression = CelExpression.compile(text, Kind.CONDITION);
    assertThat(expression.evaluate(hostile(), new CelSteps()))
        .isEqualTo(new CelResult.Failed(error));
  }

  @Test
  void endsAStringThatDoubles() throws CelRefused {
    String text = "[args.long]" + ".map(x, x + x)".repeat(12) + ".size() > 0";
    assertThat(CelExpression.compile(text, Kind.CONDITION).evaluate(hostile(), new CelSteps()))
        .isEqualTo(new CelResult.Failed(CelError.TOO_MANY_STEPS));
  }

  @Test
  void endsAListThatDoubles() throws CelRefused {
    String text = "[args.list]" + ".map(x, x + x)".repeat(12) + ".size() > 0";
    assertThat(CelExpression.compile(text, Kind.CONDITION).evaluate(hostile(), new CelSteps()))
        .isEqualTo(new CelResult.Failed(CelError.TOO_MANY_STEPS));
  }

  @Test
  void endsTheComparisonOfATreeOfSharedParts() throws CelRefused {
    String tree = "[1]" + ".map(x, [x,x,x,x,x,x,x,x])".repeat(8);
    String text = tree + " == " + tree;
    assertThat(CelExpression.compile(text, Kind.CONDITION).evaluate(hostile(), new CelSteps()))
        .isEqualTo(new CelResult.Failed(CelError.TOO_MANY_STEPS));
  }

  @Test
  void looksUpNoKeyButASimpleOne() throws CelRefused {
    assertThat(
            CelExpression.compile(
                    "{'a': 1}[args.deep] == 1 || args.deep in {'a': 1}", Kind.CONDITION)
                .evaluate(hostile(), new CelSteps()))
        .isEqualTo(new CelResult.Failed(CelError.NO_SUCH_FIELD));
  }

  @Test
  void sharesTheStepsOfADecisionAmongAllItsEvaluations() throws CelRefused {
    CelExpression greedy = CelExpression.compile("args.long.contains(args.half)", Kind.CONDITION);
    CelExpression modest = CelExpression.compile("args.few[0] == 1", Kind.CONDITION);
    CelSteps steps = new CelSteps();
    for (int i = 0; i < CelSteps.DECISION / CelSteps.EVALUATION; i++) {
      greedy.evaluate(hostile(), steps);
    }
    assertThat(modest.evaluate(hostile(), steps))
        .isEqualTo(new CelResult.Failed(CelError.DECISION_TOO_LONG));
  }

  @ParameterizedTest
  @ValueSource(ints = {33, 64, 200, 1_000, 2_000})
  void refusesDeepNesting(int depth) {
    for (String text :
        new String[] {
          "(".repeat(depth) + "true" + ")".repeat(depth),
          "[".repeat(depth) + "]".repeat(depth) + " == []",
          "!".repeat(1) + "(".repeat(depth) + "1 == 1" + ")".repeat(depth),
          "true ? ".repeat(depth) + "true" + " : false".repeat(depth),
        }) {
      assertThatThrownBy(() -> CelExpression.compile(text, Kind.CONDITION))
          .isInstanceOf(CelRefused.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {65, 300, 1_500})
  void refusesLongChains(int length) {
    for (String text :
        new String[] {
          "args" + ".a".repeat(length) + " == 1",
          "args" + "[0]".repeat(length) + " == 1",
          "1" + "+1".repeat(length) + " == 1",
        }) {
      assertThatThrownBy(() -> CelExpression.compile(text, Kind.CONDITION))
          .isInstanceOf(CelRefused.class);
    }
  }

  @Test
  void refusesInTheSameWordsInEveryLocale() {
    Locale before = Locale.getDefault();
    Set<String> messages = new TreeSet<>();
    try {
      for (String tag : List.of("en-US", "ar-SA-u-nu-arab", "hi-IN-u-nu-deva")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        for (String text :
            List.of("(".repeat(99) + "1" + ")".repeat(99), "args.x >", "[1].all(x")) {
          messages.add(
              catchThrowableOfType(
                      CelRefused.class, () -> CelExpression.compile(text, Kind.CONDITION))
                  .message());
        }
      }
    } finally {
      Locale.setDefault(before);
    }
    assertThat(messages).hasSize(3);
  }

  @Test
  void refusesManyParts() {
    String list = IntStream.range(0, 1_100).mapToObj(i -> "1").collect(Collectors.joining(","));
    assertThatThrownBy(() -> CelExpression.compile("1 in [" + list + "]", Kind.CONDITION))
        .isInstanceOf(CelRefused.class);
  }

  @Test
  void refusesLongExpressions() {
    assertThatThrownBy(
            () -> CelExpression.compile("'" + "a".repeat(4_096) + "' == ''", Kind.CONDITION))
        .isInstanceOf(CelRefused.class)
        .hasMessage("Expected at most 4096 characters, but there are 4104.");
  }

  @Test
  void refusesLongPatterns() {
    assertThatThrownBy(
            () ->
                CelExpression.compile(
                    "args.long.matches('" + "a".repeat(257) + "')", Kind.CONDITION))
        .isInstanceOf(CelRefused.class)
        .hasMessageContaining("at most 256 characters");
  }
}
