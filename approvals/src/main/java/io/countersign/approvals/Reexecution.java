package io.countersign.approvals;

import io.countersign.approvals.state.MemoryState;
import io.countersign.schemas.event.CommandFailed;
import io.countersign.schemas.event.EventEnvelope;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs the engine over one ledger's commands once more and compares what it says with the record,
 * event by event and byte by byte. Commands are given in the order of the log, events in the order
 * of their positions.
 */
public final class Reexecution {
  /**
   * The first place where record and re-execution differ.
   *
   * @param position position in the ledger
   * @param recorded what the record says there, in words; or that it says nothing
   * @param computed what the engine says there
   */
  public record Difference(long position, String recorded, String computed) {}

  private final Engine engine;
  private final Function<EventEnvelope, byte[]> bytes;
  private final MemoryState state = new MemoryState();
  private final Deque<EventEnvelope> expected = new ArrayDeque<>();
  private long commands;
  private long events;
  private @Nullable Difference difference;

  /**
   * @param engine the engine to run
   * @param bytes encodes an event as the record holds it
   */
  public Reexecution(Engine engine, Function<EventEnvelope, byte[]> bytes) {
    this.engine = engine;
    this.bytes = bytes;
  }

  /** Handles one command; what it should have given comes later by {@link #recorded}. */
  public void command(Delivery delivery) {
    commands++;
    apply(engine.handle(state, delivery));
  }

  /**
   * Takes the record's word for a command that could not be decoded or was set aside: that depended
   * on a build or on a machine, not on the log. It changes nothing but the numbering.
   */
  public void failed(EventEnvelope recordedFailure) {
    if (!(recordedFailure.body() instanceof CommandFailed)) {
      throw new IllegalArgumentException(
          "Expected CommandFailed, but was " + recordedFailure.type());
    }
    commands++;
    apply(List.of(recordedFailure));
  }

  private void apply(List<EventEnvelope> computed) {
    for (EventEnvelope event : computed) {
      Fold.apply(state, event);
      expected.add(event);
    }
  }

  /**
   * Compares one recorded event with what was computed for its position.
   *
   * @param event the event
   * @param recorded its bytes as they stand in the record
   */
  public void recorded(EventEnvelope event, byte[] recorded) {
    events++;
    EventEnvelope computed = expected.poll();
    if (difference != null) {
      return;
    }
    if (computed == null) {
      difference = new Difference(event.position(), words(event), "nothing");
    } else if (!Arrays.equals(recorded, bytes.apply(computed))) {
      difference = new Difference(event.position(), words(event), words(computed));
    }
  }

  private static String words(EventEnvelope event) {
    return "%s %s of command %s at position %d"
        .formatted(event.code(), event.type(), event.commandId(), event.position());
  }

  /**
   * The first difference so far; an event that was computed but is not in the record counts at the
   * end of the log.
   */
  public @Nullable Difference difference(boolean endOfLog) {
    EventEnvelope missing = expected.peek();
    if (difference == null && endOfLog && missing != null) {
      return new Difference(missing.position(), "nothing", words(missing));
    }
    return difference;
  }

  /** How many computed events wait to be compared. */
  public int pending() {
    return expected.size();
  }

  /** How many commands were handled. */
  public long commands() {
    return commands;
  }

  /** How many events were compared. */
  public long events() {
    return events;
  }
}
