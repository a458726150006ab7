package io.countersign.query;

import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import java.util.Map;

/** What an approval is about in one line: a verb and what it is done with. */
final class Headline {
  private Headline() {}

  /** The headline of an approval as the projections write it. */
  static String of(JsonObject approval) {
    return approval.object("change").map(Headline::ofChange).orElseGet(() -> ofCall(approval));
  }

  private static String ofCall(JsonObject approval) {
    String verb =
        switch (approval.string("risk").orElse("")) {
          case "READ" -> "Read with";
          case "WRITE" -> "Change something with";
          case "DESTRUCTIVE" -> "Change beyond undo with";
          default -> "Run";
        };
    String tool = approval.object("tool").map(Headline::tool).orElse("a tool");
    String where = approval.string("environment").map(name -> " in " + visible(name)).orElse("");
    return "%s %s%s".formatted(verb, tool, where);
  }

  private static String ofChange(JsonObject change) {
    Map.Entry<String, JsonValue> only = change.members().entrySet().iterator().next();
    JsonObject command = only.getValue() instanceof JsonObject object ? object : JsonObject.EMPTY;
    String name = visible(command.string("name").orElse(""));
    return switch (only.getKey()) {
      case "publishPolicy" -> "Put policy %s into force".formatted(name);
      case "withdrawPolicy" -> "Withdraw policy %s".formatted(name);
      case "registerTool" -> {
        JsonObject tool = command.object("definition").orElse(JsonObject.EMPTY);
        yield "Lower the risk class of %s to %s"
            .formatted(tool(tool), tool.string("risk").orElse(""));
      }
      case "releaseBrake" ->
          "Release brake %s".formatted(visible(command.string("brakeId").orElse("")));
      default -> "Ask for fewer approvals in this tenant";
    };
  }

  private static String tool(JsonObject tool) {
    return visible(tool.string("server").orElse(""))
        + "/"
        + visible(tool.string("name").orElse(""));
  }

  private static String visible(String text) {
    return VisibleText.of(text).text();
  }
}
