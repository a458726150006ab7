package io.countersign.approvals.policy.cel;

import com.google.re2j.Pattern;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.CelMap;
import dev.cel.common.ast.CelExpr.CelSelect;
import dev.cel.common.ast.CelReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes a checked expression into {@link Code}. Every part costs a step whenever it runs. */
final class Translator {
  private final Map<Long, CelReference> references;
  private final Map<String, CelVariable> facts = new HashMap<>();

  /** Variables of the macros around, innermost last, and where the frame keeps them. */
  private final List<String> scope = new ArrayList<>();

  private int locals;

  Translator(Map<Long, CelReference> references) {
    this.references = references;
    CelVariable.all().forEach(variable -> facts.put(variable.path(), variable));
  }

  /** How many variables of macros a frame must hold. */
  int locals() {
    return locals;
  }

  Code translate(CelExpr expression) throws CelRefused {
    Code code = bare(expression);
    return frame -> {
      frame.steps().take(1);
      return code.run(frame);
    };
  }

  private Code bare(CelExpr expression) throws CelRefused {
    CelReference reference = references.get(expression.id());
    if (reference != null && facts.containsKey(reference.name())) {
      return fact(reference.name());
    }
    return switch (expression.getKind()) {
      case CONSTANT -> constant(expression.constant());
      case IDENT -> variable(expression.ident().name());
      case SELECT -> select(expression.select());
      case CALL -> call(expression.call());
      case LIST -> list(expression.list().elements());
      case MAP -> map(expression.map().entries());
      case COMPREHENSION -> comprehension(expression.comprehension());
      case STRUCT, NOT_SET -> throw unsupported(expression.getKind().name());
    };
  }

  private static Code constant(CelConstant constant) throws CelRefused {
    Object value =
        switch (constant.getKind()) {
          case NULL_VALUE -> CelNull.NULL;
          case BOOLEAN_VALUE -> constant.booleanValue();
          case INT64_VALUE -> constant.int64Value();
          case DOUBLE_VALUE -> constant.doubleValue();
          case STRING_VALUE -> constant.stringValue();
          case NOT_SET, UINT64_VALUE, BYTES_VALUE, DURATION_VALUE, TIMESTAMP_VALUE ->
              throw unsupported(constant.getKind().name());
        };
    return frame -> value;
  }

  private Code variable(String name) throws CelRefused {
    int slot = scope.lastIndexOf(name);
    if (slot >= 0) {
      return frame -> frame.local(slot);
    }
    if (facts.containsKey(name)) {
      return fact(name);
    }
    throw unsupported(name);
  }

  private Code fact(String name) throws CelRefused {
    CelVariable variable = facts.get(name);
    if (variable == null) {
      throw unsupported(name);
    }
    return frame -> frame.fact(variable);
  }

  private Code select(CelSelect select) throws CelRefused {
    Code operand = translate(select.operand());
    String name = select.field();
    if (!select.testOnly()) {
      return Calls.strict(operand, (steps, value) -> Operators.field(value, name));
    }
    return Calls.strict(
        operand,
        (steps, value) ->
            value instanceof Map<?, ?> map ? Equality.has(map, name) : CelError.NO_SUCH_FIELD);
  }

  private Code list(List<CelExpr> elements) throws CelRefused {
    List<Code> codes = translateAll(elements);
    return frame -> {
      List<Object> values = new ArrayList<>(codes.size());
      for (Code code : codes) {
        Object value = code.run(frame);
        if (value instanceof CelError) {
          return value;
        }
        values.add(value);
      }
      return values;
    };
  }

  private Code map(List<CelMap.Entry> entries) throws CelRefused {
    List<Code> keys = new ArrayList<>();
    List<Code> values = new ArrayList<>();
    for (CelMap.Entry entry : entries) {
      keys.add(translate(entry.key()));
      values.add(translate(entry.value()));
    }
    return frame -> {
      Map<Object, Object> map = new LinkedHashMap<>();
      for (int i = 0; i < keys.size(); i++) {
        Object key = keys.get(i).run(frame);
        if (key instanceof CelError) {
          return key;
        }
        Object value = values.get(i).run(frame);
        if (value instanceof CelError) {
          return value;
        }
        if (!Equality.isKey(key)) {
          return CelError.WRONG_TYPE;
        }
        if (map.putIfAbsent(key, value) != null) {
          return CelError.DUPLICATE_KEY;
        }
      }
      return map;
    };
  }

  private List<Code> translateAll(List<CelExpr> expressions) throws CelRefused {
    List<Code> codes = new ArrayList<>();
    for (CelExpr expression : expressions) {
      codes.add(translate(expression));
    }
    return codes;
  }

  private Code call(CelCall call) throws CelRefused {
    List<Code> operands = new ArrayList<>();
    if (call.target().isPresent()) {
      operands.add(translate(call.target().orElseThrow()));
    }
    if (call.function().equals("matches")) {
      operands.addAll(translateAll(call.args().subList(0, call.args().size() - 1)));
      Pattern pattern = Shape.compiled(call.args().getLast().constant().stringValue());
      return Calls.strict(
          operands.getFirst(), (steps, text) -> Texts.matches(steps, text, pattern));
    }
    operands.addAll(translateAll(call.args()));
    if (call.function().equals("_+_") && isAccumulator(call.args().getFirst())) {
      return Calls.append(operands.get(0), operands.get(1));
    }
    Code code = Calls.named(call.function(), operands);
    if (code == null) {
      throw unsupported(call.function());
    }
    return code;
  }

  /** Whether the part is the hidden variable in which a macro gathers its result. */
  private static boolean isAccumulator(CelExpr expression) {
    return expression.getKind() == CelExpr.ExprKind.Kind.IDENT
        && expression.ident().name().startsWith("@");
  }

  private Code comprehension(CelComprehension macro) throws CelRefused {
    Code range = translate(macro.iterRange());
    Code start = translate(macro.accuInit());
    int accumulator = open(macro.accuVar());
    int element = open(macro.iterVar());
    Code condition = translate(macro.loopCondition());
    Code step = translate(macro.loopStep());
    close();
    Code result = translate(macro.result());
    close();
    return new Loop(range, start, accumulator, element, condition, step, result);
  }

  private int open(String name) {
    scope.add(name);
    locals = Math.max(locals, scope.size());
    return scope.size() - 1;
  }

  private void close() {
    scope.removeLast();
  }

  private static CelRefused unsupported(String what) {
    return new CelRefused(
        "Expected what policies may use of CEL, but there is %s.".formatted(what));
  }

  /** A macro written out: for each element a condition and a step, then the result. */
  private record Loop(
      Code range, Code start, int accumulator, int element, Code condition, Code step, Code result)
      implements Code {
    @Override
    public Object run(Frame frame) {
      Object all = range.run(frame);
      if (all instanceof CelError) {
        return all;
      }
      Iterable<?> elements =
          all instanceof Map<?, ?> map ? map.keySet() : all instanceof List<?> list ? list : null;
      if (elements == null) {
        return CelError.WRONG_TYPE;
      }
      frame.local(accumulator, start.run(frame));
      for (Object value : elements) {
        frame.steps().takeIteration();
        frame.local(element, value);
        if (!Boolean.TRUE.equals(condition.run(frame))) {
          break;
        }
        frame.local(accumulator, step.run(frame));
      }
      return result.run(frame);
    }
  }
}
