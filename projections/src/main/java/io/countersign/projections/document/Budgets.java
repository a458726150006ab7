package io.countersign.projections.document;

import io.countersign.schemas.control.Budget;
import io.countersign.schemas.control.BudgetLimits;
import io.countersign.schemas.control.BudgetNode;
import io.countersign.schemas.control.BudgetWindow;
import io.countersign.schemas.json.JsonObject;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Budgets as documents have them. */
final class Budgets {
  private Budgets() {}

  /** Reads a budget that {@code EventJson} wrote. */
  static Budget read(JsonObject json) {
    JsonObject node = json.object("node").orElse(JsonObject.EMPTY);
    JsonObject limits = json.object("limits").orElse(JsonObject.EMPTY);
    return new Budget(
        json.string("id").orElseThrow(),
        new BudgetNode(
            text(node, "team"),
            text(node, "principal"),
            text(node, "agent"),
            text(node, "server"),
            text(node, "tool")),
        BudgetWindow.valueOf(json.string("window").orElseThrow()),
        new BudgetLimits(
            number(limits, "calls"),
            number(limits, "downstreamCalls"),
            number(limits, "tokens"),
            number(limits, "moneyMicros")));
  }

  /**
   * A part of a node, with the subject in place of a star. With several stars nobody here knows
   * which of them the subject stands for, so none is told.
   */
  static @Nullable String part(JsonObject node, String name, String subject) {
    String part = text(node, name);
    if (part == null || !part.equals("*")) {
      return part;
    }
    long stars =
        Stream.of("team", "principal", "agent", "server", "tool")
            .filter(other -> "*".equals(text(node, other)))
            .count();
    return stars == 1 && !subject.isEmpty() ? subject : null;
  }

  private static @Nullable String text(JsonObject json, String name) {
    return json.string(name).orElse(null);
  }

  private static @Nullable Long number(JsonObject json, String name) {
    return json.integer(name).orElse(null);
  }
}
