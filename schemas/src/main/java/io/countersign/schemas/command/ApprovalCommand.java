package io.countersign.schemas.command;

/** What is asked of approvals: votes, claims, revocations and what goes with them. */
public sealed interface ApprovalCommand extends Command
    permits CastVote,
        ClaimGrant,
        ConfirmCall,
        RevokeApproval,
        CancelRun,
        ReconcileOutcome,
        BreakGlass,
        ReviewBreakGlass,
        RecordNotification {}
