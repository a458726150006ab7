package io.countersign.approvals.policy.cel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operators and functions by the names that the parser gives them. */
final class Calls {
  private Calls() {}

  /** A function of one value that is not an error. */
  @FunctionalInterface
  interface One {
    Object of(CelSteps steps, Object a);
  }

  /** A function of two values that are not errors. */
  @FunctionalInterface
  interface Two {
    Object of(CelSteps steps, Object a, Object b);
  }

  static Code strict(Code a, One function) {
    return frame -> {
      Object value = a.run(frame);
      return value instanceof CelError ? value : function.of(frame.steps(), value);
    };
  }

  static Code strict(Code a, Code b, Two function) {
    return frame -> {
      Object first = a.run(frame);
      if (first instanceof CelError) {
        return first;
      }
      Object second = b.run(frame);
      return second instanceof CelError ? second : function.of(frame.steps(), first, second);
    };
  }

  /** The call, or null when there is no such function. */
  static @Nullable Code named(String function, List<Code> operands) {
    return switch (operands.size()) {
      case 1 -> unary(function, operands.getFirst());
      case 2 -> binary(function, operands.get(0), operands.get(1));
      case 3 ->
          function.equals("_?_:_")
              ? conditional(operands.get(0), operands.get(1), operands.get(2))
              : null;
      default -> null;
    };
  }

  private static @Nullable Code unary(String function, Code a) {
    if (function.equals("@not_strictly_false")) {
      return frame -> !Boolean.FALSE.equals(a.run(frame));
    }
    One one =
        switch (function) {
          case "!_" -> (steps, x) -> x instanceof Boolean bool ? !bool : CelError.WRONG_TYPE;
          case "-_" -> (steps, x) -> Operators.negate(x);
          case "size" -> Texts::size;
          case "int" -> Conversions::toInt;
          case "double" -> (steps, x) -> Conversions.toDouble(x);
          case "string" -> (steps, x) -> Conversions.toText(x);
          case "timestamp" -> Conversions::toTime;
          case "duration" -> Conversions::toDuration;
          default -> {
            Times part = Times.named(function);
            yield part == null ? null : (steps, x) -> part.read(steps, x, null);
          }
        };
    return one == null ? null : strict(a, one);
  }

  private static @Nullable Code binary(String function, Code a, Code b) {
    return switch (function) {
      case "_&&_" -> logical(a, b, false);
      case "_||_" -> logical(a, b, true);
      default -> {
        Two two = two(function);
        yield two == null ? null : strict(a, b, two);
      }
    };
  }

  private static @Nullable Two two(String function) {
    return switch (function) {
      case "_==_" -> Equality::equal;
      case "_!=_" -> Equality::notEqual;
      case "_<_" -> (steps, x, y) -> Operators.ordered(steps, x, y, order -> order < 0);
      case "_<=_" -> (steps, x, y) -> Operators.ordered(steps, x, y, order -> order <= 0);
      case "_>_" -> (steps, x, y) -> Operators.ordered(steps, x, y, order -> order > 0);
      case "_>=_" -> (steps, x, y) -> Operators.ordered(steps, x, y, order -> order >= 0);
      case "@in" -> Equality::in;
      case "_+_" -> Operators::add;
      case "_-_" -> Operators::subtract;
      case "_*_" -> Operators::multiply;
      case "_/_" -> Operators::divide;
      case "_%_" -> (steps, x, y) -> Operators.modulo(x, y);
      case "_[_]" -> (steps, x, y) -> Operators.index(x, y);
      case "contains" -> Texts::contains;
      case "startsWith" -> Texts::startsWith;
      case "endsWith" -> Texts::endsWith;
      default -> {
        Times part = Times.named(function);
        yield part == null ? null : part::read;
      }
    };
  }

  /** And, or: the deciding value wins over an error on either side. */
  private static Code logical(Code a, Code b, boolean deciding) {
    return frame -> {
      Object first = truth(a.run(frame));
      if (first.equals(deciding)) {
        return deciding;
      }
      Object second = truth(b.run(frame));
      if (second.equals(deciding)) {
        return deciding;
      }
      return first instanceof CelError ? first : second;
    };
  }

  private static Object truth(Object value) {
    return value instanceof Boolean || value instanceof CelError ? value : CelError.WRONG_TYPE;
  }

  private static Code conditional(Code condition, Code then, Code otherwise) {
    return frame -> {
      Object value = truth(condition.run(frame));
      if (value instanceof CelError) {
        return value;
      }
      return value.equals(true) ? then.run(frame) : otherwise.run(frame);
    };
  }

  /**
   * What {@code map} and {@code filter} do to their result. It is appended to in place: nobody else
   * can see it before the macro has ended. A whole copy for each element would be quadratic.
   */
  static Code append(Code accumulator, Code added) {
    return strict(
        accumulator,
        added,
        (steps, gathered, more) -> {
          if (gathered instanceof List<?> list && more instanceof List<?> tail) {
            @SuppressWarnings("unchecked") // made by this package's list literal
            List<Object> growing = (List<Object>) list;
            steps.take(1L + tail.size());
            growing.addAll(tail);
            return growing;
          }
          return Operators.add(steps, gathered, more);
        });
  }
}
