package io.countersign.approvals;

import io.countersign.approvals.state.Call;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.command.ReconcileOutcome;
import io.countersign.schemas.event.OutcomeReconciled;
import org.jspecify.annotations.Nullable;

/** Takes what an operator found out about a call whose outcome never came. */
final class ReconcileHandler {
  void reconcile(Moment moment, ReconcileOutcome reconcile, Recorder recorder) {
    Call call = moment.state().call(moment.tenant(), reconcile.callId());
    if (call == null) {
      reject(
          moment,
          reconcile,
          null,
          "CALL_UNKNOWN",
          "Expected a call that was asked for, but %s is not known.".formatted(reconcile.callId()),
          recorder);
      return;
    }
    if (!reconcile.status().definite()) {
      reject(
          moment,
          reconcile,
          call,
          "OUTCOME_NOT_DEFINITE",
          "Expected SUCCEEDED, FAILED or NOT_RUN, because the outcome is unknown already, but was %s."
              .formatted(reconcile.status()),
          recorder);
      return;
    }
    Settlement settlement = new Settlement(moment.state(), moment.now(), recorder);
    boolean overdue = OutcomeHandler.isOverdue(moment, call);
    Call before = overdue ? OutcomeHandler.recordOverdue(call, settlement, recorder) : call;
    boolean unknown =
        overdue
            || call.state() == CallState.OVERDUE
            || (call.state() == CallState.REPORTED
                && call.decision() != null
                && call.outcome() != null
                && !call.outcome().definite());
    if (!unknown) {
      reject(
          moment,
          reconcile,
          call,
          "NOTHING_TO_RECONCILE",
          "Expected a call whose outcome is overdue or was lost, but it is %s."
              .formatted(call.state()),
          recorder);
      return;
    }
    recorder.record(
        moment.tenant(),
        call.runId(),
        call.callId(),
        new OutcomeReconciled(
            call.callId(),
            reconcile.status(),
            reconcile.usage(),
            reconcile.reason(),
            reconcile.by()));
    settlement.reconciled(before, reconcile.status(), reconcile.usage());
  }

  private static void reject(
      Moment moment,
      ReconcileOutcome reconcile,
      @Nullable Call call,
      String code,
      String message,
      Recorder recorder) {
    recorder.reject(
        moment.tenant(),
        call == null ? null : call.runId(),
        reconcile.callId(),
        reconcile.type(),
        code,
        message,
        call == null ? null : call.decision());
  }
}
