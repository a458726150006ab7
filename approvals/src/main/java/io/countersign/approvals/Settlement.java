package io.countersign.approvals;

import io.countersign.approvals.budget.Books;
import io.countersign.approvals.budget.Sums;
import io.countersign.approvals.state.Call;
import io.countersign.approvals.state.StateView;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.command.RecordOutcome;
import io.countersign.schemas.control.Holds;
import io.countersign.schemas.control.SettlementBasis;
import io.countersign.schemas.event.BudgetThresholdReached;
import io.countersign.schemas.event.ReservationOverrun;
import io.countersign.schemas.event.ReservationSettled;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Charges or frees what calls have reserved, right behind the events that tell how they ended. What
 * was charged is corrected when somebody knows better later. Lives for one command.
 *
 * <p>Spending passes a limit in three cases only, each on record: a call used more than it had
 * declared ({@link ReservationOverrun}), one that was given up ran after all, or one ran twice.
 */
final class Settlement {
  private final Books books;
  private final Recorder recorder;

  Settlement(StateView state, Instant now, Recorder recorder) {
    this.books = new Books(state, now);
    this.recorder = recorder;
  }

  /** Nobody said how the call ended: it is charged as if it had used all that it reserved. */
  Call overdue(Call call) {
    Holds holds = reservation(call);
    return holds == null ? call : charge(call, holds, SettlementBasis.ASSUMED, holds.bound());
  }

  /** The call was given up before anybody ran it. */
  void released(Call call) {
    Holds holds = reservation(call);
    if (holds != null) {
      charge(call, holds, SettlementBasis.RELEASED, Sums.NOTHING);
    }
  }

  /** The first outcome, or a definite one after others that were not. */
  void reported(Call call, RecordOutcome outcome, boolean sameGateway) {
    Holds holds = reservation(call);
    if (holds == null) {
      return;
    }
    switch (outcome.status()) {
      case SUCCEEDED, FAILED -> {
        SettlementBasis basis =
            call.charged() == null ? SettlementBasis.ACTUAL : SettlementBasis.ADJUSTED;
        charge(call, holds, basis, outcome.usage());
      }
      case TIMED_OUT, UNKNOWN -> assume(call, holds, Sums.max(holds.bound(), outcome.usage()));
      case NOT_RUN -> notRun(call, holds, outcome, sameGateway);
    }
  }

  /**
   * An operator found out how the call ended.
   *
   * @param usage what it used; null when nobody knows, and what was assumed stands
   */
  void reconciled(Call call, OutcomeStatus status, @Nullable Amounts usage) {
    Holds holds = reservation(call);
    if (holds == null || call.charged() == null) {
      return;
    }
    Amounts charged = status == OutcomeStatus.NOT_RUN ? Sums.NOTHING : usage;
    if (charged != null && !charged.equals(call.charged())) {
      charge(call, holds, SettlementBasis.ADJUSTED, charged);
    }
  }

  /** Only the gateway that may run a call knows that it did not. */
  private void notRun(Call call, Holds holds, RecordOutcome outcome, boolean sameGateway) {
    if (call.charged() == null) {
      if (sameGateway) {
        charge(call, holds, SettlementBasis.RELEASED, Sums.NOTHING);
      } else {
        assume(call, holds, Sums.max(holds.bound(), outcome.usage()));
      }
    } else if (sameGateway && !call.charged().equals(Sums.NOTHING)) {
      charge(call, holds, SettlementBasis.ADJUSTED, Sums.NOTHING);
    }
  }

  /**
   * An outcome after one that stands. A definite one adds what it used, because the tool may have
   * run twice; from one that knows nothing only the worst is taken.
   */
  void contradicted(Call call, RecordOutcome outcome) {
    Holds holds = reservation(call);
    if (holds == null || call.charged() == null) {
      return;
    }
    switch (outcome.status()) {
      case SUCCEEDED, FAILED ->
          charge(call, holds, SettlementBasis.ADJUSTED, Sums.plus(call.charged(), outcome.usage()));
      case TIMED_OUT, UNKNOWN -> {
        boolean ran =
            call.outcome() == OutcomeStatus.SUCCEEDED || call.outcome() == OutcomeStatus.FAILED;
        assume(call, holds, ran ? outcome.usage() : Sums.max(holds.bound(), outcome.usage()));
      }
      case NOT_RUN -> {}
    }
  }

  /** Charges at least this much; nothing happens when so much is charged already. */
  private void assume(Call call, Holds holds, Amounts least) {
    Amounts before = call.charged();
    Amounts charged = before == null ? least : Sums.max(before, least);
    if (!charged.equals(before)) {
      charge(call, holds, SettlementBasis.ASSUMED, charged);
    }
  }

  private Call charge(Call call, Holds holds, SettlementBasis basis, Amounts charged) {
    Books.Posting posting = books.charge(call, holds, charged);
    recorder.record(
        call.tenant(),
        call.runId(),
        call.callId(),
        new ReservationSettled(call.callId(), basis, holds.bound(), charged, posting.spendings()));
    Amounts before = call.charged() == null ? holds.bound() : call.charged();
    if (Sums.exceeds(charged, holds.bound()) && Sums.exceeds(charged, before)) {
      recorder.record(
          call.tenant(),
          call.runId(),
          call.callId(),
          new ReservationOverrun(call.callId(), holds.bound(), charged));
    }
    for (BudgetThresholdReached reached : posting.reached()) {
      recorder.record(call.tenant(), call.runId(), call.callId(), reached);
    }
    return call.settled(charged);
  }

  /** What the call holds, when that is a reservation on at least one budget. */
  private static @Nullable Holds reservation(Call call) {
    Holds holds = call.holds();
    return holds == null || holds.spendings().isEmpty() ? null : holds;
  }
}
