package io.countersign.ingest;

import io.countersign.schemas.command.AbandonCall;
import io.countersign.schemas.command.ActivateBehaviour;
import io.countersign.schemas.command.CancelCall;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.ControlCommand;
import io.countersign.schemas.command.OpenLedger;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.RecordOutcome;
import io.countersign.schemas.command.Tick;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.BudgetThresholdReached;
import io.countersign.schemas.event.CallCancelled;
import io.countersign.schemas.event.CommandFailed;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.event.ControlEvent;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.OutcomeRecorded;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a command while its answer is waited for: little, because thousands wait.
 *
 * @param kind what was asked
 * @param commandId id of the command
 * @param tenant tenant of the command
 * @param gateway who asks
 * @param callId the call, when it is about one
 * @param runId the run, when an intent names one
 * @param actionDigest the action of an intent
 * @param control the control that a command changes, as its event names it
 */
public record Asked(
    Kind kind,
    UUID commandId,
    String tenant,
    String gateway,
    @Nullable UUID callId,
    @Nullable String runId,
    @Nullable Digest actionDigest,
    @Nullable String control) {

  /** The commands that somebody waits for, each with the event that answers it. */
  public enum Kind {
    INTENT(DecisionMade.class),
    OUTCOME(OutcomeRecorded.class),
    CANCEL(CallCancelled.class),
    CONTROL(ControlEvent.class);

    private final Class<? extends Event> answer;

    Kind(Class<? extends Event> answer) {
      this.answer = answer;
    }

    /** Whether this event answers the command, well or badly; others only accompany the answer. */
    boolean isAnsweredBy(Event event) {
      // A threshold that a new budget finds reached already only accompanies it.
      return (answer.isInstance(event) && !(event instanceof BudgetThresholdReached))
          || event instanceof CommandRejected
          || event instanceof CommandFailed;
    }
  }

  /**
   * Whether an event of this command's id answers this command and not another that came under the
   * same id: a permission is for one action, one call and one gateway. A refusal answers whoever
   * asks.
   */
  boolean isOwn(EventEnvelope event) {
    if (event.body() instanceof CommandRejected || event.body() instanceof CommandFailed) {
      return true;
    }
    if (event.body() instanceof ControlEvent changed) {
      return changed.control().equals(control);
    }
    boolean sameCall = callId == null || callId.equals(event.callId());
    return sameCall
        && (!(event.body() instanceof DecisionMade decision)
            || (decision.actionDigest().equals(actionDigest)
                && decision.gateway().equals(gateway)));
  }

  /**
   * What to remember of this command.
   *
   * @throws IllegalArgumentException for a command that no caller waits for
   */
  public static Asked of(CommandEnvelope command) {
    return switch (command.body()) {
      case RecordIntent intent ->
          new Asked(
              Kind.INTENT,
              command.commandId(),
              command.tenant(),
              command.source().gateway(),
              intent.callId(),
              intent.runId(),
              intent.actionDigest(),
              null);
      case RecordOutcome outcome -> about(Kind.OUTCOME, command, outcome.callId());
      case CancelCall cancel -> about(Kind.CANCEL, command, cancel.callId());
      case ControlCommand control ->
          new Asked(
              Kind.CONTROL,
              command.commandId(),
              command.tenant(),
              command.source().gateway(),
              null,
              null,
              null,
              control.control());
      case AbandonCall abandon -> throw unanswered(abandon);
      case Tick tick -> throw unanswered(tick);
      case OpenLedger open -> throw unanswered(open);
      case ActivateBehaviour activate -> throw unanswered(activate);
    };
  }

  private static Asked about(Kind kind, CommandEnvelope command, UUID callId) {
    return new Asked(
        kind,
        command.commandId(),
        command.tenant(),
        command.source().gateway(),
        callId,
        null,
        null,
        null);
  }

  private static IllegalArgumentException unanswered(Command command) {
    return new IllegalArgumentException(
        "Expected a command that a caller waits for, but was " + command.type());
  }
}
