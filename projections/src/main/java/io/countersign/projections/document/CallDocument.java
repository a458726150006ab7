package io.countersign.projections.document;

import io.countersign.schemas.Indexes;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** One call in the calls index: the call as text, and beside it what it can be found by. */
public final class CallDocument {
  private CallDocument() {}

  /**
   * Makes the document of a call as {@code CallJson} folded it.
   *
   * @param lastEvent the last event that was applied
   */
  public static SearchDocument of(String id, JsonObject call, UUID lastEvent) {
    JsonObject decision = call.object("decision").orElse(JsonObject.EMPTY);
    Fields fields =
        new Fields()
            .copy(call, "tenant", "callId", "runId", "state")
            .putContext(call)
            .copy(call, "gate")
            .copy(decision, "verdict")
            .putAll("reason", Reasons.codes(decision))
            .putText(
                "outcome",
                call.object("outcome")
                    .or(() -> call.object("reconciled"))
                    .flatMap(outcome -> outcome.string("status")))
            .putAll("finding", findings(call))
            .copy(call, "ledger", "generation", "position", "firstPosition")
            .copy(call, "openedAt", "changedAt")
            .putText("call", Optional.of(call.toJson()));
    return new SearchDocument(Indexes.Kind.CALLS, id, Version.of(call), fields.build(), lastEvent);
  }

  static List<String> findings(JsonObject folded) {
    return folded.array("findings").map(JsonArray::elements).orElse(List.of()).stream()
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .map(finding -> finding.string("finding"))
        .flatMap(Optional::stream)
        .toList();
  }
}
