package io.countersign.approvals;

import static io.countersign.approvals.Counted.amount;
import static io.countersign.approvals.Counted.exceeds;
import static io.countersign.approvals.Counted.exceedsAny;
import static io.countersign.approvals.Counted.limit;
import static io.countersign.approvals.Counted.reaching;

import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.control.Budget;
import io.countersign.schemas.control.Holds;
import io.countersign.schemas.control.SettlementBasis;
import io.countersign.schemas.control.Spending;
import io.countersign.schemas.control.ToolDefinition;
import io.countersign.schemas.event.BudgetRemoved;
import io.countersign.schemas.event.BudgetSet;
import io.countersign.schemas.event.BudgetThresholdReached;
import io.countersign.schemas.event.CallAbandoned;
import io.countersign.schemas.event.CallCancelled;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.IntentRecorded;
import io.countersign.schemas.event.LimitRemoved;
import io.countersign.schemas.event.LimitSet;
import io.countersign.schemas.event.OutcomeOverdue;
import io.countersign.schemas.event.OutcomeRecorded;
import io.countersign.schemas.event.ReservationOverrun;
import io.countersign.schemas.event.ReservationSettled;
import io.countersign.schemas.event.ToolChanged;
import io.countersign.schemas.event.ToolRegistered;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes from the events alone what budgets should have let pass, in other arithmetic than the
 * engine's, and says where the record does not agree. Knows the engine's code as little as an
 * auditor does.
 */
final class BudgetAuditor {
  /** A node, its budget and its subject within a tenant. */
  record Node(String tenant, String budget, String subject) {}

  private record CallKey(String tenant, UUID call) {}

  /** What a call holds. */
  private static final class Reservation {
    final Amounts bound;
    final Map<Node, Instant> nodes = new HashMap<>();
    @Nullable Amounts charged;

    Reservation(Amounts bound) {
      this.bound = bound;
    }
  }

  private final LimitAuditor limits = new LimitAuditor();
  private final Map<String, Map<String, Budget>> budgets = new HashMap<>();
  private final Map<CallKey, IntentRecorded> intents = new HashMap<>();
  private final Map<String, ToolDefinition> tools = new HashMap<>();
  private final Map<Node, CountedRow> rows = new HashMap<>();
  private final Map<CallKey, Reservation> calls = new HashMap<>();
  private final Map<String, Integer> seen = new HashMap<>();
  private Instant now = Instant.EPOCH;

  /** Looks at the events of one command. */
  void look(List<EventEnvelope> given) {
    for (int i = 0; i < given.size(); i++) {
      now = given.get(i).recordedAt();
      look(given.get(i), given, i);
    }
  }

  private void look(EventEnvelope event, List<EventEnvelope> given, int at) {
    String tenant = event.tenant();
    switch (event.body()) {
      case BudgetSet set -> {
        budgets.computeIfAbsent(tenant, t -> new HashMap<>()).put(set.budget().id(), set.budget());
        excuse(tenant, set.budget());
      }
      case BudgetRemoved removed -> budgets.get(tenant).remove(removed.budget().id());
      case LimitSet set -> limits.set(tenant, set.limit());
      case LimitRemoved removed -> limits.removed(tenant, removed.limit().id());
      case ToolRegistered registered -> tool(tenant, registered.definition());
      case ToolChanged changed -> tool(tenant, changed.definition());
      case IntentRecorded intent -> intents.put(new CallKey(tenant, intent.callId()), intent);
      case DecisionMade decision -> decided(tenant, decision, given, at);
      case ReservationSettled settled -> settled(tenant, settled, given, at);
      case OutcomeRecorded outcome -> ended(new CallKey(tenant, outcome.callId()), given, at);
      case OutcomeOverdue overdue -> ended(new CallKey(tenant, overdue.callId()), given, at);
      case CallCancelled cancelled -> ended(new CallKey(tenant, cancelled.callId()), given, at);
      case CallAbandoned abandoned -> ended(new CallKey(tenant, abandoned.callId()), given, at);
      default -> {}
    }
  }

  private void tool(String tenant, ToolDefinition definition) {
    tools.put(tenant + "/" + definition.server() + "/" + definition.name(), definition);
    limits.tool(tenant, definition);
  }

  /** A limit that was lowered below what is used explains that more is used. */
  private void excuse(String tenant, Budget budget) {
    rows.forEach(
        (node, row) -> {
          if (node.tenant().equals(tenant) && node.budget().equals(budget.id())) {
            for (int unit = 0; unit < 4; unit++) {
              row.excused[unit] |= exceeds(row.used(unit), limit(budget, unit));
            }
          }
        });
  }

