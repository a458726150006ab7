package io.countersign.approvals.policy.cel;

import dev.cel.checker.CelStandardDeclarations;
import dev.cel.checker.CelStandardDeclarations.StandardFunction;
import dev.cel.checker.CelStandardDeclarations.StandardOverload;
import dev.cel.common.CelOptions;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import java.util.List;
import java.util.Set;

/** What of CEL policies may use: the declared variables, few functions and the macros. */
final class CelLanguage {
  /** Longest expression, in code points. */
  static final int CODE_POINTS = 4_096;

  /** Most nested calls of the parser. */
  static final int PARSER_DEPTH = 32;

  static final CelOptions OPTIONS =
      CelOptions.current()
          .maxExpressionCodePointSize(CODE_POINTS)
          .maxParseRecursionDepth(PARSER_DEPTH)
          .maxParseErrorRecoveryLimit(4)
          .maxParseExpressionNodeCount(Shape.NODES)
          .enableHeterogeneousNumericComparisons(true)
          .enableQuotedIdentifierSyntax(false)
          .comprehensionMaxIterations(CelSteps.ITERATIONS)
          .build();

  static final List<CelStandardMacro> MACROS =
      List.of(
          CelStandardMacro.HAS,
          CelStandardMacro.ALL,
          CelStandardMacro.EXISTS,
          CelStandardMacro.EXISTS_ONE,
          CelStandardMacro.FILTER,
          CelStandardMacro.MAP);

  private static final Set<StandardFunction> FUNCTIONS =
      Set.of(
          StandardFunction.LOGICAL_NOT,
          StandardFunction.LOGICAL_AND,
          StandardFunction.LOGICAL_OR,
          StandardFunction.CONDITIONAL,
          StandardFunction.NOT_STRICTLY_FALSE,
          StandardFunction.EQUALS,
          StandardFunction.NOT_EQUALS,
          StandardFunction.IN,
          StandardFunction.LESS,
          StandardFunction.LESS_EQUALS,
          StandardFunction.GREATER,
          StandardFunction.GREATER_EQUALS,
          StandardFunction.ADD,
          StandardFunction.SUBTRACT,
          StandardFunction.MULTIPLY,
          StandardFunction.DIVIDE,
          StandardFunction.MODULO,
          StandardFunction.NEGATE,
          StandardFunction.INDEX,
          StandardFunction.SIZE,
          StandardFunction.CONTAINS,
          StandardFunction.STARTS_WITH,
          StandardFunction.ENDS_WITH,
          StandardFunction.MATCHES,
          StandardFunction.INT,
          StandardFunction.DOUBLE,
          StandardFunction.STRING,
          StandardFunction.TIMESTAMP,
          StandardFunction.DURATION,
          StandardFunction.GET_FULL_YEAR,
          StandardFunction.GET_MONTH,
          StandardFunction.GET_DATE,
          StandardFunction.GET_DAY_OF_MONTH,
          StandardFunction.GET_DAY_OF_WEEK,
          StandardFunction.GET_DAY_OF_YEAR,
          StandardFunction.GET_HOURS,
          StandardFunction.GET_MINUTES,
          StandardFunction.GET_SECONDS);

  /** Overloads over types that no argument has, or whose text depends on the library. */
  private static final List<String> TYPES_LEFT_OUT = List.of("uint", "bytes");

  private static final Set<String> OVERLOADS_LEFT_OUT =
      Set.of(
          "double_to_string",
          "timestamp_to_string",
          "duration_to_string",
          "duration_to_hours",
          "duration_to_minutes",
          "duration_to_seconds");

  static final CelCompiler COMPILER = compiler();

  private CelLanguage() {}

  private static CelCompiler compiler() {
    CelCompilerBuilder builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardEnvironmentEnabled(false)
            .setStandardDeclarations(
                CelStandardDeclarations.newBuilder().filterFunctions(CelLanguage::includes).build())
            .setStandardMacros(MACROS);
    for (CelVariable variable : CelVariable.all()) {
      builder.addVar(variable.path(), variable.type());
    }
    return builder.build();
  }

  private static boolean includes(StandardFunction function, StandardOverload overload) {
    String id = overload.celOverloadDecl().overloadId();
    return FUNCTIONS.contains(function)
        && TYPES_LEFT_OUT.stream().noneMatch(id::contains)
        && !OVERLOADS_LEFT_OUT.contains(id);
  }
}
