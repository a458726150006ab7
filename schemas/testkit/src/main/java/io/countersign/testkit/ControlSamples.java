package io.countersign.testkit;

import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.ConfigureTenant;
import io.countersign.schemas.command.EngageBrake;
import io.countersign.schemas.command.ProposeTool;
import io.countersign.schemas.command.PublishPolicy;
import io.countersign.schemas.command.RegisterTool;
import io.countersign.schemas.command.ReleaseBrake;
import io.countersign.schemas.command.RemoveBudget;
import io.countersign.schemas.command.RemoveLimit;
import io.countersign.schemas.command.RetireTool;
import io.countersign.schemas.command.ReviewServer;
import io.countersign.schemas.command.SetBudget;
import io.countersign.schemas.command.SetLimit;
import io.countersign.schemas.command.WithdrawPolicy;
import io.countersign.schemas.control.BrakeKind;
import io.countersign.schemas.control.BrakeScope;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.SettlementBasis;
import io.countersign.schemas.control.TenantSettings;
import io.countersign.schemas.event.BrakeEngaged;
import io.countersign.schemas.event.BrakeReleased;
import io.countersign.schemas.event.BudgetRemoved;
import io.countersign.schemas.event.BudgetSet;
import io.countersign.schemas.event.BudgetThresholdReached;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.LimitRemoved;
import io.countersign.schemas.event.LimitSet;
import io.countersign.schemas.event.PolicyPublished;
import io.countersign.schemas.event.PolicyWithdrawn;
import io.countersign.schemas.event.ReservationOverrun;
import io.countersign.schemas.event.ReservationSettled;
import io.countersign.schemas.event.ServerReviewed;
import io.countersign.schemas.event.TenantConfigured;
import io.countersign.schemas.event.ToolChanged;
import io.countersign.schemas.event.ToolProposed;
import io.countersign.schemas.event.ToolRegistered;
import io.countersign.schemas.event.ToolRetired;
import java.util.List;
import java.util.UUID;

/**
 * A full and a minimal sample of every command and event about controls, in the order of their
 * kinds.
 */
final class ControlSamples {
  private ControlSamples() {}

  private static final UUID BRAKE_ID = SampleIds.timeOrdered(0xb4a, 0);

  static List<Command> commands() {
    return List.of(
        new RegisterTool(ControlValueSamples.definition()),
        new RetireTool("tickets", "close_ticket", "replaced by resolve_ticket"),
        new ProposeTool(ControlValueSamples.proposal()),
        new ReviewServer(ControlValueSamples.review()),
        new EngageBrake(
            BRAKE_ID,
            BrakeKind.KILL,
            new BrakeScope("tickets", "close_ticket", "prod"),
            "customers get mails twice",
            "bo@acme.example"),
        new ReleaseBrake(BRAKE_ID, "fixed in 3.2.1", "bo@acme.example"),
        new PublishPolicy("support-desk", ControlValueSamples.POLICY, "olga"),
        new WithdrawPolicy("support-desk", "replaced"),
        new SetBudget(ControlValueSamples.budget()),
        new RemoveBudget("desk-day", "not needed"),
        new SetLimit(ControlValueSamples.limit()),
        new RemoveLimit("desk-writes", "not needed"),
        new ConfigureTenant(ControlValueSamples.settings()));
  }

  static List<Command> minimalCommands() {
    return List.of(
        new RegisterTool(ControlValueSamples.minimalDefinition()),
        new RetireTool("tickets", "close_ticket", "replaced by resolve_ticket"),
        new ProposeTool(ControlValueSamples.minimalProposal()),
        new ReviewServer(ControlValueSamples.minimalReview()),
        new EngageBrake(BRAKE_ID, BrakeKind.SHADOW, BrakeScope.EVERYTHING, "", "bo@acme.example"),
        new ReleaseBrake(BRAKE_ID, "fixed in 3.2.1", "bo@acme.example"),
        new PublishPolicy("support-desk", ControlValueSamples.POLICY, "olga"),
        new WithdrawPolicy("support-desk", "replaced"),
        new SetBudget(ControlValueSamples.minimalBudget()),
        new RemoveBudget("desk-day", "not needed"),
        new SetLimit(ControlValueSamples.minimalLimit()),
        new RemoveLimit("desk-writes", "not needed"),
        new ConfigureTenant(TenantSettings.DEFAULT));
  }

