package io.countersign.projections.document;

import io.countersign.schemas.approval.ApprovalProgress;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.QuorumProgress;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.CheckResult;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the snapshot of an open call out of the call as it was folded. */
final class OpenCall {
  private OpenCall() {}

  /** The snapshot; empty when the call was not decided. */
  static Optional<CallSnapshot> snapshot(JsonObject call, CallState state) {
    return call.object("decision").map(decision -> snapshot(call, decision, state));
  }

  private static CallSnapshot snapshot(JsonObject call, JsonObject decision, CallState state) {
    return new CallSnapshot(
        text(call, "tenant"),
        UUID.fromString(text(call, "callId")),
        call.string("runId").orElse(null),
        state,
        Verdict.valueOf(text(decision, "verdict")),
        objects(decision, "reasons").stream().map(OpenCall::reason).toList(),
        Digest.parse(text(decision, "actionDigest")),
        Math.toIntExact(call.integer("ledger").orElseThrow()),
        decision.integer("position").orElseThrow(),
        Instant.parse(text(decision, "recordedAt")),
        text(decision, "gateway"),
        time(decision, "validUntil"),
        call.integer("position").orElseThrow(),
        decision.object("tool").map(OpenCall::tool).orElse(null),
        decision.string("environment").orElse(null),
        call.object("approval").map(OpenCall::progress).orElse(null));
  }

  private static ApprovalProgress progress(JsonObject approval) {
    JsonObject claim = approval.object("claim").orElse(JsonObject.EMPTY);
    return new ApprovalProgress(
        UUID.fromString(text(approval, "approvalId")),
        ApprovalState.valueOf(text(approval, "state")),
        Digest.parse(text(approval, "previewDigest")),
        Instant.parse(text(approval, "expiresAt")),
        objects(approval, "quorum").stream().map(OpenCall::slot).toList(),
        approval.object("terms").flatMap(terms -> terms.bool("offline")).orElse(false),
        approval.string("cause").orElse(null),
        claim.string("claimId").map(UUID::fromString).orElse(null),
        time(claim, "recordedAt"),
        time(claim, "leaseUntil"));
  }

  private static QuorumProgress slot(JsonObject slot) {
    return new QuorumProgress(
        text(slot, "group"),
        Math.toIntExact(slot.integer("count").orElseThrow()),
        Math.toIntExact(slot.integer("votes").orElseThrow()));
  }

  private static Reason reason(JsonObject reason) {
    return new Reason(
        text(reason, "check"),
        CheckResult.valueOf(text(reason, "result")),
        text(reason, "code"),
        text(reason, "message"),
        reason.string("reference").orElse(null));
  }

  private static ToolReference tool(JsonObject tool) {
    return new ToolReference(
        text(tool, "server"),
        text(tool, "name"),
        tool.string("version").orElse(null),
        tool.string("schemaDigest").map(Digest::parse).orElse(null));
  }

  private static String text(JsonObject from, String name) {
    return from.string(name).orElseThrow();
  }

  private static @Nullable Instant time(JsonObject from, String name) {
    return from.string(name).map(Instant::parse).orElse(null);
  }

  private static List<JsonObject> objects(JsonObject from, String name) {
    List<JsonValue> elements = from.array(name).map(JsonArray::elements).orElse(List.of());
    return elements.stream()
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .toList();
  }
}
