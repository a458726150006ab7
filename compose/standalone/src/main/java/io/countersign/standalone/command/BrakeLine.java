package io.countersign.standalone.command;

import io.countersign.schemas.json.JsonObject;
import io.countersign.standalone.client.ApiAnswer;
import io.countersign.standalone.client.Plain;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A brake in one line. Fields are separated by tabs and hold none themselves; no field is empty, so
 * that a shell counts them right.
 */
final class BrakeLine {
  private static final String NOTHING = "-";

  private BrakeLine() {}

  static String of(JsonObject brake) {
    List<String> fields = new ArrayList<>();
    fields.add(ApiAnswer.text(brake, "brakeId"));
    fields.add(ApiAnswer.text(brake, "kind"));
    fields.add(ApiAnswer.text(brake, "state"));
    // Two words, so that no tenant can call itself the platform.
    fields.add(
        brake.bool("platform").orElse(false)
            ? "PLATFORM"
            : "tenant " + ApiAnswer.text(brake, "tenant"));
    JsonObject scope = brake.object("scope").orElse(JsonObject.EMPTY);
    fields.add(
        BrakeTold.scope(
            ApiAnswer.text(brake, "kind"),
            named(scope, "server"),
            named(scope, "tool"),
            named(scope, "environment")));
    fields.add(
        brake
            .object("ledgers")
            .map(of -> ApiAnswer.text(of, "recorded") + "/" + ApiAnswer.text(of, "of"))
            .orElse("1/1"));
    fact(brake.object("engaged").orElse(JsonObject.EMPTY), fields);
    fact(brake.object("released").orElse(JsonObject.EMPTY), fields);
    return String.join(
        "\t", fields.stream().map(field -> field.isEmpty() ? NOTHING : Plain.line(field)).toList());
  }

  private static @Nullable String named(JsonObject scope, String member) {
    return scope.string(member).filter(text -> !text.isEmpty()).orElse(null);
  }

  private static void fact(JsonObject fact, List<String> fields) {
    fields.add(ApiAnswer.text(fact, "recordedAt"));
    fields.add(ApiAnswer.text(fact, "by"));
    fields.add(ApiAnswer.text(fact, "reason"));
  }
}
