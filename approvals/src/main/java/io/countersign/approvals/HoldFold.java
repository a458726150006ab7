package io.countersign.approvals;

import io.countersign.approvals.state.Call;
import io.countersign.approvals.state.Expiry;
import io.countersign.approvals.state.ExpiryKind;
import io.countersign.approvals.state.State;
import io.countersign.schemas.control.Holds;
import io.countersign.schemas.control.Lease;
import io.countersign.schemas.control.RateUse;
import io.countersign.schemas.control.Spending;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.ReservationSettled;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@link Fold} that keeps what calls hold: reservations, rates and leases. Events carry
 * the figures as they stand after them, so nothing is computed here.
 */
final class HoldFold {
  /** Most rows that an event forgets which begins none. */
  static final int FORGET_AT_ONCE = 256;

  private HoldFold() {}

  /** An allowed call holds something from here on. */
  static void held(State state, EventEnvelope event, Holds holds) {
    String tenant = event.tenant();
    int index = 0;
    for (Spending spending : holds.spendings()) {
      Spending before = state.spending(tenant, spending.budgetId(), spending.subject());
      if (before == null) {
        state.putExpiry(
            new Expiry(
                spending.windowEnd(),
                event.position(),
                index++,
                ExpiryKind.SPENDING,
                tenant,
                spending.budgetId(),
                spending.subject()));
      }
      state.putSpending(tenant, spending);
    }
    for (RateUse rate : holds.rates()) {
      if (state.rate(tenant, rate.limitId(), rate.subject()) == null) {
        state.putExpiry(
            new Expiry(
                rate.fullAt(),
                event.position(),
                index++,
                ExpiryKind.RATE,
                tenant,
                rate.limitId(),
                rate.subject()));
      }
      state.putRate(tenant, rate);
    }
    for (Lease lease : holds.leases()) {
      state.putRunning(tenant, lease, state.running(tenant, lease.limitId(), lease.subject()) + 1);
    }
    // Two for each that begins: however many calls come, what has passed never piles up.
    forget(state, event.recordedAt(), 2 * index);
  }

  /** A call does not run any more, so it counts against no cap. */
  static void idle(State state, Call call) {
    Holds holds = call.holds();
    if (holds == null) {
      return;
    }
    for (Lease lease : holds.leases()) {
      long running = state.running(call.tenant(), lease.limitId(), lease.subject());
      if (running < 1) {
        throw new AssertionError(
            "Expected a running call of limit %s, but none is counted".formatted(lease.limitId()));
      }
      state.putRunning(call.tenant(), lease, running - 1);
    }
  }

  /** What a call reserved was charged or freed. */
  static void settled(State state, EventEnvelope event, ReservationSettled settled) {
    for (Spending spending : settled.spendings()) {
      state.putSpending(event.tenant(), spending);
    }
    Call call = state.call(event.tenant(), settled.callId());
    if (call != null) {
      state.putCall(call.settled(settled.charged()));
    }
  }

  /** Forgets rows that say no more than their absence would, oldest first. */
  static void forget(State state, Instant now) {
    forget(state, now, FORGET_AT_ONCE);
  }

  private static void forget(State state, Instant now, int most) {
    for (Expiry expiry : state.expired(now, most)) {
      state.removeExpiry(expiry);
      Instant still =
          switch (expiry.kind()) {
            case SPENDING -> spendingEnd(state, expiry, now);
            case RATE -> rateEnd(state, expiry, now);
          };
      if (still != null) {
        state.putExpiry(
            new Expiry(
                still,
                expiry.position(),
                expiry.index(),
                expiry.kind(),
                expiry.tenant(),
                expiry.id(),
                expiry.subject()));
      }
    }
  }

  /** Removes the row when its window has passed; else returns when it will have. */
  private static @Nullable Instant spendingEnd(State state, Expiry expiry, Instant now) {
    Spending row = state.spending(expiry.tenant(), expiry.id(), expiry.subject());
    if (row != null && row.windowEnd().isAfter(now)) {
      return row.windowEnd();
    }
    state.removeSpending(expiry.tenant(), expiry.id(), expiry.subject());
    return null;
  }

  /** Removes the row when all of the burst is free; else returns when it will be. */
  private static @Nullable Instant rateEnd(State state, Expiry expiry, Instant now) {
    RateUse row = state.rate(expiry.tenant(), expiry.id(), expiry.subject());
    if (row != null && row.fullAt().isAfter(now)) {
      return row.fullAt();
    }
    state.removeRate(expiry.tenant(), expiry.id(), expiry.subject());
    return null;
  }
}
