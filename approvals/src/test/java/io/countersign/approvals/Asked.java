package io.countersign.approvals;

import io.countersign.approvals.decision.Check;
import io.countersign.approvals.decision.Checks;
import io.countersign.approvals.decision.Draft;
import io.countersign.approvals.decision.Question;
import io.countersign.schemas.call.Actor;
import io.countersign.schemas.call.Agent;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.Client;
import io.countersign.schemas.call.LedgerSettings;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Principal;
import io.countersign.schemas.call.RedactedJson;
import io.countersign.schemas.call.ReportedDecision;
import io.countersign.schemas.call.RequestContext;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.ToolOwner;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.AbandonCall;
import io.countersign.schemas.command.CancelCall;
import io.countersign.schemas.command.EngageBrake;
import io.countersign.schemas.command.OpenLedger;
import io.countersign.schemas.command.ProposeTool;
import io.countersign.schemas.command.PublishPolicy;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.RecordOutcome;
import io.countersign.schemas.command.RegisterTool;
import io.countersign.schemas.command.ReleaseBrake;
import io.countersign.schemas.command.ReviewServer;
import io.countersign.schemas.control.BrakeKind;
import io.countersign.schemas.control.BrakeScope;
import io.countersign.schemas.control.Evidence;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.ResourceRules;
import io.countersign.schemas.control.Scores;
import io.countersign.schemas.control.ServerReview;
import io.countersign.schemas.control.ToolDefinition;
import io.countersign.schemas.control.ToolLimits;
import io.countersign.schemas.control.ToolProposal;
import io.countersign.schemas.digest.Digest;
import io.countersign.testkit.Samples;
import io.countersign.testkit.Variations;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the tests ask of the engine, each as short as it can be said. */
public final class Asked {
  /** A short memory, so that forgetting happens within a test. Times in milliseconds. */
  public static final LedgerSettings SETTINGS =
      new LedgerSettings(1, 60_000, 15 * 60_000, 24 * 60 * 60_000, 1_000_000);

  private static final String SCHEMA = "{\"type\":\"object\"}";
  private static final List<String> EVIDENCE =
      List.of(
          "toolBoundaries",
          "permissionModel",
          "errorRecovery",
          "verification",
          "sensitiveData",
          "maintainer",
          "dryRun",
          "preview",
          "rollback",
          "audit",
          "narrowCredentials",
          "logs",
          "sensitiveDataReview");
  private static final Actor ACTOR =
      new Actor(
          new Agent("desk-bot", "7"),
          new Principal("ann@acme.example", "user", List.of("support")),
          new Client("chat", null),
          List.of("tickets:write"));

  private Asked() {}

