package io.countersign.testkit;

import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.control.Budget;
import io.countersign.schemas.control.BudgetLimits;
import io.countersign.schemas.control.BudgetNode;
import io.countersign.schemas.control.BudgetWindow;
import io.countersign.schemas.control.CountedBy;
import io.countersign.schemas.control.Deprecation;
import io.countersign.schemas.control.Evidence;
import io.countersign.schemas.control.FieldChange;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.Holds;
import io.countersign.schemas.control.Lease;
import io.countersign.schemas.control.Rate;
import io.countersign.schemas.control.RateUse;
import io.countersign.schemas.control.RedactionAction;
import io.countersign.schemas.control.RedactionRule;
import io.countersign.schemas.control.ResourceRules;
import io.countersign.schemas.control.ResourceSource;
import io.countersign.schemas.control.RuleEffect;
import io.countersign.schemas.control.RuleMatch;
import io.countersign.schemas.control.RuleResult;
import io.countersign.schemas.control.Scores;
import io.countersign.schemas.control.ServerReview;
import io.countersign.schemas.control.Spending;
import io.countersign.schemas.control.TenantSettings;
import io.countersign.schemas.control.ToolDefinition;
import io.countersign.schemas.control.ToolLimits;
import io.countersign.schemas.control.ToolProposal;
import io.countersign.schemas.control.UsageLimit;
import java.util.List;

/** The values that the samples of controls are made of: how the support desk may use its tools. */
final class ControlValueSamples {
  private ControlValueSamples() {}

  static final String POLICY =
      """
      policy: support-desk
      rules:
        - id: close-own-tickets
          match: {server: tickets, tool: close_ticket, groups: [support]}
          when: args.id.startsWith("T-")
          effect: allow
      """;

  static final String POLICY_HASH = "support-desk@" + ValueSamples.digest(POLICY).text();

  static ToolDefinition definition() {
    return new ToolDefinition(
        "tickets",
        "close_ticket",
        "3.2.0",
        ValueSamples.owner(),
        Risk.WRITE,
        "Closes a ticket that is solved",
        "The customer gets a mail",
        List.of("ticketing", "mail"),
        List.of("tickets:write"),
        ValueSamples.INPUT_SCHEMA,
        ValueSamples.SCHEMA_DIGEST,
        new ResourceRules(List.of("ticket:*"), List.of(new ResourceSource("/id", "ticket:"))),
        List.of("support"),
        List.of(new RedactionRule("/note", RedactionAction.MASK)),
        new ToolLimits(rate(), 5, 16_384, 8, new Amounts(1, 2, 0, 1_500)),
        "reopen the ticket",
        new Deprecation(SampleIds.time(86_400_000), "use resolve_ticket"));
  }

  static ToolDefinition minimalDefinition() {
    return new ToolDefinition(
        "tickets",
        "close_ticket",
        "3.2.0",
        ValueSamples.plainOwner(),
        Risk.READ,
        "Reads a ticket",
        null,
        List.of(),
        List.of(),
        "{}",
        ValueSamples.digest("{}"),
        ResourceRules.ANY,
        List.of(),
        List.of(),
        ToolLimits.NONE,
        null,
        null);
  }

  static ToolProposal proposal() {
    return new ToolProposal(
        "tickets",
        "close_ticket",
        "Close a ticket",
        "Closes the ticket and mails the customer",
        Risk.DESTRUCTIVE,
        ValueSamples.INPUT_SCHEMA,
        ValueSamples.SCHEMA_DIGEST,
        ValueSamples.digest("the whole definition"));
  }

  static ToolProposal minimalProposal() {
    return new ToolProposal(
        "tickets",
        "close_ticket",
        null,
        null,
        Risk.READ,
        "{}",
        ValueSamples.digest("{}"),
        ValueSamples.digest("the whole definition"));
  }

  static List<FieldChange> changes() {
    return List.of(new FieldChange("version", "\"3.1.0\"", "\"3.2.0\""));
  }

  static ServerReview review() {
    return new ServerReview(
        "tickets",
        "3.2.0",
        ValueSamples.owner(),
        new Scores(3, 2, 2, 3, 2, 2),
        List.of(
            new Evidence("toolBoundaries", "https://wiki.acme.example/tickets/tools"),
            new Evidence("dryRun", "https://wiki.acme.example/tickets/dry-run")),
        List.of("one token for all workspaces"),
        List.of("comments are not checked for duplicates"),
        "Bo Lind",
        "2026-12-01",
        Gate.READ_ONLY);
  }

  static ServerReview minimalReview() {
    return new ServerReview(
        "tickets",
        "3.2.0",
        ValueSamples.plainOwner(),
        new Scores(0, 0, 0, 0, 0, 0),
        List.of(),
        List.of("broad credentials"),
        List.of(),
        null,
        "2026-12-01",
        null);
  }

  static Rate rate() {
    return new Rate(10, 60_000, 3);
  }

  static UsageLimit limit() {
    return new UsageLimit(
        "desk-writes",
        CountedBy.PRINCIPAL,
        "prod",
        "tickets",
        "close_ticket",
        "ana@acme.example",
        "triage-bot",
        rate(),
        2);
  }

  static UsageLimit minimalLimit() {
    return new UsageLimit("calls", CountedBy.TENANT, null, null, null, null, null, null, 100);
  }

  static Budget budget() {
    return new Budget(
        "desk-day",
        new BudgetNode("support", "*", "triage-bot", "tickets", "close_ticket"),
        BudgetWindow.DAY,
        new BudgetLimits(100L, 500L, 1_000_000L, 5_000_000L));
  }

  static Budget minimalBudget() {
    return new Budget(
        "all", BudgetNode.TENANT, BudgetWindow.MONTH, new BudgetLimits(10_000L, null, null, null));
  }

  static Spending spending() {
    return new Spending(
        "desk-day",
        "ana@acme.example",
        SampleIds.time(0),
        SampleIds.time(86_400_000),
        new Amounts(3, 5, 1_200, 3_600),
        ValueSamples.USAGE,
        50);
  }

  static Holds holds() {
    return new Holds(
        ValueSamples.USAGE,
        List.of(spending()),
        List.of(new RateUse("desk-writes", "ana@acme.example", SampleIds.time(6_000), 4)),
        List.of(new Lease("desk-writes", "ana@acme.example")));
  }

  static ApprovalTerms approval() {
    return ApprovalSamples.terms();
  }

  static List<RuleResult> rules() {
    return List.of(
        new RuleResult(
            POLICY_HASH,
            "close-own-tickets",
            RuleEffect.ALLOW,
            RuleMatch.MATCHED,
            false,
            "support closes its own"),
        new RuleResult(
            POLICY_HASH,
            "never-at-night",
            RuleEffect.DENY,
            RuleMatch.NOT_MATCHED,
            true,
            "now.getHours() < 6 is false"));
  }

  static TenantSettings settings() {
    return new TenantSettings(
        "Europe/Berlin", Gate.PROTOTYPE_ONLY, true, true, true, approval(), "firefighters");
  }
}
