package io.countersign.schemas.command;

import java.util.List;

/**
 * What somebody asks of the engine. Each is one record in {@code countersign.commands}, inside an
 * envelope.
 */
public sealed interface Command
    permits RecordIntent,
        RecordOutcome,
        CancelCall,
        AbandonCall,
        ApprovalCommand,
        ControlCommand,
        OversightCommand,
        Tick,
        OpenLedger,
        ActivateBehaviour {

  /** Every kind of command, in the order of the schema's fields. */
  List<Class<? extends Command>> KINDS =
      List.of(
          RecordIntent.class,
          RecordOutcome.class,
          CancelCall.class,
          AbandonCall.class,
          CastVote.class,
          ClaimGrant.class,
          ConfirmCall.class,
          RevokeApproval.class,
          CancelRun.class,
          ReconcileOutcome.class,
          BreakGlass.class,
          ReviewBreakGlass.class,
          RecordNotification.class,
          RegisterTool.class,
          RetireTool.class,
          ProposeTool.class,
          ReviewServer.class,
          EngageBrake.class,
          ReleaseBrake.class,
          PublishPolicy.class,
          WithdrawPolicy.class,
          SetBudget.class,
          RemoveBudget.class,
          SetLimit.class,
          RemoveLimit.class,
          ConfigureTenant.class,
          CreateStandingGrant.class,
          RevokeStandingGrant.class,
          DelegateVotes.class,
          EndDelegation.class,
          SetApprover.class,
          RemoveApprover.class,
          RegisterAuthenticator.class,
          RemoveAuthenticator.class,
          Tick.class,
          OpenLedger.class,
          ActivateBehaviour.class,
          RecordAuditAccess.class,
          AcknowledgeAlert.class,
          ResolveAlert.class,
          SetRetention.class,
          PlaceLegalHold.class,
          ReleaseLegalHold.class,
          SaveSearch.class,
          RemoveSearch.class);

  /** Stable name of this kind of command, the same in the schema, the docs and here. */
  default String type() {
    return getClass().getSimpleName();
  }
}
