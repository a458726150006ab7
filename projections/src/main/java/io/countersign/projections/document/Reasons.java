package io.countersign.projections.document;

import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The reasons of a decision, without the checks that were not reached: those say nothing. */
final class Reasons {
  private Reasons() {}

  static List<String> codes(JsonObject decision) {
    return reached(decision)
        .map(reason -> reason.string("code"))
        .flatMap(Optional::stream)
        .toList();
  }

  static List<String> messages(JsonObject decision) {
    return reached(decision)
        .map(reason -> reason.string("message"))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Stream<JsonObject> reached(JsonObject decision) {
    return decision.array("reasons").map(JsonArray::elements).orElse(List.of()).stream()
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .filter(reason -> !reason.string("result").orElse("").equals("NOT_REACHED"));
  }
}
