package io.countersign.schemas.command;

/**
 * What is asked of the catalogue, the gates, the brakes, the policy, the budgets, the limits, the
 * people and how records are kept.
 */
public sealed interface ControlCommand extends Command
    permits RegisterTool,
        RetireTool,
        ProposeTool,
        ReviewServer,
        EngageBrake,
        ReleaseBrake,
        PublishPolicy,
        WithdrawPolicy,
        SetBudget,
        RemoveBudget,
        SetLimit,
        RemoveLimit,
        ConfigureTenant,
        CreateStandingGrant,
        RevokeStandingGrant,
        DelegateVotes,
        EndDelegation,
        SetApprover,
        RemoveApprover,
        RegisterAuthenticator,
        RemoveAuthenticator,
        KeepingCommand {

  /** What it is about, such as {@code tool/tickets/close_ticket}, the same as in its event. */
  String control();
}
