package io.countersign.approvals;

import io.countersign.approvals.state.Call;
import io.countersign.approvals.state.StateView;
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
  void cancel(StateView state, CommandEnvelope command, CancelCall cancel, Recorder recorder) {
    Call call = open(state, command, cancel.callId(), recorder);
    if (call != null) {
      recorder.record(
          command.tenant(),
          call.runId(),
          call.callId(),
          new CallCancelled(call.callId(), cancel.reason()));
    }
  }

  void abandon(StateView state, CommandEnvelope command, AbandonCall abandon, Recorder recorder) {
    Call call = open(state, command, abandon.callId(), recorder);
    if (call == null) {
      return;
    }
    if (!call.askedBy().equals(abandon.abandonedCommandId())) {
      recorder.reject(
          command.tenant(),
          call.runId(),
          call.callId(),
          command.body().type(),
          "CALL_ASKED_AGAIN",
          "Expected nobody to have asked again, but a later command was answered for this call.",
          call.decision());
      return;
    }
    recorder.record(
        command.tenant(),
        call.runId(),
        call.callId(),
        new CallAbandoned(call.callId(), abandon.abandonedCommandId()));
  }

  /** Returns the call when it is open, else records why not. */
  private static @Nullable Call open(
      StateView state, CommandEnvelope command, UUID callId, Recorder recorder) {
    Call call = state.call(command.tenant(), callId);
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
    if (call.state().finished()) {
      recorder.reject(
          command.tenant(),
          call.runId(),
          callId,
          command.body().type(),
          "CALL_FINISHED",
          "Expected a call that is open, but it is %s.".formatted(call.state()),
          call.decision());
      return null;
    }
    return call;
  }
}
