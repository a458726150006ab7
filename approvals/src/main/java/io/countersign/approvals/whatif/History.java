package io.countersign.approvals.whatif;

import io.countersign.approvals.Delivery;
import io.countersign.approvals.Engine;
import io.countersign.approvals.EventTooLarge;
import io.countersign.approvals.Fold;
import io.countersign.approvals.state.MemoryState;
import io.countersign.approvals.state.StateView;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.EventEnvelope;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** One course of events: a state of its own and the engine that carries it on. */
final class History {
  private final Engine engine;
  private final int ledger;
  private final MemoryState state;

  History(Engine engine, int ledger, MemoryState state) {
    this.engine = engine;
    this.ledger = ledger;
    this.state = state;
  }

  /** The same up to now, to go on otherwise. */
  History fork() {
    return new History(engine, ledger, state.copy());
  }

  MemoryState state() {
    return state;
  }

  /** Handles a command and goes on. */
  List<EventEnvelope> take(Delivery delivery) {
    List<EventEnvelope> events = handle(state, delivery);
    apply(events);
    return events;
  }

  /** What the running engine would record in a state, its failures included. */
  List<EventEnvelope> handle(StateView view, Delivery delivery) {
    try {
      return engine.handle(view, delivery);
    } catch (EventTooLarge e) {
      return failed(view, delivery, EventTooLarge.FAILURE, e.told());
    } catch (RuntimeException e) {
      return failed(
          view,
          delivery,
          "HANDLER_FAILED",
          "Expected the engine to handle this command, but it failed with %s."
              .formatted(e.getClass().getSimpleName()));
    }
  }

  private List<EventEnvelope> failed(
      StateView view, Delivery delivery, String failure, String message) {
    // Which record it was is of no account here: only numbers and time go on.
    Digest record =
        Digest.sha256(delivery.command().commandId().toString().getBytes(StandardCharsets.UTF_8));
    return engine.failed(
        view, ledger, delivery.logTime(), record, delivery.command(), failure, message);
  }

  /** Goes past a record that is no command. */
  void pass(Instant logTime, Digest record) {
    apply(
        engine.failed(
            state,
            ledger,
            logTime,
            record,
            null,
            "UNDECODABLE",
            "Expected a command of a known schema, but the record is none."));
  }

  /** Goes on by events that were handled in this state. */
  void apply(List<EventEnvelope> events) {
    events.forEach(event -> Fold.apply(state, event));
  }
}