  static List<Event> events() {
    return List.of(
        toolRegistered(),
        new ToolChanged(
            ControlValueSamples.definition(),
            ControlValueSamples.changes(),
            ValueSamples.digest("the whole definition")),
        new ToolRetired(
            "tickets",
            "close_ticket",
            "replaced by resolve_ticket",
            ControlValueSamples.definition().redaction()),
        new ToolProposed(ControlValueSamples.proposal(), ControlValueSamples.changes()),
        new ServerReviewed(
            ControlValueSamples.review(), 5, Gate.BLOCK, List.of("one token for all workspaces")),
        new BrakeEngaged(
            BRAKE_ID,
            BrakeKind.KILL,
            new BrakeScope("tickets", "close_ticket", "prod"),
            "customers get mails twice",
            "bo@acme.example"),
        new BrakeReleased(BRAKE_ID, "fixed in 3.2.1", "bo@acme.example"),
        new PolicyPublished(
            "support-desk",
            ControlValueSamples.POLICY,
            ValueSamples.digest(ControlValueSamples.POLICY),
            ValueSamples.digest("the policy before"),
            List.of("rule close-own-tickets never has an effect"),
            "olga"),
        new PolicyWithdrawn(
            "support-desk", ValueSamples.digest(ControlValueSamples.POLICY), "replaced"),
        new BudgetSet(ControlValueSamples.budget(), ControlValueSamples.budget()),
        new BudgetRemoved(ControlValueSamples.budget(), "not needed"),
        new BudgetThresholdReached(
            ControlValueSamples.budget(),
            50,
            List.of("calls", "moneyMicros"),
            ControlValueSamples.spending()),
        new ReservationSettled(
            Samples.CALL_ID,
            SettlementBasis.ACTUAL,
            ValueSamples.USAGE,
            new Amounts(1, 1, 0, 900),
            List.of(ControlValueSamples.spending())),
        new ReservationOverrun(Samples.CALL_ID, ValueSamples.USAGE, new Amounts(1, 9, 0, 9_000)),
        new LimitSet(ControlValueSamples.limit(), ControlValueSamples.limit()),
        new LimitRemoved(ControlValueSamples.limit(), "not needed"),
        new TenantConfigured(ControlValueSamples.settings(), TenantSettings.DEFAULT));
  }

  static List<Event> minimalEvents() {
    return List.of(
        minimalToolRegistered(),
        new ToolChanged(ControlValueSamples.minimalDefinition(), List.of(), null),
        new ToolRetired("tickets", "close_ticket", "replaced by resolve_ticket", List.of()),
        new ToolProposed(ControlValueSamples.minimalProposal(), List.of()),
        new ServerReviewed(ControlValueSamples.minimalReview(), 0, Gate.BLOCK, List.of()),
        new BrakeEngaged(
            BRAKE_ID, BrakeKind.READ_ONLY, BrakeScope.EVERYTHING, "", "bo@acme.example"),
        new BrakeReleased(BRAKE_ID, "fixed in 3.2.1", "bo@acme.example"),
        new PolicyPublished(
            "support-desk",
            ControlValueSamples.POLICY,
            ValueSamples.digest(ControlValueSamples.POLICY),
            null,
            List.of(),
            "olga"),
        new PolicyWithdrawn(
            "support-desk", ValueSamples.digest(ControlValueSamples.POLICY), "replaced"),
        new BudgetSet(ControlValueSamples.minimalBudget(), null),
        new BudgetRemoved(ControlValueSamples.budget(), "not needed"),
        new BudgetThresholdReached(
            ControlValueSamples.minimalBudget(), 100, List.of(), ControlValueSamples.spending()),
        new ReservationSettled(
            Samples.CALL_ID,
            SettlementBasis.RELEASED,
            ValueSamples.USAGE,
            new Amounts(0, 0, 0, 0),
            List.of()),
        new ReservationOverrun(Samples.CALL_ID, ValueSamples.USAGE, new Amounts(1, 9, 0, 9_000)),
        new LimitSet(ControlValueSamples.minimalLimit(), null),
        new LimitRemoved(ControlValueSamples.limit(), "not needed"),
        new TenantConfigured(TenantSettings.DEFAULT, null));
  }

  static ToolRegistered toolRegistered() {
    return new ToolRegistered(
        ControlValueSamples.definition(), ValueSamples.digest("the whole definition"));
  }

  static ToolRegistered minimalToolRegistered() {
    return new ToolRegistered(ControlValueSamples.minimalDefinition(), null);
  }
}
