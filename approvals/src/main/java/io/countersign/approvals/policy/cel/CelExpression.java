package io.countersign.approvals.policy.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import io.countersign.schemas.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A condition or a cost, parsed and type-checked. Immutable, thread-safe; evaluating it is pure,
 * ends after a counted number of steps and throws nothing.
 *
 * <p>The library parses and checks; this package evaluates the checked tree. The library's own
 * evaluator counts iterations only, and copies, compares and prints whole arguments without a
 * limit.
 */
public final class CelExpression {
  /** Most problems that are named for one expression. */
  private static final int PROBLEMS = 3;

  private static final int WARM_UPS = 3;

  /** What an expression must come to. */
  public enum Kind {
    /** True or false. */
    CONDITION("a boolean", SimpleType.BOOL),
    /** Integer micros from 0 to 10^15. */
    COST("an integer", SimpleType.INT);

    private final String words;
    private final CelType type;

    Kind(String words, CelType type) {
      this.words = words;
      this.type = type;
    }
  }

  private static final long HIGHEST_COST = 1_000_000_000_000_000L;

  private final String text;
  private final Kind kind;
  private final Code code;
  private final int locals;
  private final List<List<String>> places;

  private CelExpression(String text, Kind kind, Code code, int locals, List<List<String>> places) {
    this.text = text;
    this.kind = kind;
    this.code = code;
    this.locals = locals;
    this.places = places;
  }

  /**
   * Parses, checks and prepares {@code text}.
   *
   * @throws CelRefused if it is not CEL, names what policies may not use, has another type than
   *     {@code kind} wants, or could be large or slow
   */
  public static CelExpression compile(String text, Kind kind) throws CelRefused {
    int length = text.codePointCount(0, text.length());
    if (length > CelLanguage.CODE_POINTS) {
      throw new CelRefused(
          "Expected at most %s characters, but there are %s."
              .formatted(CelLanguage.CODE_POINTS, length));
    }
    try {
      CelAbstractSyntaxTree parsed = tree(CelLanguage.COMPILER.parse(text));
      Shape.require(parsed.getExpr());
      CelAbstractSyntaxTree checked = tree(CelLanguage.COMPILER.check(parsed));
      requireType(checked.getResultType(), kind);
      Translator translator = new Translator(checked.getReferenceMap());
      Code code = translator.translate(checked.getExpr());
      CelExpression expression =
          new CelExpression(text, kind, code, translator.locals(), Places.of(checked.getExpr()));
      expression.warmUp();
      return expression;
    } catch (StackOverflowError tooDeep) {
      throw new CelRefused("Expected parts nested less deep, but the parser gave up.");
    }
  }

  /** Loads what the first decision would have to load. */
  private void warmUp() {
    CelFacts nothing = CelFacts.of(JsonObject.EMPTY);
    for (int i = 0; i < WARM_UPS; i++) {
      evaluate(nothing, new CelSteps());
    }
  }

  private static CelAbstractSyntaxTree tree(CelValidationResult result) throws CelRefused {
    if (result.hasError()) {
      throw new CelRefused(
          "Expected CEL, but %s"
              .formatted(
                  result.getErrors().stream()
                      .limit(PROBLEMS)
                      .map(CelExpression::words)
                      .collect(Collectors.joining("; "))));
    }
    try {
      return result.getAst();
    } catch (CelValidationException invalid) {
      throw new CelRefused("Expected CEL, but it is not valid.");
    }
  }

  private static String words(CelIssue issue) {
    String message = issue.getMessage().strip();
    if (message.contains("limit")) {
      // In words of our own: the library writes numbers in the locale of the machine.
      return "it is nested deeper than %s or has more than %s parts"
          .formatted(CelLanguage.PARSER_DEPTH, Shape.NODES);
    }
    String first = message.lines().findFirst().orElse("");
    int tokens = first.indexOf(" expecting {");
    if (tokens > 0) {
      // The grammar's list of all tokens that could stand here helps nobody.
      first = first.substring(0, tokens);
    }
    return "%s (line %s, column %s)"
        .formatted(
            first, issue.getSourceLocation().getLine(), issue.getSourceLocation().getColumn() + 1);
  }

  private static void requireType(CelType type, Kind kind) throws CelRefused {
    if (!type.equals(kind.type) && !type.equals(SimpleType.DYN)) {
      throw new CelRefused(
          "Expected %s, but the expression gives %s.".formatted(kind.words, type.name()));
    }
  }

  /** The expression as it was written. */
  public String text() {
    return text;
  }

  /**
   * The places of the arguments that it names outright, each as the steps of a JSON Pointer. It may
   * look at others too.
   */
  public List<List<String>> places() {
    return places;
  }

  /** Evaluates it; whatever goes wrong is a {@link CelResult.Failed}. */
  public CelResult evaluate(CelFacts facts, CelSteps steps) {
    steps.begin();
    try {
      return result(code.run(new Frame(facts, steps, locals)));
    } catch (CelSteps.Exhausted exhausted) {
      return new CelResult.Failed(exhausted.error());
    } catch (RuntimeException fault) {
      return new CelResult.Failed(CelError.INTERNAL);
    }
  }

  private CelResult result(Object value) {
    if (value instanceof CelError error) {
      return new CelResult.Failed(error);
    }
    return switch (kind) {
      case CONDITION ->
          value instanceof Boolean truth
              ? new CelResult.Truth(truth)
              : new CelResult.Failed(CelError.NOT_BOOLEAN);
      case COST -> cost(value);
    };
  }

  private static CelResult cost(Object value) {
    if (!(value instanceof Long micros)) {
      return new CelResult.Failed(CelError.NOT_AN_INTEGER);
    }
    return micros < 0 || micros > HIGHEST_COST
        ? new CelResult.Failed(CelError.COST_OUT_OF_RANGE)
        : new CelResult.Cost(micros);
  }

  @Override
  public String toString() {
    return text;
  }
}
