package io.countersign.query.story;

import io.countersign.schemas.call.CallState;
import io.countersign.schemas.document.CallJson;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Puts one run together from its events: each call with intent, decision, approval and outcome,
 * what should not have happened, and what is missing.
 */
final class StoryAssembler {
  /** Kinds of events that this version can read. */
  static final Set<String> KNOWN_TYPES =
      Event.KINDS.stream().map(Class::getSimpleName).collect(Collectors.toUnmodifiableSet());

  private final List<JsonValue> gaps = new ArrayList<>();
  private final List<JsonValue> findings = new ArrayList<>();
  private final Map<String, JsonObject> calls = new LinkedHashMap<>();

  private StoryAssembler() {}

  /** The {@code calls}, {@code findings} and {@code gaps} of the run. */
  static JsonObject tell(StoryRead read) {
    return new StoryAssembler().story(read);
  }

  private JsonObject story(StoryRead read) {
    read.events().forEach(this::apply);
    calls.values().forEach(this::findGaps);
    if (read.missing() > 0) {
      gaps.add(
          JsonObject.builder()
              .put("kind", "SEQUENCE_HOLE")
              .put("missing", read.missing())
              .put(
                  "message",
                  "Some events of this tenant are not in the index: they could not be read, or retention took them out. They may belong to this run; the record has them.")
              .build());
    }
    if (read.truncated()) {
      gaps.add(
          JsonObject.builder()
              .put("kind", "TRUNCATED")
              .put(
                  "message",
                  "The run has more events than one story tells; list the rest with /v1/events.")
              .build());
    }
    if (isCutBeyondWhatWasRead(read)) {
      gaps.add(
          JsonObject.builder()
              .put("kind", "NOT_READ_YET")
              .put(
                  "message",
                  "The story is asked for as known at a position that the indexes have not reached"
                      + " yet; it may still change.")
              .build());
    }
    return JsonObject.builder()
        .put("gaps", new JsonArray(gaps))
        .put("findings", new JsonArray(findings))
        .put("calls", new JsonArray(List.copyOf(calls.values())))
        .build();
  }

  private static boolean isCutBeyondWhatWasRead(StoryRead read) {
    return read.cut().isPresent()
        && read.cut().get() instanceof Cut.AtPosition at
        && read.readUpTo().members().keySet().stream()
            .allMatch(ledger -> read.readUpTo().integer(ledger).orElse(-1L) < at.position());
  }

  private void apply(JsonObject event) {
    String type = event.string("type").orElse("");
    event
        .string("callId")
        .ifPresent(callId -> calls.put(callId, CallJson.apply(calls.get(callId), event)));
    if (type.equals("FindingRaised")) {
      JsonObject.Builder finding = JsonObject.builder();
      for (String name : List.of("eventId", "callId", "code", "position", "recordedAt")) {
        finding.putIfPresent(name, event.get(name));
      }
      event.object("body").orElse(JsonObject.EMPTY).members().forEach(finding::put);
      findings.add(finding.build());
    }
    if (!KNOWN_TYPES.contains(type)) {
      gaps.add(
          JsonObject.builder()
              .put("kind", "UNKNOWN_EVENT")
              .putIfPresent("eventId", event.get("eventId"))
              .putIfPresent("position", event.get("position"))
              .put("type", type)
              .putIfPresent("code", event.get("code"))
              .put(
                  "message",
                  "A later version of Countersign wrote this event; this one cannot read what it"
                      + " says.")
              .build());
    }
  }

  private void findGaps(JsonObject call) {
    boolean intended = call.object("intent").isPresent();
    boolean decided = call.object("decision").isPresent();
    if (!intended && (decided || call.object("outcome").isPresent())) {
      gap(call, "INTENT_MISSING", "The call has a decision or an outcome, but no intent.");
    }
    if (intended && !decided) {
      gap(call, "DECISION_MISSING", "The call was asked for, but no decision was read.");
    }
    if (!decided && call.object("outcome").isPresent()) {
      gap(call, "OUTCOME_WITHOUT_DECISION", "The call has an outcome, but no decision.");
    }
    if (isUnsettled(call)) {
      gap(
          call,
          "RESERVATION_OPEN",
          "The call has ended, and what it had reserved is not settled yet.");
    }
    if (reviewIsOpen(call)) {
      gap(
          call,
          "REVIEW_OPEN",
          "Somebody ran the call without the votes it needs, and nobody has reviewed that yet.");
    }
    CallJson.state(call)
        .ifPresent(
            state -> {
              switch (state) {
                case ALLOWED ->
                    gap(call, "OUTCOME_OPEN", "The call was allowed and is not reported yet.");
                case OVERDUE ->
                    gap(
                        call,
                        "OUTCOME_OVERDUE",
                        "The call was allowed or claimed and was never reported: the tool may have"
                            + " run.");
                case PENDING -> gap(call, "APPROVAL_OPEN", "The call waits for a human.");
                case APPROVED ->
                    gap(
                        call,
                        "CLAIM_OPEN",
                        "The call is approved, and no gateway has claimed it yet.");
                case CLAIMED ->
                    gap(call, "OUTCOME_OPEN", "The call was claimed and is not reported yet.");
                case DENIED, REPORTED, CANCELLED, ABANDONED -> {}
              }
            });
  }

  private static boolean reviewIsOpen(JsonObject call) {
    return call.object("approval")
        .flatMap(approval -> approval.object("breakGlass"))
        .filter(broken -> broken.object("review").isEmpty())
        .isPresent();
  }

  /** Whether an ended call still holds parts of budgets. */
  private static boolean isUnsettled(JsonObject call) {
    boolean ended = CallJson.state(call).filter(CallState::finished).isPresent();
    boolean held = holds(call.object("decision")) || holds(claim(call));
    return ended && held && call.object("settlement").isEmpty();
  }

  private static boolean holds(Optional<JsonObject> permission) {
    return permission
        .flatMap(given -> given.object("holds"))
        .flatMap(holds -> holds.array("spendings"))
        .filter(spendings -> !spendings.elements().isEmpty())
        .isPresent();
  }

  private static Optional<JsonObject> claim(JsonObject call) {
    return call.object("approval").flatMap(approval -> approval.object("claim"));
  }

  private void gap(JsonObject call, String kind, String message) {
    JsonObject.Builder gap =
        JsonObject.builder()
            .put("kind", kind)
            .put("callId", call.get("callId").orElse(JsonNull.NULL));
    if (kind.equals("OUTCOME_OPEN") || kind.equals("OUTCOME_OVERDUE")) {
      gap.putIfPresent(
          "dueAt",
          claim(call)
              .flatMap(claim -> claim.get("leaseUntil"))
              .or(() -> call.object("decision").flatMap(d -> d.get("outcomeDueAt"))));
    }
    gaps.add(gap.put("message", message).build());
  }
}
