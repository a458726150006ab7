package io.countersign.projections.document;

import io.countersign.schemas.json.JsonObject;

/** Which server, tool and environment a control or an event about one speaks of. */
final class ControlPlace {
  private ControlPlace() {}

  /**
   * The place of a control or of the body of an event: an object that may have {@code server},
   * {@code tool} and {@code environment}.
   */
  static JsonObject of(JsonObject control) {
    JsonObject tool = tool(control);
    if (!tool.members().isEmpty()) {
      return named(tool);
    }
    if (control.has("server") && control.has("name")) {
      return named(control);
    }
    return control
        .object("review")
        .or(() -> control.object("scope"))
        .or(() -> control.object("limit"))
        .or(() -> control.object("budget").flatMap(budget -> budget.object("node")))
        .orElse(control);
  }

  /** The tool as it is pinned, else as it was seen; empty when it is about something else. */
  static JsonObject tool(JsonObject control) {
    return control
        .object("definition")
        .or(() -> control.object("proposal").map(seen -> seen.object("proposal").orElse(seen)))
        .orElse(JsonObject.EMPTY);
  }

  private static JsonObject named(JsonObject tool) {
    return JsonObject.builder()
        .putIfPresent("server", tool.get("server"))
        .putIfPresent("tool", tool.get("name"))
        .build();
  }
}