  private void decided(String tenant, DecisionMade decision, List<EventEnvelope> given, int at) {
    CallKey key = new CallKey(tenant, decision.callId());
    IntentRecorded intent = intents.get(key);
    Reservation before = calls.get(key);
    check(
        before == null || before.charged != null || before.nodes.isEmpty(),
        "a call never reserves twice");
    if (decision.verdict() != Verdict.ALLOW) {
      check(decision.holds() == null, "only an allowed call holds anything");
      refused(tenant, intent, decision);
      return;
    }
    count("allowed");
    Holds holds = decision.holds();
    List<Node> path = path(tenant, intent);
    check(holds != null || path.isEmpty(), "an allowed call reserves where a budget counts it");
    limits.allowed(tenant, key.call(), intent, holds, now);
    Reservation reservation =
        new Reservation(holds == null ? new Amounts(0, 0, 0, 0) : holds.bound());
    calls.put(key, reservation);
    if (holds == null) {
      return;
    }
    check(holds.bound().equals(bound(tenant, intent)), "the worst case is reserved");
    check(
        nodes(tenant, holds.spendings()).equals(path),
        "an allowed call reserves on every node of its path, in order");
    List<Event> thresholds = new ArrayList<>();
    for (Spending spending : holds.spendings()) {
      Node node = new Node(tenant, spending.budgetId(), spending.subject());
      CountedRow row = rows.get(node);
      if (row == null || !row.end.isAfter(now)) {
        row = new CountedRow(spending);
        rows.put(node, row);
        count("window");
      }
      reservation.nodes.put(node, row.end);
      Budget budget = budgets.get(tenant).get(spending.budgetId());
      for (int unit = 0; unit < 4; unit++) {
        row.reserved[unit] = row.reserved[unit].add(amount(holds.bound(), unit));
        check(
            !exceeds(row.used(unit), limit(budget, unit)),
            "settled + reserved <= limit when a call is allowed");
        row.excused[unit] = false;
      }
      agrees(spending, row, budget, thresholds);
    }
    follows(given, at, thresholds);
  }

  /** A refusal for a budget must have been right. */
  private void refused(String tenant, IntentRecorded intent, DecisionMade decision) {
    Set<String> codes =
        decision.reasons().stream().map(reason -> reason.code()).collect(Collectors.toSet());
    if (codes.contains("CONCURRENCY_CAPPED")) {
      count("capped");
      limits.capped(tenant, intent);
    }
    if (codes.contains("RATE_LIMITED")) {
      count("limited");
    }
    if (!codes.contains("BUDGET_EXHAUSTED")) {
      return;
    }
    count("exhausted");
    Amounts bound = bound(tenant, intent);
    boolean lacks = false;
    for (Node node : path(tenant, intent)) {
      CountedRow row = rows.get(node);
      boolean lasts = row != null && row.end.isAfter(now);
      for (int unit = 0; unit < 4; unit++) {
        Long limit = limit(budgets.get(tenant).get(node.budget()), unit);
        BigInteger reserved = lasts ? row.reserved[unit] : BigInteger.ZERO;
        BigInteger settled = lasts ? row.settled[unit] : BigInteger.ZERO;
        BigInteger asked = reserved.add(amount(bound, unit));
        lacks |=
            limit == null
                ? asked.compareTo(CountedRow.MOST) > 0
                : exceeds(settled.add(asked), limit);
      }
    }
    check(lacks, "a call is refused only when a node of its path lacks something");
  }

  /** Whatever ends a call settles what it still holds, at once. */
  private void ended(CallKey key, List<EventEnvelope> given, int at) {
    limits.ended(key.tenant(), key.call());
    Reservation reservation = calls.get(key);
    if (reservation != null && reservation.charged == null && !reservation.nodes.isEmpty()) {
      check(
          at + 1 < given.size()
              && given.get(at + 1).body() instanceof ReservationSettled settled
              && settled.callId().equals(key.call()),
          "a call that ends is settled right behind");
    }
  }

  private void settled(
      String tenant, ReservationSettled settled, List<EventEnvelope> given, int at) {
    Reservation reservation = calls.get(new CallKey(tenant, settled.callId()));
    check(reservation != null && !reservation.nodes.isEmpty(), "only what was reserved is settled");
    check(reservation.bound.equals(settled.reserved()), "a settlement names what was reserved");
    Amounts before = reservation.charged;
    Amounts held = before == null ? reservation.bound : before;
    basis(settled, before, given.get(at - 1).body());
    Set<Node> lasting =
        reservation.nodes.entrySet().stream()
            .filter(entry -> entry.getValue().isAfter(now))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    List<Node> named = nodes(tenant, settled.spendings());
    check(
        Set.copyOf(named).equals(lasting) && named.size() == lasting.size(),
        "a settlement names every node whose window lasts");
    List<Event> following = new ArrayList<>();
    if (exceedsAny(settled.charged(), reservation.bound) && exceedsAny(settled.charged(), held)) {
      count("overrun");
      following.add(new ReservationOverrun(settled.callId(), reservation.bound, settled.charged()));
    }
    for (Spending spending : settled.spendings()) {
      CountedRow row = rows.get(new Node(tenant, spending.budgetId(), spending.subject()));
      Budget budget = budgets.get(tenant).get(spending.budgetId());
      for (int unit = 0; unit < 4; unit++) {
        row.charge(unit, reservation.bound, before, settled.charged());
        boolean over = exceeds(row.used(unit), limit(budget, unit));
        boolean explained = amount(settled.charged(), unit).compareTo(amount(held, unit)) > 0;
        check(
            !over || row.excused[unit] || explained,
            "settled + reserved <= limit unless a lowered limit or more use than was held explains it");
        row.excused[unit] = over;
      }
      agrees(spending, row, budget, following);
    }
    reservation.charged = settled.charged();
    count(settled.basis().name());
    follows(given, at, following);
  }

