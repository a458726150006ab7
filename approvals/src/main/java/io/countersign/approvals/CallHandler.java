package io.countersign.approvals;

import io.countersign.approvals.state.Call;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.command.AbandonCall;
import io.countersign.schemas.command.CancelCall;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.event.CallAbandoned;
import io.countersign.schemas.event.CallCancelled;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Ends calls that will not run: given up by their caller, or by us because the answer never
 * arrived.
 */
final class CallHandler {
  void cancel(Moment moment, CancelCall cancel, Recorder recorder) {
    CommandEnvelope command = moment.command();
    Call call = open(moment, cancel.callId(), recorder);
    if (call == null) {
      return;
    }
    if (!call.gateway().equals(command.source().gateway())) {
      // Else any gateway could make a call that runs look like one that must not.
      reject(
          command,
          call,
          "CALL_OF_OTHER_GATEWAY",
          "Expected the gateway that asked for this call, but another one cancels it.",
          recorder);
      return;
    }
    if (call.state() == CallState.CLAIMED) {
      reject(
          command,
          call,
          "CALL_CLAIMED",
          "Expected a call that has not begun, but its approval is spent. Report its outcome, NOT_RUN if it did not run.",
          recorder);
      return;
    }
    recorder.record(
        command.tenant(),
        call.runId(),
        call.callId(),
        new CallCancelled(call.callId(), cancel.reason()));
    settlement(moment, recorder).released(call);
    Closing.giveUp(
        moment,
        call,
        "CALL_CANCELLED",
        "Expected a call that goes on, but its caller gave it up.",
        recorder);
  }

  void abandon(Moment moment, AbandonCall abandon, Recorder recorder) {
    CommandEnvelope command = moment.command();
    Call call = open(moment, abandon.callId(), recorder);
    if (call == null) {
      return;
    }
    if (call.state() != CallState.ALLOWED) {
      // Nothing was permitted by the answer that got lost; who asks again finds the approval.
      reject(
          command,
          call,
          "CALL_WAITS",
          "Expected a call that may run, but people decide on it: whoever asks again finds it.",
          recorder);
      return;
    }
    if (!abandon.abandonedCommandId().equals(call.askedBy())) {
      reject(
          command,
          call,
          "CALL_ASKED_AGAIN",
          "Expected the one command that was answered for this call, but another was answered, or it twice: an answer may have arrived.",
          recorder);
      return;
    }
    recorder.record(
        command.tenant(),
        call.runId(),
        call.callId(),
        new CallAbandoned(call.callId(), abandon.abandonedCommandId()));
    settlement(moment, recorder).released(call);
  }

  /** Returns the call when it is open, else records why not. */
  private static @Nullable Call open(Moment moment, UUID callId, Recorder recorder) {
    CommandEnvelope command = moment.command();
    Call call = moment.state().call(command.tenant(), callId);
    if (call == null) {
      recorder.reject(
          command.tenant(),
          null,
          callId,
          command.body().type(),
          "CALL_UNKNOWN",
          "Expected a call that was asked for, but %s is not known.".formatted(callId),
          null);
      return null;
    }
    boolean overdue = OutcomeHandler.isOverdue(moment, call);
    if (overdue) {
      OutcomeHandler.recordOverdue(call, settlement(moment, recorder), recorder);
    }
    if (overdue || call.state().finished()) {
      reject(
          command,
          call,
          "CALL_FINISHED",
          "Expected a call that is open, but it is %s."
              .formatted(overdue ? CallState.OVERDUE : call.state()),
          recorder);
      return null;
    }
    return call;
  }

  private static Settlement settlement(Moment moment, Recorder recorder) {
    return new Settlement(moment.state(), moment.now(), recorder);
  }

  private static void reject(
      CommandEnvelope command, Call call, String rejection, String message, Recorder recorder) {
    recorder.reject(
        command.tenant(),
        call.runId(),
        call.callId(),
        command.body().type(),
        rejection,
        message,
        call.decision());
  }
}
