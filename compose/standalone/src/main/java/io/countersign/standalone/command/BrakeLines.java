package io.countersign.standalone.command;

import io.countersign.schemas.json.JsonObject;
import io.countersign.standalone.client.ApiAnswer;
import java.util.ArrayList;
import java.util.List;

/** A brake as a person reads it. */
final class BrakeLines {
  private BrakeLines() {}

  static List<String> of(JsonObject brake) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s  %-9s  %s  %s"
            .formatted(
                ApiAnswer.text(brake, "brakeId"),
                ApiAnswer.text(brake, "kind"),
                ApiAnswer.text(brake, "state"),
                scope(brake)));
    brake.object("engaged").ifPresent(fact -> lines.add("    engaged " + told(fact)));
    brake.object("released").ifPresent(fact -> lines.add("    released " + told(fact)));
    brake
        .object("ledgers")
        .ifPresent(
            ledgers ->
                lines.add(
                    "    recorded by %s of %s ledgers"
                        .formatted(
                            ApiAnswer.text(ledgers, "recorded"), ApiAnswer.text(ledgers, "of"))));
    return lines;
  }

  private static String scope(JsonObject brake) {
    JsonObject scope = brake.object("scope").orElse(JsonObject.EMPTY);
    String server = ApiAnswer.text(scope, "server");
    String tool = ApiAnswer.text(scope, "tool");
    String environment = ApiAnswer.text(scope, "environment");
    String whose =
        brake.bool("platform").orElse(false)
            ? "the whole platform"
            : "tenant " + ApiAnswer.text(brake, "tenant");
    String what = server.isEmpty() ? "everything" : tool.isEmpty() ? server : server + "/" + tool;
    return "%s of %s%s".formatted(what, whose, environment.isEmpty() ? "" : " in " + environment);
  }

  private static String told(JsonObject fact) {
    return "%s by %s: %s"
        .formatted(
            ApiAnswer.text(fact, "recordedAt"),
            ApiAnswer.text(fact, "by"),
            ApiAnswer.text(fact, "reason"));
  }
}
