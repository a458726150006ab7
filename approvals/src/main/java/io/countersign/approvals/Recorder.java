package io.countersign.approvals;

import io.countersign.approvals.state.Head;
import io.countersign.approvals.state.StateView;
import io.countersign.schemas.call.Salt;
import io.countersign.schemas.call.Source;
import io.countersign.schemas.call.StandingAnswer;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Collects the events of one command and gives each its place: position, tenant sequence, id and
 * salt.
 *
 * <p>Texts of events are formatted with {@code %s} only: {@code %d} writes the digits of the
 * machine's language, and then the same command would give other bytes on another machine.
 */
final class Recorder {
  /** Most events of one command. Effects that would need more go on with the next tick. */
  static final int MOST_EVENTS = 256;

  private final StateView state;
  private final int ledger;
  private final int generation;
  private final long firstPosition;
  private final Instant now;
  private final UUID commandId;
  private final @Nullable Instant occurredAt;
  private final Source source;
  private final @Nullable String traceparent;
  private final Salt salt;
  private final Map<String, Long> tenantSequences = new HashMap<>();
  private final List<EventEnvelope> events = new ArrayList<>();

  Recorder(StateView state, Head head, Instant now, CommandEnvelope command) {
    this(
        state,
        head.ledger(),
        head.generation(),
        head.position(),
        now,
        command.commandId(),
        command.occurredAt(),
        command.source(),
        command.traceparent(),
        command.salt());
  }

  Recorder(
      StateView state,
      int ledger,
      int generation,
      long firstPosition,
      Instant now,
      UUID commandId,
      @Nullable Instant occurredAt,
      Source source,
      @Nullable String traceparent,
      Salt salt) {
    this.state = state;
    this.ledger = ledger;
    this.generation = generation;
    this.firstPosition = firstPosition;
    this.now = now;
    this.commandId = commandId;
    this.occurredAt = occurredAt;
    this.source = source;
    this.traceparent = traceparent;
    this.salt = salt;
  }

  /** Records one event and returns it in its place. */
  EventEnvelope record(String tenant, @Nullable String runId, @Nullable UUID callId, Event body) {
    int index = events.size();
    if (index == MOST_EVENTS) {
      throw new IllegalStateException(
          "Expected at most " + MOST_EVENTS + " events of one command, but there is one more");
    }
    long sequence = tenantSequences.computeIfAbsent(tenant, state::tenantSequence);
    tenantSequences.put(tenant, sequence + 1);
    EventEnvelope event =
        EventEnvelope.of(
            new EventEnvelope.Place(ledger, generation, firstPosition + index, sequence, now),
            new EventEnvelope.Cause(
                Ids.event(commandId, ledger, generation, firstPosition + index),
                commandId,
                occurredAt,
                source,
                traceparent,
                Ids.salt(salt, index)),
            runId,
            callId,
            tenant,
            body);
    events.add(event);
    return event;
  }

  /** Records that {@code command} was refused. */
  void reject(
      String tenant,
      @Nullable String runId,
      @Nullable UUID callId,
      String commandType,
      String rejection,
      String message,
      @Nullable StandingAnswer standing) {
    record(tenant, runId, callId, new CommandRejected(commandType, rejection, message, standing));
  }

  /** What was recorded, in order. */
  List<EventEnvelope> events() {
    return List.copyOf(events);
  }
}
