package io.countersign.approvals.policy.cel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationResult;
import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.countersign.approvals.policy.cel.CelExpression.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Our evaluator against the library's own, over random expressions: whenever ours has a value, it
 * is the library's, and where the library has none, neither have we.
 */
class LibraryComparisonTest {
  private static final long SEED = 20_261_121;
  private static final String ARGUMENTS =
      """
      {"i": 7, "j": -3, "d": 0.5, "e": 7.0, "s": "ana", "t": "banana", "b": true, "n": null,
       "l": [1, 2.5, "ana", null, true, [1], {"k": 1}], "w": [3, 1, 2], "m": {"ana": 1, "k": [7]}}
      """;
  private static final CelRuntime LIBRARY =
      CelRuntimeFactory.plannerRuntimeBuilder()
          .setOptions(
              CelOptions.current()
                  .enableHeterogeneousNumericComparisons(true)
                  .comprehensionMaxIterations(1_000)
                  .build())
          .build();

  @Test
  void agreesWithTheLibrary() throws Exception {
    CelFacts facts = CelExpressionTest.facts(ARGUMENTS);
    Map<String, Object> variables = variables(facts);
    Random random = new Random(SEED);
    int values = 0;
    int errors = 0;
    for (int i = 0; i < 20_000; i++) {
      String text = new Grammar(random).truth(4);
      CelExpression ours;
      try {
        ours = CelExpression.compile(text, Kind.CONDITION);
      } catch (CelRefused illTyped) {
        continue;
      }
      CelResult mine = ours.evaluate(facts, new CelSteps());
      Object theirs = library(text, variables);
      String where = "seed %s, expression %s: %s".formatted(SEED, i, text);
      if (mine instanceof CelResult.Truth truth) {
        assertThat(theirs).as(where).isEqualTo(truth.value());
        values++;
      } else {
        assertThat(mine).as(where).isNotEqualTo(new CelResult.Failed(CelError.INTERNAL));
        assertThat(theirs).as(where).isNotInstanceOf(Boolean.class);
        errors++;
      }
    }
    assertThat(values).isGreaterThan(3_000);
    assertThat(errors).isGreaterThan(1_000);
  }

  private static Object library(String text, Map<String, Object> variables) throws Exception {
    CelValidationResult parsed = CelLanguage.COMPILER.parse(text);
    CelAbstractSyntaxTree checked = CelLanguage.COMPILER.check(parsed.getAst()).getAst();
    try {
      return LIBRARY.createProgram(checked).eval(variables);
    } catch (CelEvaluationException failed) {
      return failed;
    }
  }

  private static Map<String, Object> variables(CelFacts facts) {
    Map<String, Object> variables = new HashMap<>();
    for (CelVariable variable : CelVariable.all()) {
      variables.put(variable.path(), theirs(facts.get(variable)));
    }
    return variables;
  }

  private static Object theirs(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((key, element) -> copy.put(key, theirs(element)));
      return copy;
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(theirs(element)));
      return copy;
    }
    return value == CelNull.NULL ? NullValue.NULL_VALUE : value;
  }

  /** Random expressions, most of them well-typed and some of them failing. */
  private static final class Grammar {
    private final Random random;

    Grammar(Random random) {
      this.random = random;
    }

    private String one(String... choices) {
      return choices[random.nextInt(choices.length)];
    }

    String truth(int depth) {
      if (depth == 0) {
        return one("true", "false", "args.b", "has(args.s)", "has(args.zz)", "args.zz", "args.i");
      }
      return switch (random.nextInt(14)) {
        case 0 -> "(%s && %s)".formatted(truth(depth - 1), truth(depth - 1));
        case 1 -> "(%s || %s)".formatted(truth(depth - 1), truth(depth - 1));
        case 2 -> "!(%s)".formatted(truth(depth - 1));
        case 3 -> "(%s ? %s : %s)".formatted(truth(depth - 1), truth(depth - 1), truth(depth - 1));
        case 4, 5 ->
            "%s %s %s"
                .formatted(
                    number(depth - 1), one("<", "<=", ">", ">=", "==", "!="), number(depth - 1));
        case 6 ->
            "%s %s %s".formatted(text(depth - 1), one("==", "<", "!=", ">="), text(depth - 1));
        case 7 -> "%s in %s".formatted(any(depth - 1), list(depth - 1));
        case 8 ->
            "%s.%s(x, %s)"
                .formatted(
                    list(depth - 1),
                    one("all", "exists", "exists_one"),
                    one("x == 1", "x > 1", "x == args.s", "x != null", truth(depth - 1)));
        case 9 ->
            "%s.%s(%s)"
                .formatted(
                    text(depth - 1), one("contains", "startsWith", "endsWith"), text(depth - 1));
        case 10 -> "%s.matches('%s')".formatted(text(depth - 1), one("^a", "an", "n.*a$", "[0-9]"));
        case 11 -> "%s == %s".formatted(list(depth - 1), list(depth - 1));
        case 12 -> "%s %s %s".formatted(any(depth - 1), one("==", "!="), any(depth - 1));
        default -> truth(0);
      };
    }

    String number(int depth) {
      if (depth <= 0) {
        return one("0", "1", "7", "-3", "0.5", "args.i", "args.j", "args.d", "args.e", "args.s");
      }
      return switch (random.nextInt(6)) {
        case 0 ->
            "(%s %s %s)"
                .formatted(number(depth - 1), one("+", "-", "*", "/", "%"), number(depth - 1));
        case 1 -> "size(%s)".formatted(random.nextBoolean() ? list(depth - 1) : text(depth - 1));
        case 2 -> "%s[%s]".formatted(list(depth - 1), one("0", "1", "5", "-1"));
        case 3 -> "int(%s)".formatted(one("'12'", "args.d", "args.e", "args.i", "2.9"));
        case 4 -> "-%s".formatted(one("args.i", "args.d", "args.b"));
        default -> number(0);
      };
    }

    String text(int depth) {
      if (depth <= 0) {
        return one("'ana'", "'banana'", "''", "args.s", "args.t", "principal.id", "args.i");
      }
      return random.nextInt(3) == 0
          ? "(%s + %s)".formatted(text(depth - 1), text(depth - 1))
          : text(0);
    }

    String list(int depth) {
      if (depth <= 0) {
        return one("args.l", "args.w", "[1, 2]", "[]", "args.m", "principal.groups", "['ana']");
      }
      return switch (random.nextInt(5)) {
        case 0 -> "(%s + %s)".formatted(list(depth - 1), list(depth - 1));
        case 1 ->
            "%s.filter(y, %s)".formatted(list(depth - 1), one("y != 1", "y == 'ana'", "y > 1"));
        case 2 -> "%s.map(y, %s)".formatted(list(depth - 1), one("y", "[y]", "y + 1", "y == 1"));
        case 3 -> "[%s, %s]".formatted(any(depth - 1), any(depth - 1));
        default -> list(0);
      };
    }

    String any(int depth) {
      return switch (random.nextInt(6)) {
        case 0 -> number(depth);
        case 1 -> text(depth);
        case 2 -> list(depth);
        case 3 -> one("null", "args.n", "args.b");
        case 4 -> one("args.m", "args.m.k", "{'k': 1}", "args.l[6]", "args.m['ana']");
        default -> one("args.l[%s]".formatted(random.nextInt(8)), "args.i", "args.s");
      };
    }
  }
}
