package io.countersign.schemas.event;

import java.util.List;

/**
 * What the engine recorded. Each is one record in {@code countersign.events}, inside an envelope.
 */
public sealed interface Event
    permits IntentRecorded,
        DecisionMade,
        OutcomeRecorded,
        OutcomeOverdue,
        CallCancelled,
        CallAbandoned,
        ApprovalEvent,
        OutcomeReconciled,
        ControlEvent,
        OversightEvent,
        ReservationSettled,
        ReservationOverrun,
        LedgerOpened,
        BehaviourActivated,
        CommandRejected,
        CommandFailed,
        FindingRaised,
        Unknown {

  /** Every kind of event that can be written, in the order of the schema's fields. */
  List<Class<? extends Event>> KINDS =
      List.of(
          IntentRecorded.class,
          DecisionMade.class,
          OutcomeRecorded.class,
          OutcomeOverdue.class,
          CallCancelled.class,
          CallAbandoned.class,
          ApprovalRequested.class,
          ChangeRequested.class,
          VoteCast.class,
          ApprovalGranted.class,
          ApprovalClosed.class,
          GrantClaimed.class,
          CallConfirmed.class,
          OutcomeReconciled.class,
          ApprovalEscalated.class,
          BreakGlassInvoked.class,
          BreakGlassReviewed.class,
          BreakGlassOverdue.class,
          NotificationRecorded.class,
          ToolRegistered.class,
          ToolChanged.class,
          ToolRetired.class,
          ToolProposed.class,
          ServerReviewed.class,
          BrakeEngaged.class,
          BrakeReleased.class,
          PolicyPublished.class,
          PolicyWithdrawn.class,
          BudgetSet.class,
          BudgetRemoved.class,
          BudgetThresholdReached.class,
          ReservationSettled.class,
          ReservationOverrun.class,
          LimitSet.class,
          LimitRemoved.class,
          TenantConfigured.class,
          StandingGrantCreated.class,
          StandingGrantClosed.class,
          VotesDelegated.class,
          DelegationEnded.class,
          ApproverSet.class,
          ApproverRemoved.class,
          AuthenticatorRegistered.class,
          AuthenticatorRemoved.class,
          LedgerOpened.class,
          BehaviourActivated.class,
          CommandRejected.class,
          CommandFailed.class,
          FindingRaised.class,
          AuditAccessed.class,
          AlertAcknowledged.class,
          AlertResolved.class,
          RetentionSet.class,
          LegalHoldPlaced.class,
          LegalHoldReleased.class,
          SearchSaved.class,
          SearchRemoved.class);

  /** Stable name of this kind of event, the same in the schema, the docs and here. */
  default String type() {
    return getClass().getSimpleName();
  }

  /** Stable code of this event: family, number and severity (I, W or E). See {@link EventCode}. */
  EventCode code();
}
