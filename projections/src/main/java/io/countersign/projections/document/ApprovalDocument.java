package io.countersign.projections.document;

import io.countersign.schemas.Indexes;
import io.countersign.schemas.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** One approval in the approvals index: the approval as text, and what it can be found by. */
public final class ApprovalDocument {
  private ApprovalDocument() {}

  /**
   * Makes the document of an approval as {@code ApprovalJson} folded it.
   *
   * @param lastEvent the last event that was applied
   */
  static SearchDocument of(String id, JsonObject approval, UUID lastEvent) {
    Fields fields =
        new Fields()
            .putContext(approval)
            .copy(approval, "tenant", "approvalId", "kind", "state", "callId", "runId", "control")
            .copy(approval, "actionDigest", "expiresAt")
            .putAll("group", groups(approval))
            .putAll("voter", voters(approval))
            .copy(approval, "ledger", "generation", "position", "firstPosition")
            .copy(approval, "openedAt", "changedAt")
            .putText("document", Optional.of(approval.toJson()));
    return new SearchDocument(
        Indexes.Kind.APPROVALS, id, Version.of(approval), fields.build(), lastEvent);
  }

  /** Groups that can decide: those of the terms, and the one in the place of an empty one. */
  private static List<String> groups(JsonObject approval) {
    JsonObject terms = approval.object("terms").orElse(JsonObject.EMPTY);
    List<String> groups = new ArrayList<>();
    for (JsonObject slot : Fields.objects(terms, "quorum")) {
      slot.string("group").ifPresent(groups::add);
    }
    boolean fellBack =
        approval.array("fellBack").filter(list -> !list.elements().isEmpty()).isPresent();
    if (fellBack) {
      terms.string("fallback").ifPresent(groups::add);
    }
    return groups;
  }

  private static List<String> voters(JsonObject approval) {
    List<String> voters = new ArrayList<>();
    for (JsonObject vote : Fields.objects(approval, "votes")) {
      vote.object("voter").flatMap(voter -> voter.string("subject")).ifPresent(voters::add);
    }
    return voters;
  }
}
