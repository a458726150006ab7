package io.countersign.projections.alert;

import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.IntentRecorded;
import io.countersign.schemas.event.OutcomeRecorded;
import java.time.Duration;
import java.util.Optional;

/** The calls whose later events are still to be understood. */
final class Calls {
  private static final int MOST_OF_TENANT = 20_000;
  private static final Duration OPEN = Duration.ofDays(2);

  /** Shorter, so that an agent that is refused again and again pushes out nothing else. */
  private static final Duration DENIED = Duration.ofHours(1);

  /** What is found about a call comes right after its outcome. */
  private static final Duration ENDED = Duration.ofMinutes(10);

  private final Shelf<CallFacts> calls;

  Calls(Shelves shelves) {
    this.calls = shelves.shelf("calls", MOST_OF_TENANT, CallFacts.FORM);
  }

  /** The event with what is known of its call. */
  Moment learn(EventEnvelope event) {
    if (event.callId() == null) {
      return new Moment(event, null);
    }
    String name = CallFacts.name(event.callId());
    Event body = event.body();
    if (body instanceof IntentRecorded intent) {
      return kept(event, name, CallFacts.of(event, intent), OPEN);
    }
    Optional<CallFacts> known = calls.get(event.tenant(), name, event.recordedAt());
    if (known.isEmpty()) {
      return new Moment(event, null);
    }
    if (body instanceof DecisionMade decision) {
      Duration time = decision.verdict() == Verdict.DENY ? DENIED : OPEN;
      return kept(event, name, known.get().decided(decision.risk()), time);
    }
    return body instanceof OutcomeRecorded
        ? kept(event, name, known.get(), ENDED)
        : new Moment(event, known.get());
  }

  private Moment kept(EventEnvelope event, String name, CallFacts facts, Duration time) {
    calls.put(event.tenant(), name, facts, event.recordedAt().plus(time));
    return new Moment(event, facts);
  }
}
