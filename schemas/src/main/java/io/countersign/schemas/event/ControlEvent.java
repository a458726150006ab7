package io.countersign.schemas.event;

/**
 * What happened to the catalogue, the gates, the brakes, the policy, the budgets, the limits, the
 * people and how records are kept.
 */
public sealed interface ControlEvent extends Event
    permits ToolRegistered,
        ToolChanged,
        ToolRetired,
        ToolProposed,
        ServerReviewed,
        BrakeEngaged,
        BrakeReleased,
        PolicyPublished,
        PolicyWithdrawn,
        BudgetSet,
        BudgetRemoved,
        BudgetThresholdReached,
        LimitSet,
        LimitRemoved,
        TenantConfigured,
        StandingGrantCreated,
        StandingGrantClosed,
        VotesDelegated,
        DelegationEnded,
        ApproverSet,
        ApproverRemoved,
        AuthenticatorRegistered,
        AuthenticatorRemoved,
        KeepingEvent {

  /** What it is about, such as {@code tool/tickets/close_ticket}: the name that decisions cite. */
  String control();

  /** What happened, in one line for people. Holds texts of operators as they are. */
  String told();
}
