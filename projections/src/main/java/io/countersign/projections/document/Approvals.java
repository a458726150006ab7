package io.countersign.projections.document;

import io.countersign.schemas.event.ApprovalClosed;
import io.countersign.schemas.event.ApprovalEvent;
import io.countersign.schemas.event.BreakGlassInvoked;
import io.countersign.schemas.event.BreakGlassReviewed;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.NotificationRecorded;
import io.countersign.schemas.event.OutcomeOverdue;
import io.countersign.schemas.event.OutcomeReconciled;
import io.countersign.schemas.event.OutcomeRecorded;
import io.countersign.schemas.event.VoteCast;
import io.countersign.schemas.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which approval an event moves, and who moved it. */
final class Approvals {
  private Approvals() {}

  /** The approval that an event is about by its own words. */
  static Optional<String> named(Event event) {
    boolean ofAlert = event instanceof NotificationRecorded told && told.notice().ofAlerts();
    return !ofAlert && event instanceof ApprovalEvent about
        ? Optional.of(about.approvalId().toString())
        : Optional.empty();
  }

  /** Whether an event ends the approval of its call, which only the call can name. */
  static boolean endsTheOneOfItsCall(EventEnvelope event) {
    return event.callId() != null
        && (event.body() instanceof OutcomeRecorded
            || event.body() instanceof OutcomeOverdue
            || event.body() instanceof OutcomeReconciled);
  }

  /** The approval that a call has. */
  static Optional<String> of(JsonObject call) {
    return call.object("approval").flatMap(approval -> approval.string("approvalId"));
  }

  /** People who decided something: voters, those they vote for, and whoever ended or reviewed. */
  static List<String> persons(Event event) {
    List<String> persons = new ArrayList<>();
    if (event instanceof VoteCast vote) {
      persons.add(vote.voter().subject());
      persons.addAll(vote.onBehalfOf());
    } else if (event instanceof BreakGlassInvoked broken) {
      persons.add(broken.voter().subject());
    } else if (event instanceof BreakGlassReviewed review) {
      persons.add(review.by());
    } else if (event instanceof ApprovalClosed closed && closed.by() != null) {
      persons.add(closed.by());
    }
    return persons;
  }
}
