package io.countersign.testkit;

import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.control.BrakeKind;
import io.countersign.schemas.control.BrakeScope;
import io.countersign.schemas.control.Budget;
import io.countersign.schemas.control.BudgetLimits;
import io.countersign.schemas.control.BudgetNode;
import io.countersign.schemas.control.BudgetWindow;
import io.countersign.schemas.control.CountedBy;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.Holds;
import io.countersign.schemas.control.Spending;
import io.countersign.schemas.control.TenantSettings;
import io.countersign.schemas.control.ToolDefinition;
import io.countersign.schemas.control.ToolProposal;
import io.countersign.schemas.control.UsageLimit;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.BrakeEngaged;
import io.countersign.schemas.event.BrakeReleased;
import io.countersign.schemas.event.BudgetRemoved;
import io.countersign.schemas.event.BudgetSet;
import io.countersign.schemas.event.BudgetThresholdReached;
import io.countersign.schemas.event.ControlEvent;
import io.countersign.schemas.event.LimitRemoved;
import io.countersign.schemas.event.LimitSet;
import io.countersign.schemas.event.PolicyPublished;
import io.countersign.schemas.event.PolicyWithdrawn;
import io.countersign.schemas.event.ServerReviewed;
import io.countersign.schemas.event.TenantConfigured;
import io.countersign.schemas.event.ToolChanged;
import io.countersign.schemas.event.ToolProposed;
import io.countersign.schemas.event.ToolRegistered;
import io.countersign.schemas.event.ToolRetired;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Random changes of a few controls, and what calls spend of a few budgets. */
final class RandomControls {
  /** So short that a history has many. */
  private static final long WINDOW_MILLIS = 10_000;

  private final Random random;

  RandomControls(Random random) {
    this.random = random;
  }

  /** Something that happened to one of the controls. */
  ControlEvent next(Instant now) {
    return switch (random.nextInt(15)) {
      case 0 -> new ToolRegistered(definition(), maybe());
      case 1 -> new ToolChanged(definition(), ControlValueSamples.changes(), maybe());
      case 2 -> new ToolRetired(server(), tool(), "replaced", definition().redaction());
      case 3, 4 -> new ToolProposed(proposal(), ControlValueSamples.changes());
      case 5 ->
          new ServerReviewed(
              Variations.with(ControlValueSamples.review(), "server", server()),
              random.nextInt(19),
              any(Gate.values()),
              List.of("the scores"));
      case 6 -> new BrakeEngaged(brake(), any(BrakeKind.values()), scope(), "smoke", "bo");
      case 7 -> new BrakeReleased(brake(), "no fire", "bo");
      case 8 -> {
        String document = "policy: desk # " + random.nextInt(100);
        yield new PolicyPublished(
            "desk-" + random.nextInt(2),
            document,
            ValueSamples.digest(document),
            random.nextBoolean() ? null : ValueSamples.digest("before"),
            List.of(),
            "olga");
      }
      case 9 ->
          new PolicyWithdrawn(
              "desk-" + random.nextInt(2), ValueSamples.digest("document"), "replaced");
      case 10 -> new BudgetSet(budget(random.nextInt(3)), null);
      case 11 -> new BudgetRemoved(budget(random.nextInt(3)), "not needed");
      case 12 -> new LimitSet(limit(), null);
      case 13 -> new LimitRemoved(limit(), "not needed");
      default ->
          new TenantConfigured(
              new TenantSettings(any("UTC", "Europe/Berlin"), Gate.READ_ONLY, false), null);
    };
  }

  /** What an allowed call holds. */
  Holds holds(Instant now) {
    return new Holds(ValueSamples.USAGE, spendings(now), List.of(), List.of());
  }

  /** What some budget nodes have used in the window of {@code now}. */
  List<Spending> spendings(Instant now) {
    return random.nextBoolean()
        ? List.of(spending(0, now), spending(1, now))
        : List.of(spending(2, now));
  }

  /** A budget that has used a good part of a limit. */
  BudgetThresholdReached threshold(Instant now) {
    int budget = random.nextInt(3);
    return new BudgetThresholdReached(budget(budget), 50, List.of("calls"), spending(budget, now));
  }

  private Spending spending(int budget, Instant now) {
    long start = now.toEpochMilli() / WINDOW_MILLIS * WINDOW_MILLIS;
    return new Spending(
        "budget-" + budget,
        budget == 0 ? "" : "user-" + random.nextInt(3),
        Instant.ofEpochMilli(start),
        Instant.ofEpochMilli(start + WINDOW_MILLIS),
        new Amounts(random.nextInt(50), 0, 0, random.nextInt(1_000)),
        new Amounts(random.nextInt(5), 0, 0, 0),
        0);
  }

  private Budget budget(int number) {
    return new Budget(
        "budget-" + number,
        number == 0 ? BudgetNode.TENANT : new BudgetNode(null, "*", null, null, null),
        BudgetWindow.MINUTE,
        new BudgetLimits(50L + random.nextInt(50), null, null, null));
  }

  private UsageLimit limit() {
    return new UsageLimit(
        "limit-" + random.nextInt(2),
        CountedBy.TENANT,
        null,
        null,
        null,
        null,
        null,
        null,
        1 + random.nextInt(9));
  }

  private ToolDefinition definition() {
    ToolDefinition definition = ControlValueSamples.definition();
    definition = Variations.with(definition, "server", server());
    definition = Variations.with(definition, "name", tool());
    return Variations.with(definition, "risk", any(Risk.values()));
  }

  private ToolProposal proposal() {
    ToolProposal proposal = ControlValueSamples.proposal();
    proposal = Variations.with(proposal, "server", server());
    proposal = Variations.with(proposal, "name", tool());
    return Variations.with(proposal, "definitionDigest", proposed());
  }

  private Digest proposed() {
    return ValueSamples.digest("proposal " + random.nextInt(2));
  }

  private @Nullable Digest maybe() {
    return random.nextBoolean() ? null : proposed();
  }

  private BrakeScope scope() {
    return random.nextBoolean()
        ? BrakeScope.EVERYTHING
        : new BrakeScope(server(), random.nextBoolean() ? null : tool(), null);
  }

  private UUID brake() {
    return SampleIds.timeOrdered(0xb4a, random.nextInt(3));
  }

  private String server() {
    return any("tickets", "payments");
  }

  private String tool() {
    return "tool-" + random.nextInt(4);
  }

  @SafeVarargs
  private <T> T any(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
