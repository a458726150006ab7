package io.countersign.projections.document;

import io.countersign.schemas.call.CallState;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.EventEnvelope;
import java.util.UUID;

/** The open call that a decision leaves behind. */
final class Snapshots {
  private Snapshots() {}

  static CallSnapshot of(EventEnvelope event, CallState state) {
    UUID callId = event.callId();
    if (callId == null || !(event.body() instanceof DecisionMade decision)) {
      throw new IllegalArgumentException(
          "Expected a decision about a call, but was a " + event.type());
    }
    return new CallSnapshot(
        event.tenant(),
        callId,
        event.runId(),
        state,
        decision.verdict(),
        decision.reasons(),
        decision.actionDigest(),
        event.ledger(),
        event.position(),
        event.recordedAt(),
        decision.gateway(),
        decision.validUntil(),
        event.position());
  }
}