  private static void basis(ReservationSettled settled, @Nullable Amounts before, Event cause) {
    boolean released = settled.charged().equals(new Amounts(0, 0, 0, 0));
    boolean right =
        switch (settled.basis()) {
          case ACTUAL ->
              before == null
                  && cause instanceof OutcomeRecorded outcome
                  && outcome.usage().equals(settled.charged());
          case ASSUMED ->
              before == null
                  ? !exceedsAny(settled.reserved(), settled.charged())
                  : !exceedsAny(before, settled.charged());
          case RELEASED -> before == null && released;
          case ADJUSTED -> before != null && cause instanceof OutcomeRecorded;
        };
    check(right, "%s is the basis of this settlement".formatted(settled.basis()));
    if (cause instanceof OutcomeOverdue) {
      check(settled.basis() == SettlementBasis.ASSUMED, "an overdue call is assumed to have run");
    }
  }

  /** What an event says of a node is what the events before it add up to. */
  private void agrees(
      Spending spending, CountedRow row, @Nullable Budget budget, List<Event> thresholds) {
    check(
        !spending.windowStart().isAfter(now) && spending.windowEnd().isAfter(now),
        "a window lasts while it is used");
    check(
        spending.windowStart().equals(row.start) && spending.windowEnd().equals(row.end),
        "a window goes on to its own end");
    int level = 0;
    List<String> units = new ArrayList<>();
    for (int percent : new int[] {50, 80, 100}) {
      List<String> reaching = reaching(row.settled, row.reserved, budget, percent);
      if (!reaching.isEmpty()) {
        level = percent;
        units = reaching;
      }
    }
    if (spending.reported() != row.reported) {
      check(spending.reported() == level && level > row.reported, "thresholds only rise");
      thresholds.add(new BudgetThresholdReached(budget, level, units, spending));
      row.reported = level;
      count("threshold " + level);
    }
    for (int unit = 0; unit < 4; unit++) {
      check(row.reserved[unit].signum() >= 0, "nothing is given back that was not reserved");
      check(
          amount(spending.settled(), unit).equals(row.settled[unit]), "settled = what was charged");
      check(
          amount(spending.reserved(), unit).equals(row.reserved[unit]),
          "reserved = the worst cases of open calls");
    }
  }

  private static void follows(List<EventEnvelope> given, int at, List<Event> expected) {
    List<Event> following =
        given.subList(at + 1, given.size()).stream()
            .map(EventEnvelope::body)
            .takeWhile(
                body ->
                    body instanceof BudgetThresholdReached || body instanceof ReservationOverrun)
            .toList();
    check(following.equals(expected), "overruns and thresholds are told right behind");
  }

  private Amounts bound(String tenant, IntentRecorded intent) {
    Amounts declared = intent.bound();
    ToolDefinition tool =
        tools.get(tenant + "/" + intent.tool().server() + "/" + intent.tool().name());
    Amounts least = tool.limits().bound() == null ? new Amounts(0, 0, 0, 0) : tool.limits().bound();
    return new Amounts(
        Math.max(1, Math.max(declared.calls(), least.calls())),
        Math.max(declared.downstreamCalls(), least.downstreamCalls()),
        Math.max(declared.tokens(), least.tokens()),
        Math.max(declared.moneyMicros(), least.moneyMicros()));
  }

  private List<Node> path(String tenant, IntentRecorded intent) {
    return budgets.getOrDefault(tenant, Map.of()).values().stream()
        .sorted(Comparator.comparing(Budget::id))
        .flatMap(
            budget ->
                LimitAuditor.subjects(budget.node(), intent).stream()
                    .map(subject -> new Node(tenant, budget.id(), subject)))
        .toList();
  }

  private static List<Node> nodes(String tenant, List<Spending> spendings) {
    return spendings.stream()
        .map(spending -> new Node(tenant, spending.budgetId(), spending.subject()))
        .toList();
  }

  /** After every deadline has passed. */
  void nothingLeaks() {
    limits.nothingRuns();
    calls.forEach(
        (key, reservation) ->
            check(
                reservation.charged != null || reservation.nodes.isEmpty(),
                "every reservation is settled in the end"));
    rows.forEach(
        (node, row) -> {
          for (int unit = 0; unit < 4; unit++) {
            check(
                !row.end.isAfter(now) || row.reserved[unit].signum() == 0,
                "nothing stays reserved");
          }
        });
  }

  private void count(String what) {
    seen.merge(what, 1, Integer::sum);
  }

  /** How often what was seen, so that a history without it does not go unnoticed. */
  Map<String, Integer> seen() {
    return seen;
  }

  static void check(boolean holds, String law) {
    if (!holds) {
      throw new AssertionError("Expected that " + law + ", but not so");
    }
  }
}
