package io.countersign.approvals.policy.cel;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.CelMap;
import java.util.List;

/**
 * Checks a parsed expression before its types are checked: how large and how deep it is, how far
 * its macros nest, and that its regular expressions are written out and small.
 */
final class Shape {
  /** Most parts of an expression, after its macros are written out. */
  static final int NODES = 1_000;

  /** Deepest nesting of its parts. */
  static final int DEPTH = 64;

  /** Most macros around a part. */
  static final int MACROS = 2;

  /** Longest regular expression, in characters. */
  static final int PATTERN = 256;

  /** Largest program of a regular expression, in instructions of RE2. */
  static final int PROGRAM = 1_000;

  /** Largest product of all counted repetitions of a regular expression, such as {@code {1,64}}. */
  static final int REPEATS = 1_000;

  private static final java.util.regex.Pattern COUNTED =
      java.util.regex.Pattern.compile("\\{([0-9]{1,9})(?:,([0-9]{0,9}))?\\}");

  private int nodes;

  private Shape() {}

  static void require(CelExpr expression) throws CelRefused {
    new Shape().visit(expression, 1, 0);
  }

  private void visit(CelExpr expression, int depth, int macros) throws CelRefused {
    if (++nodes > NODES) {
      throw new CelRefused("Expected at most %s parts, but there are more.".formatted(NODES));
    }
    if (depth > DEPTH) {
      throw new CelRefused(
          "Expected parts nested at most %s deep, but they are deeper.".formatted(DEPTH));
    }
    switch (expression.getKind()) {
      case CONSTANT -> constant(expression.constant());
      case IDENT -> {}
      case SELECT -> visit(expression.select().operand(), depth + 1, macros);
      case CALL -> call(expression.call(), depth, macros);
      case LIST -> visitAll(expression.list().elements(), depth, macros);
      case MAP -> {
        for (CelMap.Entry entry : expression.map().entries()) {
          visit(entry.key(), depth + 1, macros);
          visit(entry.value(), depth + 1, macros);
        }
      }
      case COMPREHENSION -> macro(expression.comprehension(), depth, macros + 1);
      case STRUCT, NOT_SET ->
          throw new CelRefused("Expected values of CEL, but there is a message. Use a map.");
    }
  }

  private void visitAll(List<CelExpr> expressions, int depth, int macros) throws CelRefused {
    for (CelExpr expression : expressions) {
      visit(expression, depth + 1, macros);
    }
  }

  private void call(CelCall call, int depth, int macros) throws CelRefused {
    if (call.target().isPresent()) {
      visit(call.target().orElseThrow(), depth + 1, macros);
    }
    visitAll(call.args(), depth, macros);
    if (call.function().equals("matches")) {
      pattern(call);
    }
  }

  private void macro(CelComprehension macro, int depth, int macros) throws CelRefused {
    if (macros > MACROS) {
      throw new CelRefused(
          "Expected macros such as all() and exists() nested at most %s deep, but they are deeper."
              .formatted(MACROS));
    }
    if (CelVariable.reserves(macro.iterVar())) {
      throw new CelRefused(
          "Expected another name for the variable of a macro, but %s is a variable of every expression."
              .formatted(macro.iterVar()));
    }
    // What a macro goes over is evaluated once, before it: a chain of macros is not nested.
    visit(macro.iterRange(), depth + 1, macros - 1);
    visit(macro.accuInit(), depth + 1, macros - 1);
    visit(macro.loopCondition(), depth + 1, macros);
    visit(macro.loopStep(), depth + 1, macros);
    visit(macro.result(), depth + 1, macros);
  }

  private static void constant(CelConstant constant) throws CelRefused {
    switch (constant.getKind()) {
      case NULL_VALUE, BOOLEAN_VALUE, INT64_VALUE, DOUBLE_VALUE, STRING_VALUE -> {}
      case NOT_SET, UINT64_VALUE, BYTES_VALUE, DURATION_VALUE, TIMESTAMP_VALUE ->
          throw new CelRefused(
              "Expected null, booleans, integers, doubles and text as literals, but there is %s."
                  .formatted(constant.getKind()));
    }
  }

  private static void pattern(CelCall call) throws CelRefused {
    if (call.args().isEmpty() || !isText(call.args().getLast())) {
      throw new CelRefused(
          "Expected the pattern of matches() as text in quotes, but it is computed.");
    }
    String pattern = call.args().getLast().constant().stringValue();
    if (pattern.length() > PATTERN) {
      throw new CelRefused(
          "Expected a pattern of at most %s characters, but it has %s."
              .formatted(PATTERN, pattern.length()));
    }
    if (repeats(pattern) > REPEATS) {
      // Each repetition is written out before the size of the program is known.
      throw new CelRefused(
          "Expected repetitions in a pattern to multiply to at most %s, but they come to more."
              .formatted(REPEATS));
    }
    int size = compiled(pattern).programSize();
    if (size > PROGRAM) {
      throw new CelRefused(
          "Expected a pattern of at most %s instructions, but it has %s. Make it simpler."
              .formatted(PROGRAM, size));
    }
  }

  static Pattern compiled(String pattern) throws CelRefused {
    try {
      return Pattern.compile(pattern);
    } catch (PatternSyntaxException wrong) {
      throw new CelRefused(
          "Expected a pattern of RE2, but it is malformed: %s.".formatted(wrong.getDescription()));
    }
  }

  private static long repeats(String pattern) {
    java.util.regex.Matcher counted = COUNTED.matcher(pattern);
    long product = 1;
    while (counted.find() && product <= REPEATS) {
      String most = counted.group(2);
      String count = most == null || most.isEmpty() ? counted.group(1) : most;
      product *= Math.max(1, Long.parseLong(count));
    }
    return product;
  }

  private static boolean isText(CelExpr expression) {
    return expression.getKind() == CelExpr.ExprKind.Kind.CONSTANT
        && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE;
  }
}
