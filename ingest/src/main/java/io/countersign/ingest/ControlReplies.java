package io.countersign.ingest;

import io.countersign.schemas.control.FieldChange;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.ApproverRemoved;
import io.countersign.schemas.event.ApproverSet;
import io.countersign.schemas.event.AuthenticatorRegistered;
import io.countersign.schemas.event.AuthenticatorRemoved;
import io.countersign.schemas.event.BrakeEngaged;
import io.countersign.schemas.event.BrakeReleased;
import io.countersign.schemas.event.BudgetRemoved;
import io.countersign.schemas.event.BudgetSet;
import io.countersign.schemas.event.BudgetThresholdReached;
import io.countersign.schemas.event.ControlEvent;
import io.countersign.schemas.event.DelegationEnded;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.LegalHoldPlaced;
import io.countersign.schemas.event.LegalHoldReleased;
import io.countersign.schemas.event.LimitRemoved;
import io.countersign.schemas.event.LimitSet;
import io.countersign.schemas.event.PolicyPublished;
import io.countersign.schemas.event.PolicyWithdrawn;
import io.countersign.schemas.event.RetentionSet;
import io.countersign.schemas.event.SearchRemoved;
import io.countersign.schemas.event.SearchSaved;
import io.countersign.schemas.event.ServerReviewed;
import io.countersign.schemas.event.StandingGrantClosed;
import io.countersign.schemas.event.StandingGrantCreated;
import io.countersign.schemas.event.TenantConfigured;
import io.countersign.schemas.event.ToolChanged;
import io.countersign.schemas.event.ToolProposed;
import io.countersign.schemas.event.ToolRegistered;
import io.countersign.schemas.event.ToolRetired;
import io.countersign.schemas.event.VotesDelegated;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the engine recorded about a control, as the answer that its operator reads. */
final class ControlReplies {
  private static final String BRAKE = "brake/";
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int ACCEPTED = 202;

  private ControlReplies() {}

  /** Recorded now; created when there was nothing before. */
  static Reply recorded(EventEnvelope event, ControlEvent body) {
    JsonObject.Builder json = JsonObject.builder().put("control", body.control());
    Members.placed(json, event);
    int status =
        switch (body) {
          case ToolRegistered tool -> {
            json.put("schemaDigest", tool.definition().schemaDigest().text());
            digest(json, "acceptedProposal", tool.acceptedProposal());
            yield CREATED;
          }
          case ToolChanged tool -> {
            json.put("schemaDigest", tool.definition().schemaDigest().text());
            json.put("changes", changes(tool.changes()));
            digest(json, "acceptedProposal", tool.acceptedProposal());
            yield OK;
          }
          case ToolProposed tool -> {
            json.put("changes", changes(tool.changes()));
            yield OK;
          }
          case ServerReviewed review -> {
            json.put("gate", review.gate().name()).put("total", (long) review.total());
            json.put("reasons", texts(review.reasons()));
            yield OK;
          }
          case PolicyPublished policy -> {
            json.put("hash", policy.hash().text());
            digest(json, "previousHash", policy.previousHash());
            json.put("warnings", texts(policy.warnings()));
            yield created(policy.previousHash());
          }
          case PolicyWithdrawn policy -> {
            json.put("hash", policy.hash().text());
            yield OK;
          }
          case BrakeEngaged brake -> {
            json.put("brakeId", brake.brakeId().toString());
            yield CREATED;
          }
          case BrakeReleased brake -> {
            json.put("brakeId", brake.brakeId().toString());
            yield OK;
          }
          case BudgetSet budget -> created(budget.previous());
          case LimitSet limit -> created(limit.previous());
          case TenantConfigured settings -> created(settings.previous());
          case StandingGrantCreated grant -> {
            json.put("grantId", grant.grantId().toString());
            digest(json, "schemaDigest", grant.toolDigest());
            yield CREATED;
          }
          case StandingGrantClosed grant -> {
            json.put("grantId", grant.grantId().toString());
            yield OK;
          }
          case ApproverSet approver -> created(approver.previous());
          case AuthenticatorRegistered registered -> CREATED;
          case VotesDelegated delegated -> OK;
          case DelegationEnded ended -> OK;
          case ApproverRemoved removed -> OK;
          case AuthenticatorRemoved removed -> OK;
          case ToolRetired retired -> OK;
          case BudgetRemoved removed -> OK;
          case LimitRemoved removed -> OK;
          case RetentionSet retention -> OK;
          case LegalHoldPlaced hold -> CREATED;
          case LegalHoldReleased hold -> OK;
          case SearchSaved search -> OK;
          case SearchRemoved search -> OK;
          case BudgetThresholdReached reached -> throw Replies.noAnswer(event);
        };
    return new Reply(status, "RECORDED", json.build());
  }

  /** What a person said of an alert is recorded. */
  static Reply alert(EventEnvelope event, UUID alertId) {
    JsonObject.Builder json = JsonObject.builder().put("control", Asked.alert(alertId));
    Members.placed(json, event);
    return new Reply(OK, "RECORDED", json.build());
  }

  /** It stood like this already. */
  static Reply repeated(Asked asked, EventEnvelope event) {
    JsonObject.Builder json = JsonObject.builder();
    String control = asked.control();
    Members.optional(json, "control", control);
    Members.placed(json, event);
    if (control != null && control.startsWith(BRAKE)) {
      json.put("brakeId", control.substring(BRAKE.length()));
    }
    return new Reply(OK, "REPEATED", json.put("repeated", true).build());
  }

  /** The change waits for an approval, as it did when it was asked for before. */
  static Reply waiting(Asked asked, EventEnvelope event, JsonObject approval) {
    JsonObject.Builder json = JsonObject.builder();
    Members.optional(json, "control", asked.control());
    json.put("approval", approval);
    Members.placed(json, event);
    return new Reply(ACCEPTED, "REPEATED", json.put("repeated", true).build());
  }

  private static int created(@Nullable Object before) {
    return before == null ? CREATED : OK;
  }

  private static void digest(JsonObject.Builder json, String name, @Nullable Digest digest) {
    Members.optional(json, name, digest == null ? null : digest.text());
  }

  private static JsonArray texts(List<String> texts) {
    return new JsonArray(texts.stream().<JsonValue>map(JsonString::new).toList());
  }

  private static JsonArray changes(List<FieldChange> changes) {
    return new JsonArray(changes.stream().<JsonValue>map(ControlReplies::change).toList());
  }

  /** Values are JSON as text, as in the events: a schema may be too deep to stand in an answer. */
  private static JsonObject change(FieldChange change) {
    JsonObject.Builder json = JsonObject.builder().put("field", change.field());
    Members.optional(json, "before", change.before());
    Members.optional(json, "after", change.after());
    return json.build();
  }
}
