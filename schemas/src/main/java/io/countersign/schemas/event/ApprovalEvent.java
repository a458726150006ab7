package io.countersign.schemas.event;

import java.util.UUID;

/** What happened to an approval, from the question to the claim and what follows from it. */
public sealed interface ApprovalEvent extends Event
    permits ApprovalRequested,
        ChangeRequested,
        VoteCast,
        ApprovalGranted,
        ApprovalClosed,
        GrantClaimed,
        CallConfirmed,
        ApprovalEscalated,
        BreakGlassInvoked,
        BreakGlassReviewed,
        BreakGlassOverdue,
        NotificationRecorded {

  /** The approval that it is about. */
  UUID approvalId();
}
