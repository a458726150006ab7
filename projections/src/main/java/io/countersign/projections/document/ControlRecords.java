package io.countersign.projections.document;

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
import io.countersign.schemas.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/** What {@code countersign.controls} needs to hear: the event that last changed each control. */
final class ControlRecords {
  private enum Effect {
    IN_FORCE,
    ENDED,
    NONE
  }

  private ControlRecords() {}

  /** Whether an event changes a control, and does not only tell something about it. */
  static boolean isChange(ControlEvent event) {
    return effect(event) != Effect.NONE;
  }

  /**
   * Puts what is to be written for a control. A change that was delivered again after a later one
   * says nothing: the later one has been written, or will pass by too.
   *
   * @param control the control as it stands
   * @param change a change of it
   */
  static void put(
      JsonObject control, EventEnvelope change, Map<String, Optional<EventEnvelope>> records) {
    Optional<String> latest = control.object("change").flatMap(c -> c.string("eventId"));
    if (change.body() instanceof ControlEvent event
        && latest.equals(Optional.of(change.eventId().toString()))) {
      records.put(
          change.tenant() + "\n" + event.control(),
          effect(event) == Effect.IN_FORCE ? Optional.of(change) : Optional.empty());
    }
  }

  /** A retired tool stays, because its outcomes may still come and are redacted by its name. */
  private static Effect effect(ControlEvent event) {
    return switch (event) {
      case ToolRegistered _e -> Effect.IN_FORCE;
      case ToolChanged _e -> Effect.IN_FORCE;
      case ToolRetired _e -> Effect.IN_FORCE;
      case ServerReviewed _e -> Effect.IN_FORCE;
      case BrakeEngaged _e -> Effect.IN_FORCE;
      case PolicyPublished _e -> Effect.IN_FORCE;
      case BudgetSet _e -> Effect.IN_FORCE;
      case LimitSet _e -> Effect.IN_FORCE;
      case TenantConfigured _e -> Effect.IN_FORCE;
      case StandingGrantCreated _e -> Effect.IN_FORCE;
      case VotesDelegated _e -> Effect.IN_FORCE;
      case ApproverSet _e -> Effect.IN_FORCE;
      case AuthenticatorRegistered _e -> Effect.IN_FORCE;
      case RetentionSet _e -> Effect.IN_FORCE;
      case LegalHoldPlaced _e -> Effect.IN_FORCE;
      case SearchSaved _e -> Effect.IN_FORCE;
      case LegalHoldReleased _e -> Effect.ENDED;
      case SearchRemoved _e -> Effect.ENDED;
      case BrakeReleased _e -> Effect.ENDED;
      case PolicyWithdrawn _e -> Effect.ENDED;
      case BudgetRemoved _e -> Effect.ENDED;
      case LimitRemoved _e -> Effect.ENDED;
      case StandingGrantClosed _e -> Effect.ENDED;
      case DelegationEnded _e -> Effect.ENDED;
      case ApproverRemoved _e -> Effect.ENDED;
      case AuthenticatorRemoved _e -> Effect.ENDED;
      case ToolProposed _e -> Effect.NONE;
      case BudgetThresholdReached _e -> Effect.NONE;
    };
  }
}
