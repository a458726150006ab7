package io.countersign.approvals.arguments.jsonschema;

import io.countersign.approvals.arguments.ArgumentError;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/** What one validation has spent and found. */
final class Work {
  /** The validation would take more steps, or nest deeper, than it may. */
  static final class Exhausted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Exhausted(String message) {
      super(message, null, false, false);
    }

    String message() {
      return Objects.requireNonNull(getMessage());
    }
  }

  static final Comparator<ArgumentError> ORDER =
      Comparator.comparing(ArgumentError::pointer)
          .thenComparing(ArgumentError::keyword)
          .thenComparing(ArgumentError::message);

  private final TreeSet<ArgumentError> errors = new TreeSet<>(ORDER);
  private long steps;
  private int depth;

  void spend(long more) {
    steps += more;
    if (steps > SchemaLimits.STEPS) {
      throw new Exhausted(
          "Expected arguments that can be checked in %s steps, but they take more. Send less at once, or simplify the tool's schema."
              .formatted(SchemaLimits.STEPS));
    }
  }

  void enter() {
    spend(1);
    depth++;
    if (depth > SchemaLimits.LOOK_DEPTH) {
      throw new Exhausted(
          "Expected arguments that nest at most %s subschemas deep, but they nest deeper. Flatten them, or the tool's schema."
              .formatted(SchemaLimits.LOOK_DEPTH));
    }
  }

  void leave() {
    depth--;
  }

  /** Turns {@code truth} into an error when it is certainly false and must not be. */
  Truth found(Truth truth, boolean asserted, Place place, String keyword, String message) {
    if (truth == Truth.FALSE && asserted) {
      errors.add(new ArgumentError(place.pointer(), keyword, message));
      if (errors.size() > SchemaLimits.ERRORS) {
        errors.pollLast();
      }
    }
    return truth;
  }

  /** The first errors, by pointer and keyword. */
  List<ArgumentError> errors() {
    return List.copyOf(errors);
  }
}
