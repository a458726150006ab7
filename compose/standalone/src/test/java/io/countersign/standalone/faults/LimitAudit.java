package io.countersign.standalone.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.control.Budget;
import io.countersign.schemas.control.Holds;
import io.countersign.schemas.control.Lease;
import io.countersign.schemas.control.Spending;
import io.countersign.schemas.event.CallAbandoned;
import io.countersign.schemas.event.CallCancelled;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.OutcomeOverdue;
import io.countersign.schemas.event.OutcomeRecorded;
import io.countersign.schemas.event.ReservationSettled;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Adds up what calls hold from the events alone, in the order of their positions, and finds any
 * moment at which a budget or a cap was exceeded. Believes no figure of the engine: each is
 * computed again and compared.
 */
final class LimitAudit {
  private record Node(String tenant, String budget, String subject, Instant window) {}

  private record Cap(String tenant, String limit, String subject) {}

  private static final class Used {
    private long settledCalls;
    private long settledDownstream;
    private long settledMoney;
    private long reservedCalls;
    private long reservedDownstream;
    private long reservedMoney;

    void reserve(Amounts amounts, int sign) {
      reservedCalls += sign * amounts.calls();
      reservedDownstream += sign * amounts.downstreamCalls();
      reservedMoney += sign * amounts.moneyMicros();
    }

    void charge(Amounts amounts, int sign) {
      settledCalls += sign * amounts.calls();
      settledDownstream += sign * amounts.downstreamCalls();
      settledMoney += sign * amounts.moneyMicros();
    }
  }

  private final Map<String, Budget> budgets = new HashMap<>();
  private final long cap;
  private final Map<Node, Used> used = new HashMap<>();
  private final Map<Cap, Set<UUID>> running = new HashMap<>();
  private final Map<UUID, Holds> held = new HashMap<>();
  private final Map<UUID, Amounts> charged = new HashMap<>();
  private final Set<UUID> open = new HashSet<>();
  private long allowed;
  private long mostRunning;
  private long mostCalls;

  /**
   * @param cap how many calls may run at once
   */
  LimitAudit(List<Budget> budgets, long cap) {
    budgets.forEach(budget -> this.budgets.put(budget.id(), budget));
    this.cap = cap;
  }

  /**
   * What was found.
   *
   * @param allowed calls that were allowed
   * @param open reservations that nobody has settled
   * @param running calls that still count against a cap
   * @param mostRunning most calls that ever ran at once
   * @param mostCalls most calls that a node of the smallest budget ever held
   */
  record Figures(long allowed, int open, long running, long mostRunning, long mostCalls) {}

  /** Goes through the committed events of all ledgers. */
  Figures examine(List<EventEnvelope> events) {
    for (EventEnvelope event : events) {
      switch (event.body()) {
        case DecisionMade decision when decision.holds() != null ->
            hold(event, decision.callId(), decision.holds());
        case ReservationSettled settled -> settle(event, settled);
        case OutcomeRecorded outcome -> end(event, outcome.callId());
        case OutcomeOverdue overdue -> end(event, overdue.callId());
        case CallCancelled cancelled -> end(event, cancelled.callId());
        case CallAbandoned abandoned -> end(event, abandoned.callId());
        default -> {
          // holds nothing
        }
      }
    }
    long stillRunning = running.values().stream().mapToLong(Set::size).sum();
    return new Figures(allowed, open.size(), stillRunning, mostRunning, mostCalls);
  }

  private void hold(EventEnvelope event, UUID callId, Holds holds) {
    allowed++;
    assertThat(open.add(callId)).as("one reservation of %s", callId).isTrue();
    held.put(callId, holds);
    charged.remove(callId);
    for (Spending spending : holds.spendings()) {
      Used node = used.computeIfAbsent(node(event, spending), key -> new Used());
      node.reserve(holds.bound(), 1);
      compare(event, spending, node);
      assertWithin(event, spending, node);
    }
    for (Lease lease : holds.leases()) {
      Set<UUID> calls =
          running.computeIfAbsent(
              new Cap(event.tenant(), lease.limitId(), lease.subject()), key -> new HashSet<>());
      calls.add(callId);
      mostRunning = Math.max(mostRunning, calls.size());
      assertThat(calls.size())
          .as("calls at once at %s", place(event))
          .isLessThanOrEqualTo((int) cap);
    }
  }

  private void settle(EventEnvelope event, ReservationSettled settled) {
    Holds holds = held.get(settled.callId());
    assertThat(holds).as("a reservation of %s at %s", settled.callId(), place(event)).isNotNull();
    boolean first = open.remove(settled.callId());
    for (Spending spending : holds.spendings()) {
      Used node = used.get(node(event, spending));
      if (first) {
        node.reserve(holds.bound(), -1);
      } else {
        node.charge(charged.get(settled.callId()), -1);
      }
      node.charge(settled.charged(), 1);
    }
    charged.put(settled.callId(), settled.charged());
    settled
        .spendings()
        .forEach(spending -> compare(event, spending, used.get(node(event, spending))));
  }

  private void end(EventEnvelope event, UUID callId) {
    Holds holds = held.get(callId);
    if (holds != null) {
      holds
          .leases()
          .forEach(
              lease ->
                  running
                      .get(new Cap(event.tenant(), lease.limitId(), lease.subject()))
                      .remove(callId));
    }
  }

  private void assertWithin(EventEnvelope event, Spending spending, Used node) {
    Budget budget = budgets.get(spending.budgetId());
    mostCalls = Math.max(mostCalls, node.settledCalls + node.reservedCalls);
    within(event, "calls", node.settledCalls + node.reservedCalls, budget.limits().calls());
    within(
        event,
        "downstream calls",
        node.settledDownstream + node.reservedDownstream,
        budget.limits().downstreamCalls());
    within(event, "money", node.settledMoney + node.reservedMoney, budget.limits().moneyMicros());
  }

  private static void within(EventEnvelope event, String unit, long sum, Long limit) {
    if (limit != null) {
      assertThat(sum).as("%s at %s", unit, place(event)).isLessThanOrEqualTo(limit);
    }
  }

  private static void compare(EventEnvelope event, Spending told, Used node) {
    assertThat(
            List.of(
                told.settled().calls(),
                told.settled().downstreamCalls(),
                told.settled().moneyMicros(),
                told.reserved().calls(),
                told.reserved().downstreamCalls(),
                told.reserved().moneyMicros()))
        .as("figures of %s at %s", told.budgetId(), place(event))
        .containsExactly(
            node.settledCalls,
            node.settledDownstream,
            node.settledMoney,
            node.reservedCalls,
            node.reservedDownstream,
            node.reservedMoney);
  }

  private static Node node(EventEnvelope event, Spending spending) {
    return new Node(
        event.tenant(), spending.budgetId(), spending.subject(), spending.windowStart());
  }

  private static String place(EventEnvelope event) {
    return event.ledger() + "/" + event.position();
  }
}
