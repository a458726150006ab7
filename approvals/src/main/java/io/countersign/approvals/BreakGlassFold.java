package io.countersign.approvals;

import io.countersign.approvals.state.Approval;
import io.countersign.approvals.state.Approvers;
import io.countersign.approvals.state.Deadline;
import io.countersign.approvals.state.DeadlineKind;
import io.countersign.approvals.state.OpenReview;
import io.countersign.approvals.state.State;
import io.countersign.schemas.event.BreakGlassInvoked;
import io.countersign.schemas.event.BreakGlassOverdue;
import io.countersign.schemas.event.BreakGlassReviewed;
import io.countersign.schemas.event.EventEnvelope;
import java.util.ArrayList;
import java.util.List;

/** The part of {@link Fold} that keeps which broken glass somebody still has to look at. */
final class BreakGlassFold {
  private BreakGlassFold() {}

  static void broken(State state, EventEnvelope event, BreakGlassInvoked invoked) {
    Approvers approvers = state.approvers(event.tenant());
    List<OpenReview> reviews = new ArrayList<>(approvers.reviews());
    reviews.add(
        new OpenReview(
            invoked.approvalId(),
            invoked.callId(),
            event.runId(),
            invoked.voter().subject(),
            invoked.reviewDueAt(),
            event.position(),
            false));
    state.putApprovers(event.tenant(), approvers.withReviews(reviews));
    state.putDeadline(review(event.tenant(), reviews.getLast()));
    MemoryFold.command(state, event, "BreakGlass", null, null);
  }

  static void reviewed(State state, EventEnvelope event, BreakGlassReviewed reviewed) {
    Approvers approvers = state.approvers(event.tenant());
    List<OpenReview> reviews = new ArrayList<>(approvers.reviews());
    reviews.removeIf(
        open -> {
          boolean found = open.approvalId().equals(reviewed.approvalId());
          if (found) {
            state.removeDeadline(review(event.tenant(), open));
          }
          return found;
        });
    state.putApprovers(event.tenant(), approvers.withReviews(reviews));
    Approval approval = state.approval(event.tenant(), reviewed.approvalId());
    if (approval != null && approval.hasEnded()) {
      // It may have been kept for its review alone.
      MemoryFold.approval(state, event, approval);
    }
    MemoryFold.command(state, event, "ReviewBreakGlass", null, null);
  }

  static void overdue(State state, EventEnvelope event, BreakGlassOverdue overdue) {
    Approvers approvers = state.approvers(event.tenant());
    List<OpenReview> reviews = new ArrayList<>();
    for (OpenReview open : approvers.reviews()) {
      boolean found = open.approvalId().equals(overdue.approvalId());
      if (found) {
        state.removeDeadline(review(event.tenant(), open));
      }
      reviews.add(found ? open.late() : open);
    }
    state.putApprovers(event.tenant(), approvers.withReviews(reviews));
  }

  private static Deadline review(String tenant, OpenReview open) {
    return new Deadline(
        open.dueAt(), open.position(), DeadlineKind.REVIEW, tenant, open.approvalId());
  }
}
