package io.countersign.ingest;

import io.countersign.schemas.approval.ApprovalProgress;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.QuorumProgress;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.document.CallSnapshotFold;
import io.countersign.schemas.event.ApprovalRequested;
import io.countersign.schemas.event.ChangeRequested;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import java.net.URI;
import java.util.List;
import java.util.UUID;

/** Where an approval stands, as everybody who waits for it reads it. */
final class ApprovalJson {
  private final String base;

  /**
   * @param publicUrl base of the pages that people open to decide
   */
  ApprovalJson(URI publicUrl) {
    String text = publicUrl.toString();
    this.base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  /**
   * @param action the exact action, or the exact change, that is to be approved
   */
  JsonObject of(ApprovalProgress approval, Digest action) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("id", approval.approvalId().toString())
            .put("state", approval.state().name())
            .put("url", url(approval.approvalId()))
            .put("shortCode", action.shortCode())
            .put("previewDigest", approval.previewDigest().text())
            .put("expiresAt", approval.expiresAt().toString())
            .put("quorum", quorum(approval.quorum()))
            .put("offline", approval.offline());
    Members.optional(json, "cause", approval.cause());
    Members.optional(json, "claimId", approval.claimId());
    Members.optional(json, "claimedAt", approval.claimedAt());
    Members.optional(json, "leaseUntil", approval.leaseUntil());
    return json.build();
  }

  /** An approval of a call that was just asked for. */
  JsonObject of(ApprovalRequested requested) {
    return of(CallSnapshotFold.requested(requested), requested.actionDigest());
  }

  /** An approval of a change that was just asked for. */
  JsonObject of(ChangeRequested requested) {
    return of(
        new ApprovalProgress(
            requested.approvalId(),
            ApprovalState.PENDING,
            requested.previewDigest(),
            requested.expiresAt(),
            requested.terms().quorum().stream()
                .map(slot -> new QuorumProgress(slot.group(), slot.count(), 0))
                .toList(),
            false,
            null,
            null,
            null,
            null),
        requested.changeDigest());
  }

  /** The page on which people decide. */
  private String url(UUID approvalId) {
    return base + "/approvals/" + approvalId;
  }

  static JsonArray quorum(List<QuorumProgress> quorum) {
    return new JsonArray(
        quorum.stream()
            .<JsonValue>map(
                group ->
                    JsonObject.builder()
                        .put("group", group.group())
                        .put("count", (long) group.count())
                        .put("votes", (long) group.votes())
                        .build())
            .toList());
  }
}
