package io.countersign.query.story;

import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who acts in a run, in the order of their first call: each agent with the version, the person or
 * service on whose behalf, the client and whoever began the run. More than one says that work was
 * handed on; to whom by whom is told by {@link CallTold#parent}, where the events say it.
 */
final class Actors {
  private final Map<JsonObject, Integer> numbers = new LinkedHashMap<>();
  private final List<Integer> calls = new ArrayList<>();

  /** The number of who acts in a call, from 1; 0 when no intent tells. */
  int number(JsonObject call) {
    Optional<JsonObject> actor = Members.object(call, "actor");
    if (actor.isEmpty()) {
      return 0;
    }
    int number = numbers.computeIfAbsent(who(call, actor.get()), who -> numbers.size() + 1);
    if (number > calls.size()) {
      calls.add(0);
    }
    calls.set(number - 1, calls.get(number - 1) + 1);
    return number;
  }

  private static JsonObject who(JsonObject call, JsonObject actor) {
    JsonObject.Builder who = JsonObject.builder();
    for (String part : List.of("agent", "principal", "client")) {
      who.put(part, actor.get(part).orElse(JsonNull.NULL));
    }
    return who.put(
            "initiator",
            Members.value(call, "intent", "context", "initiator").orElse(JsonNull.NULL))
        .build();
  }

  /** Everybody, with their number and how many calls are theirs. */
  List<JsonObject> all() {
    List<JsonObject> all = new ArrayList<>();
    numbers.forEach(
        (who, number) -> {
          JsonObject.Builder told = JsonObject.builder().put("number", number);
          who.members().forEach(told::put);
          all.add(told.put("calls", calls.get(number - 1)).build());
        });
    return all;
  }
}
