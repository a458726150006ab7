package io.countersign.query.stream;

import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who acts and with which tool, of the calls that were looked at last. Events after the intent do
 * not say it themselves. Safe for use by many threads.
 */
public final class CallContexts {
  private final Map<String, JsonObject> contexts;

  /**
   * @param most calls that are remembered; those looked at longest ago are forgotten
   */
  public CallContexts(int most) {
    this.contexts =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, JsonObject> eldest) {
            return size() > most;
          }
        };
  }

  /** Remembers what an event says of its call, when it says something. */
  public synchronized void learn(StreamItem item) {
    if (item.event().callId() == null) {
      return;
    }
    JsonObject body = item.json().object("body").orElse(JsonObject.EMPTY);
    switch (item.event().type()) {
      case "IntentRecorded" -> put(item, body);
      case "DecisionMade" -> {
        JsonObject known = contexts.get(key(item));
        if (known != null && body.has("risk")) {
          Map<String, JsonValue> members = new LinkedHashMap<>(known.members());
          members.put("risk", body.get("risk").orElseThrow());
          contexts.put(key(item), new JsonObject(members));
        }
      }
      default -> {}
    }
  }

  /** Remembers a call as the index has it. */
  public synchronized void put(StreamItem item, JsonObject call) {
    contexts.put(
        key(item),
        JsonObject.builder()
            .putIfPresent("actor", call.object("actor"))
            .putIfPresent("tool", call.object("tool"))
            .putIfPresent("environment", call.get("environment"))
            .putIfPresent("risk", call.get("risk"))
            .build());
  }

  /** What is remembered of the call of an event. */
  public synchronized Optional<JsonObject> of(StreamItem item) {
    return Optional.ofNullable(contexts.get(key(item)));
  }

  private static String key(StreamItem item) {
    return item.event().callId() + " " + item.event().tenant();
  }
}