  public static Digest digest(String text) {
    return Digest.sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  public static UUID call(long n) {
    return Samples.callId(n);
  }

  public static OpenLedger open(int partitions, LedgerSettings settings) {
    return new OpenLedger(
        "cluster", "commands-topic", "events-topic", partitions, 1, null, settings);
  }

  /** The tool of that risk: {@code crm/read}, {@code crm/write} or {@code crm/destructive}. */
  public static RegisterTool tool(Risk risk) {
    return new RegisterTool(definition(risk));
  }

  /** The definition of that tool. */
  public static ToolDefinition definition(Risk risk) {
    return new ToolDefinition(
        "crm",
        name(risk),
        "1.0",
        new ToolOwner("Olga", "olga@acme.example", null),
        risk,
        "For tests",
        null,
        List.of("crm"),
        List.of(),
        SCHEMA,
        digest(SCHEMA),
        ResourceRules.ANY,
        List.of(),
        List.of(),
        ToolLimits.NONE,
        null,
        null);
  }

  /** That tool with another value in one place of its definition. */
  public static RegisterTool tool(Risk risk, String component, @Nullable Object value) {
    return new RegisterTool(Variations.with(definition(risk), component, value));
  }

  /** A review of the tools' server that comes to {@code gate} and is not overdue for long. */
  public static ReviewServer review(Gate gate) {
    Scores scores =
        switch (gate) {
          case BLOCK -> new Scores(1, 1, 1, 0, 0, 0);
          case PROTOTYPE_ONLY -> new Scores(2, 2, 1, 1, 1, 1);
          case READ_ONLY -> new Scores(2, 2, 2, 2, 2, 2);
          case WRITES_WITH_APPROVAL -> new Scores(3, 3, 3, 2, 2, 2);
          case PRODUCTION_APPROVED -> new Scores(3, 3, 3, 3, 3, 3);
        };
    return new ReviewServer(
        new ServerReview(
            "crm",
            "1.0",
            new ToolOwner("Olga", "olga@acme.example", null),
            scores,
            EVIDENCE.stream().map(item -> new Evidence(item, "https://wiki.example/x")).toList(),
            List.of(),
            List.of(),
            "Bo Lind",
            "2027-06-01",
            null));
  }

  /** A policy of one rule, given as YAML below its id. */
  public static PublishPolicy policy(String name, String... lines) {
    return new PublishPolicy(
        name,
        "policy: %s\nrules:\n  - id: only\n    %s\n".formatted(name, String.join("\n    ", lines)),
        "olga");
  }

  /** The {@code n}-th brake. */
  public static EngageBrake brake(long n, BrakeKind kind, BrakeScope scope) {
    return new EngageBrake(brakeId(n), kind, scope, "customers get mails twice", "bo@acme.example");
  }

  public static ReleaseBrake release(long n) {
    return new ReleaseBrake(brakeId(n), "fixed", "bo@acme.example");
  }

  public static UUID brakeId(long n) {
    return Samples.commandId(1_000_000 + n);
  }

  /** A tool that a gateway saw, with a schema that is told apart by {@code version}. */
  public static ProposeTool proposal(String name, Risk risk, int version) {
    String schema =
        version == 0 ? SCHEMA : "{\"title\":\"v%s\",\"type\":\"object\"}".formatted(version);
    return new ProposeTool(
        new ToolProposal(
            "crm",
            name,
            null,
            null,
            risk,
            schema,
            digest(schema),
            digest("%s %s %s".formatted(name, risk, version))));
  }

  private static String name(Risk risk) {
    return switch (risk) {
      case READ -> "read";
      case WRITE -> "write";
      case DESTRUCTIVE -> "destructive";
    };
  }

  /** A complete intent for the {@code n}-th call, of the tool of that risk. */
  public static RecordIntent intent(long n, Risk risk) {
    return intent(n, name(risk));
  }

  public static RecordIntent intent(long n, String tool) {
    return new RecordIntent(
        call(n),
        "run-1",
        "prod",
        ACTOR,
        new ToolReference("crm", tool, "1.0", digest(SCHEMA)),
        new RedactedJson("{\"id\":7}", 8, List.of()),
        digest("action " + n + " " + tool),
        List.of(),
        new RequestContext("look it up", null),
        Amounts.ONE_CALL,
        null,
        null,
        null,
        null,
        List.of());
  }

  /** The same with another value in one place. */
  public static RecordIntent with(RecordIntent intent, String component, Object value) {
    return Variations.with(intent, component, value);
  }

  /** The same, reported by a gateway that decided by itself. */
  public static RecordIntent reported(RecordIntent intent, Verdict verdict) {
    return with(intent, "reported", new ReportedDecision(verdict, null));
  }

  public static RecordOutcome outcome(long n, OutcomeStatus status) {
    return new RecordOutcome(
        call(n), status, null, null, null, List.of(), 12, Amounts.ONE_CALL, null, null);
  }

  public static RecordOutcome with(RecordOutcome outcome, String component, Object value) {
    return Variations.with(outcome, component, value);
  }

  public static CancelCall cancel(long n) {
    return new CancelCall(call(n), "no longer needed");
  }

  public static AbandonCall abandon(long n, UUID commandId) {
    return new AbandonCall(call(n), commandId);
  }

  /** An engine whose one check gives the same finding to every intent. */
  public static Engine engineThat(Check.Finding finding) {
    return new Engine(List.of(new Checks(1, List.of(always(finding)))));
  }

  /** An engine that allows everything. */
  public static Engine engineThatAllows() {
    return engineThat(new Check.Pass("FINE", "Everything is allowed here.", null));
  }

  private static Check always(Check.Finding finding) {
    return new Check() {
      @Override
      public String name() {
        return "always";
      }

      @Override
      public Finding examine(Question question, Draft draft) {
        return finding;
      }
    };
  }
}
