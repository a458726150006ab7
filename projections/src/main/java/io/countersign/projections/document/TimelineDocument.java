package io.countersign.projections.document;

import io.countersign.schemas.Indexes;
import io.countersign.schemas.event.ControlEvent;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One event in the timeline index: the whole event as text, and beside it what it can be found by.
 * Events after the intent carry no actor and no tool of their own, so these come from the call; a
 * filter for a principal then finds the decision and the outcome too.
 */
public final class TimelineDocument {

  /** Members of a body whose words can be searched for, in the order in which they are indexed. */
  private static final List<String> WORDS =
      List.of(
          "rollback",
          "readBack",
          "reason",
          "message",
          "errorClass",
          "purpose",
          "sideEffects",
          "comment",
          "ticket");

  private TimelineDocument() {}

  /**
   * Makes the document.
   *
   * @param event the event
   * @param json the event as {@code EventJson} writes it
   * @param call the call after this event, when the event belongs to one
   */
  public static SearchDocument of(EventEnvelope event, JsonObject json, @Nullable JsonObject call) {
    JsonObject body = json.object("body").orElse(JsonObject.EMPTY);
    Fields fields =
        new Fields()
            .copy(json, "eventId", "type", "code", "tenant", "runId", "callId", "commandId")
            .copy(json, "ledger", "generation", "position", "tenantSequence", "recordedAt")
            .putClaimedTime("occurredAt", json.string("occurredAt"))
            .putText("gateway", json.object("source").flatMap(s -> s.string("gateway")))
            .putText("grade", json.object("source").flatMap(s -> s.string("grade")))
            .putContext(context(json, body, call))
            .copy(body, "gate", "verdict", "errorClass", "finding", "severity", "rejection")
            .copy(body, "approvalId")
            .putText("outcome", body.string("status"))
            .putAll("reason", reasons(body))
            .putAll("voter", Approvals.persons(event.body()))
            .putAll("resource", resources(body, call))
            .putAll("text", words(event, body))
            .putText("event", Optional.of(json.toJson()));
    if (event.body() instanceof ControlEvent control) {
      fields
          .putText("control", Optional.of(control.control()))
          .copy(ControlPlace.tool(body), "version", "risk")
          .putPlace(ControlPlace.of(body));
    }
    return new SearchDocument(
        Indexes.Kind.TIMELINE,
        event.eventId().toString(),
        Version.of(event),
        fields.build(),
        event.eventId());
  }

  /** An intent speaks for itself; other events borrow from their call. */
  private static JsonObject context(JsonObject json, JsonObject body, @Nullable JsonObject call) {
    return switch (json.string("type").orElse("")) {
      case "IntentRecorded" -> body;
      case "DecisionMade" -> with(call == null ? body : call, "risk", body.get("risk"));
      default -> call == null ? JsonObject.EMPTY : call;
    };
  }

  private static JsonObject with(JsonObject object, String name, Optional<JsonValue> value) {
    java.util.Map<String, JsonValue> members = new java.util.LinkedHashMap<>(object.members());
    members.put(name, value.orElse(JsonNull.NULL));
    return new JsonObject(members);
  }

  /** Those of the event, and those that its call is about: a decision names none by itself. */
  private static List<String> resources(JsonObject body, @Nullable JsonObject call) {
    List<String> resources = new ArrayList<>(Fields.strings(body, "resources"));
    if (call != null) {
      resources.addAll(CallDocument.resources(call));
    }
    return resources;
  }

  private static List<String> reasons(JsonObject body) {
    List<String> codes = new ArrayList<>(Reasons.codes(body));
    body.string("cause").ifPresent(codes::add);
    return codes;
  }

  private static List<String> words(EventEnvelope event, JsonObject body) {
    List<String> words = new ArrayList<>();
    if (event.body() instanceof ControlEvent control) {
      words.add(control.told());
    }
    body.object("definition").flatMap(tool -> tool.string("purpose")).ifPresent(words::add);
    CallDocument.document(body, "arguments").ifPresent(words::add);
    CallDocument.document(body, "result").ifPresent(words::add);
    JsonObject context = body.object("context").orElse(JsonObject.EMPTY);
    context.string("request").ifPresent(words::add);
    context.string("source").ifPresent(words::add);
    body.object("preview").flatMap(p -> p.string("content")).ifPresent(words::add);
    body.object("reported").flatMap(p -> p.string("reason")).ifPresent(words::add);
    WORDS.forEach(name -> body.string(name).ifPresent(words::add));
    words.addAll(Reasons.messages(body));
    return words;
  }
}
