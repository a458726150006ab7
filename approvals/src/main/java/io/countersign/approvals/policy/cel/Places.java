package io.countersign.approvals.policy.cel;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.CelMap;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The places of the arguments that an expression names outright, such as {@code args.to} or {@code
 * args.items[0]['sku']}. What a macro looks at in its elements is not among them.
 */
final class Places {
  private final Set<List<String>> found = new LinkedHashSet<>();

  private Places() {}

  /** The steps of each place, in the order of the expression. */
  static List<List<String>> of(CelExpr expression) {
    Places places = new Places();
    places.visit(expression);
    return List.copyOf(places.found);
  }

  private void visit(CelExpr expression) {
    List<String> path = path(expression);
    if (path != null) {
      if (!path.isEmpty()) {
        found.add(path);
      }
      return;
    }
    switch (expression.getKind()) {
      case SELECT -> visit(expression.select().operand());
      case CALL -> {
        expression.call().target().ifPresent(this::visit);
        expression.call().args().forEach(this::visit);
      }
      case LIST -> expression.list().elements().forEach(this::visit);
      case MAP -> {
        for (CelMap.Entry entry : expression.map().entries()) {
          visit(entry.key());
          visit(entry.value());
        }
      }
      case COMPREHENSION -> {
        CelComprehension macro = expression.comprehension();
        visit(macro.iterRange());
        visit(macro.accuInit());
        visit(macro.loopCondition());
        visit(macro.loopStep());
        visit(macro.result());
      }
      case IDENT, CONSTANT, STRUCT, NOT_SET -> {}
    }
  }

  /** Steps from the arguments, or null when the expression is not a place of them. */
  private static @Nullable List<String> path(CelExpr expression) {
    return switch (expression.getKind()) {
      case IDENT ->
          expression.ident().name().equals(CelVariable.ARGUMENTS.path()) ? List.of() : null;
      case SELECT -> below(path(expression.select().operand()), expression.select().field());
      case CALL -> indexed(expression.call());
      case CONSTANT, LIST, MAP, COMPREHENSION, STRUCT, NOT_SET -> null;
    };
  }

  private static @Nullable List<String> indexed(CelCall call) {
    boolean outright =
        call.function().equals("_[_]")
            && call.args().get(1).getKind() == CelExpr.ExprKind.Kind.CONSTANT;
    if (!outright) {
      return null;
    }
    CelConstant key = call.args().get(1).constant();
    return switch (key.getKind()) {
      case STRING_VALUE -> below(path(call.args().getFirst()), key.stringValue());
      case INT64_VALUE -> below(path(call.args().getFirst()), Long.toString(key.int64Value()));
      case NULL_VALUE,
          BOOLEAN_VALUE,
          DOUBLE_VALUE,
          NOT_SET,
          UINT64_VALUE,
          BYTES_VALUE,
          DURATION_VALUE,
          TIMESTAMP_VALUE ->
          null;
    };
  }

  private static @Nullable List<String> below(@Nullable List<String> path, String step) {
    if (path == null) {
      return null;
    }
    List<String> longer = new ArrayList<>(path);
    longer.add(step);
    return longer;
  }
}
