package io.countersign.query.story;

import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonBoolean;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The story as {@code GET /v1/runs/{runId}} answers it in JSON. Nothing is shortened in it. */
public final class StoryJson {
  private StoryJson() {}

  /** The JSON of a story. */
  public static JsonObject of(StoryView story) {
    return JsonObject.builder()
        .put("runId", story.runId())
        .put("tenant", story.tenant())
        .put("asKnownAt", story.cut().<JsonValue>map(Cut::json).orElse(JsonNull.NULL))
        .put("complete", story.complete())
        .put("truncated", story.truncated())
        .put("gaps", array(story.gaps()))
        .put("remarks", array(story.remarks()))
        .put("findings", array(story.findings()))
        .put("integrity", JsonObject.of("sealed", JsonBoolean.FALSE))
        .put("totals", story.totals().json())
        .put("actors", array(story.actors()))
        .put("calls", array(story.calls().stream().map(CallTold::json).toList()))
        .put("account", array(account(story)))
        .put("dataFlow", array(story.flows().stream().map(Flow::json).toList()))
        .put("clocks", array(story.clocks().stream().map(Clock::json).toList()))
        .put("events", array(story.events()))
        .put("readUpTo", story.readUpTo())
        .build();
  }

  /** What happened, an entry for each event, in the order of the ledger. */
  private static List<JsonObject> account(StoryView story) {
    Map<String, Integer> numbers =
        story.calls().stream().collect(Collectors.toMap(CallTold::callId, CallTold::number));
    List<JsonObject> account = new ArrayList<>();
    for (JsonObject event : story.events()) {
      EventTold told = EventTold.of(event);
      Integer number = numbers.get(event.string("callId").orElse(""));
      account.add(
          JsonObject.builder()
              .putIfPresent("position", event.get("position"))
              .putIfPresent("recordedAt", event.get("recordedAt"))
              .put("callNumber", number == null ? JsonNull.NULL : JsonNumber.of(number))
              .put("lane", told.lane().name())
              .put(
                  "grade",
                  Members.text(event, "source", "grade")
                      .<JsonValue>map(JsonString::new)
                      .orElse(JsonNull.NULL))
              .put("told", told.text())
              .build());
    }
    return account;
  }

  private static JsonArray array(List<JsonObject> objects) {
    return new JsonArray(List.copyOf(objects));
  }
}
