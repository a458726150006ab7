package io.countersign.standalone.faults;

import com.github.f4b6a3.uuid.UuidCreator;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.RecordOutcome;
import io.countersign.schemas.command.RegisterTool;
import io.countersign.schemas.command.SetBudget;
import io.countersign.schemas.command.SetLimit;
import io.countersign.schemas.control.Budget;
import io.countersign.schemas.control.BudgetLimits;
import io.countersign.schemas.control.BudgetNode;
import io.countersign.schemas.control.BudgetWindow;
import io.countersign.schemas.control.CountedBy;
import io.countersign.schemas.control.Rate;
import io.countersign.schemas.control.UsageLimit;
import io.countersign.standalone.ToolSamples;
import io.countersign.testkit.Samples;
import io.countersign.testkit.Variations;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * More calls than the budgets and limits of their tenants permit, at a steady pace. Of those that
 * are asked for, some are reported with less than they had reserved, some twice, some as unknown,
 * some as not run, and some never.
 */
final class LimitedLoad implements AutoCloseable {
  static final List<String> TENANTS = List.of("acme", "globex", "initech");
  static final Amounts BOUND = new Amounts(1, 2, 0, 1_000);
  static final Budget PER_MINUTE =
      new Budget(
          "minute",
          BudgetNode.TENANT,
          BudgetWindow.MINUTE,
          new BudgetLimits(120L, null, null, 90_000L));
  static final Budget PER_HOUR =
      new Budget(
          "hour",
          new BudgetNode(null, "*", null, null, null),
          BudgetWindow.HOUR,
          new BudgetLimits(null, 4_000L, null, null));
  static final UsageLimit AT_ONCE =
      new UsageLimit("at-once", CountedBy.PRINCIPAL, null, null, null, null, null, null, 20);
  static final UsageLimit PACE =
      new UsageLimit(
          "pace", CountedBy.TENANT, null, null, null, null, null, new Rate(8, 1_000, 5), 0);

  private static final long EVERY_MILLIS = 15;

  private final Random random;
  private final PacedCommands commands;
  private final UUID[] recent = new UUID[96];

  LimitedLoad(Map<String, Object> connection, LogFormats formats, int ledgers, long seed) {
    this.random = new Random(seed);
    this.commands = new PacedCommands(connection, formats, ledgers);
    for (String tenant : TENANTS) {
      commands.append(tenant, new RegisterTool(ToolSamples.reading()));
      commands.append(tenant, new SetBudget(PER_MINUTE));
      commands.append(tenant, new SetBudget(PER_HOUR));
      commands.append(tenant, new SetLimit(AT_ONCE));
      commands.append(tenant, new SetLimit(PACE));
    }
    commands.every(EVERY_MILLIS, this::next);
  }

  private void next() {
    int slot = random.nextInt(recent.length);
    String tenant = TENANTS.get(slot % TENANTS.size());
    UUID earlier = recent[slot];
    if (earlier != null && random.nextInt(3) > 0) {
      commands.append(tenant, outcome(earlier));
      if (random.nextInt(8) > 0) {
        recent[slot] = null;
      }
    } else {
      UUID callId = UuidCreator.getTimeOrderedEpoch();
      RecordIntent intent = Variations.with(Samples.recordIntent(), "bound", BOUND);
      commands.append(tenant, Variations.withCallId(intent, callId));
      recent[slot] = callId;
    }
  }

  private Command outcome(UUID callId) {
    OutcomeStatus status =
        switch (random.nextInt(10)) {
          case 0 -> OutcomeStatus.UNKNOWN;
          case 1 -> OutcomeStatus.NOT_RUN;
          case 2 -> OutcomeStatus.FAILED;
          default -> OutcomeStatus.SUCCEEDED;
        };
    RecordOutcome outcome = Variations.with(Samples.recordOutcome(), "status", status);
    Amounts usage = new Amounts(1, random.nextInt(3), 0, random.nextInt(1_001));
    return Variations.withCallId(Variations.with(outcome, "usage", usage), callId);
  }

  /** Commands that Kafka has taken so far. */
  Set<UUID> acknowledged() {
    return commands.acknowledged();
  }

  /** Appends no more; what was appended is acknowledged when this returns. */
  @Override
  public void close() {
    commands.close();
  }
}
