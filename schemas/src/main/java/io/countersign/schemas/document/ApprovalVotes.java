package io.countersign.schemas.document;

import static io.countersign.schemas.document.CallJson.fact;

import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who said what: one entry for each voter, with what the same person had said before. */
final class ApprovalVotes {
  /** Most voters that are told, and most earlier votes of one of them. */
  private static final int MAX_VOTERS = 100;

  private static final int MAX_HISTORY = 20;

  /** Most characters of a comment; the event has the whole of it. */
  private static final int MAX_COMMENT = 2_000;

  private ApprovalVotes() {}

  /** Nobody has voted yet for any slot of the terms. */
  static JsonArray none(JsonObject body) {
    List<JsonValue> slots = new ArrayList<>();
    body.object("terms")
        .flatMap(terms -> terms.array("quorum"))
        .ifPresent(
            quorum -> {
              for (JsonValue slot : quorum.elements()) {
                Map<String, JsonValue> progress =
                    new LinkedHashMap<>(((JsonObject) slot).members());
                progress.put("votes", JsonNumber.of(0));
                slots.add(new JsonObject(progress));
              }
            });
    return new JsonArray(slots);
  }

  static JsonArray with(@Nullable JsonValue before, JsonObject event, JsonObject body) {
    List<JsonValue> votes =
        new ArrayList<>(before instanceof JsonArray array ? array.elements() : List.of());
    Optional<String> voter = voter(body);
    for (int i = 0; i < votes.size(); i++) {
      if (votes.get(i) instanceof JsonObject earlier && voter(earlier).equals(voter)) {
        votes.set(i, vote(event, body, Optional.of(earlier)));
        return new JsonArray(votes);
      }
    }
    if (votes.size() < MAX_VOTERS) {
      votes.add(vote(event, body, Optional.empty()));
    }
    return new JsonArray(votes);
  }

  /** The signature of an authenticator stays with the event; here stands that there is one. */
  static JsonObject withoutAssertion(JsonObject body) {
    Map<String, JsonValue> told = new LinkedHashMap<>(body.members());
    JsonValue assertion = told.remove("assertion");
    told.put(
        "credentialId",
        assertion instanceof JsonObject signed
            ? signed.get("credentialId").orElse(JsonNull.NULL)
            : JsonNull.NULL);
    return new JsonObject(told);
  }

  private static JsonObject vote(JsonObject event, JsonObject body, Optional<JsonObject> earlier) {
    JsonObject told = withoutAssertion(cut(body));
    Map<String, JsonValue> vote =
        new LinkedHashMap<>(fact(event, told, Set.of("approvalId", "callId", "quorum")).members());
    List<JsonValue> history = new ArrayList<>();
    earlier.ifPresent(
        before -> {
          before.array("history").ifPresent(array -> history.addAll(array.elements()));
          JsonObject.Builder said = JsonObject.builder();
          for (String name : List.of("eventId", "position", "recordedAt", "ballot", "comment")) {
            said.putIfPresent(name, before.get(name));
          }
          if (history.size() < MAX_HISTORY) {
            history.add(said.build());
          }
        });
    vote.put("history", new JsonArray(history));
    return new JsonObject(vote);
  }

  private static JsonObject cut(JsonObject body) {
    String comment = body.string("comment").orElse("");
    if (comment.length() <= MAX_COMMENT) {
      return body;
    }
    int end = MAX_COMMENT - (Character.isHighSurrogate(comment.charAt(MAX_COMMENT - 1)) ? 1 : 0);
    Map<String, JsonValue> told = new LinkedHashMap<>(body.members());
    told.put("comment", new JsonString(comment.substring(0, end)));
    told.put("commentLength", JsonNumber.of(comment.length()));
    return new JsonObject(told);
  }

  private static Optional<String> voter(JsonObject vote) {
    return vote.object("voter").flatMap(person -> person.string("subject"));
  }
}
