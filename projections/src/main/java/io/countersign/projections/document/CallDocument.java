package io.countersign.projections.document;

import io.countersign.schemas.Indexes;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** One call in the calls index: the call as text, and beside it what it can be found by. */
public final class CallDocument {
  /** What is summed up of calls, by the unit. */
  private static final Map<String, String> USED =
      new TreeMap<>(
          Map.of(
              "calls", "usedCalls",
              "downstreamCalls", "usedDownstreamCalls",
              "tokens", "usedTokens",
              "moneyMicros", "usedMoneyMicros"));

  private CallDocument() {}

  /**
   * Makes the document of a call as {@code CallJson} folded it.
   *
   * @param lastEvent the last event that was applied
   */
  public static SearchDocument of(String id, JsonObject call, UUID lastEvent) {
    JsonObject decision = part(call, "decision");
    JsonObject approval = part(call, "approval");
    Fields fields =
        new Fields()
            .copy(call, "tenant", "callId", "runId", "state")
            .putContext(call)
            .copy(call, "gate")
            .copy(decision, "verdict", "gateway")
            .putAll("reason", Reasons.codes(decision))
            .putAll("resource", resources(call))
            .putText("outcome", outcome(call).string("status"))
            .putText("errorClass", part(call, "outcome").string("errorClass"))
            .putAll("finding", findings(call))
            .putAll("severity", severities(call))
            .copy(approval, "approvalId")
            .putAll("voter", voters(approval))
            .putAll("text", words(call, decision))
            .copy(call, "ledger", "generation", "position", "firstPosition")
            .copy(call, "openedAt", "changedAt")
            .putText("call", Optional.of(call.toJson()));
    JsonObject used = used(call);
    USED.forEach((unit, field) -> fields.put(field, used.get(unit)));
    return new SearchDocument(Indexes.Kind.CALLS, id, Version.of(call), fields.build(), lastEvent);
  }

  /** Resources that a call was meant for or has changed, as far as it got. */
  static List<String> resources(JsonObject call) {
    List<String> resources = new ArrayList<>(Fields.strings(part(call, "intent"), "resources"));
    resources.addAll(Fields.strings(part(call, "outcome"), "resources"));
    return resources;
  }

  static List<String> findings(JsonObject folded) {
    return Fields.objects(folded, "findings").stream()
        .map(finding -> finding.string("finding"))
        .flatMap(Optional::stream)
        .toList();
  }

  static List<String> severities(JsonObject folded) {
    return Fields.objects(folded, "findings").stream()
        .map(finding -> finding.string("severity"))
        .flatMap(Optional::stream)
        .toList();
  }

  private static List<String> voters(JsonObject approval) {
    return Fields.objects(approval, "votes").stream()
        .map(vote -> vote.object("voter").flatMap(voter -> voter.string("subject")))
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * What a call has cost: what it was charged when something was reserved for it, else what its
   * outcome reports. A call that may still run has cost nothing yet.
   */
  private static JsonObject used(JsonObject call) {
    return part(call, "settlement")
        .object("charged")
        .or(() -> outcome(call).object("usage"))
        .orElse(JsonObject.EMPTY);
  }

  private static JsonObject outcome(JsonObject call) {
    return call.object("outcome").or(() -> call.object("reconciled")).orElse(JsonObject.EMPTY);
  }

  private static List<String> words(JsonObject call, JsonObject decision) {
    List<String> words = new ArrayList<>();
    JsonObject intent = part(call, "intent");
    JsonObject context = part(intent, "context");
    document(intent, "arguments").ifPresent(words::add);
    document(outcome(call), "result").ifPresent(words::add);
    context.string("request").ifPresent(words::add);
    context.string("source").ifPresent(words::add);
    words.addAll(Reasons.messages(decision));
    return words;
  }

  /** A redacted document as text. */
  static Optional<String> document(JsonObject body, String name) {
    return body.object(name).flatMap(redacted -> redacted.get("json")).map(JsonValue::toJson);
  }

  private static JsonObject part(JsonObject call, String name) {
    return call.object(name).orElse(JsonObject.EMPTY);
  }
}
