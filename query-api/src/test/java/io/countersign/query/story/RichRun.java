package io.countersign.query.story;

import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.NoticeKind;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.call.Actor;
import io.countersign.schemas.call.Agent;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.CheckResult;
import io.countersign.schemas.call.Client;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Principal;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.RedactedJson;
import io.countersign.schemas.call.Redaction;
import io.countersign.schemas.call.RequestContext;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Severity;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.control.Holds;
import io.countersign.schemas.control.RuleEffect;
import io.countersign.schemas.control.RuleMatch;
import io.countersign.schemas.control.RuleResult;
import io.countersign.schemas.control.SettlementBasis;
import io.countersign.schemas.control.Spending;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.document.EventJson;
import io.countersign.schemas.event.ApprovalClosed;
import io.countersign.schemas.event.ApprovalEscalated;
import io.countersign.schemas.event.BreakGlassInvoked;
import io.countersign.schemas.event.BreakGlassOverdue;
import io.countersign.schemas.event.BudgetThresholdReached;
import io.countersign.schemas.event.CallConfirmed;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.FindingRaised;
import io.countersign.schemas.event.IntentRecorded;
import io.countersign.schemas.event.OutcomeRecorded;
import io.countersign.schemas.event.ReservationSettled;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.testkit.ApprovalScript;
import io.countersign.testkit.ApprovalScript.Asked;
import io.countersign.testkit.Samples;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run with everything that a story can tell: a search whose result is used later, a call that
 * people approve after an escalation, a denial after which the tool ran all the same, a call that
 * is denied by vote, a broken glass that nobody reviewed, and a call that was never reported.
 */
final class RichRun {
  static final String TENANT = "acme";
  static final String RUN = "run-of-approvals";
  static final String TICKET = "TCK-2026-0004711";

  private final ApprovalScript script = new ApprovalScript(3, TENANT);

  private RichRun() {}

  /** The events as the engine records them. */
  static List<EventEnvelope> events() {
    RichRun run = new RichRun();
    UUID search = Samples.callId(900);
    run.search(search);
    run.closeWithApproval();
    run.deniedAndRunAllTheSame(search);
    run.deniedByVote();
    run.brokenGlass();
    run.neverReported();
    return run.script.events().stream().map(RichRun::fromAGatewayWithAClock).toList();
  }

  /** The events up to a position, in their told form. */
  static StoryRead read(Optional<Cut> cut) {
    List<JsonObject> events =
        events().stream()
            .map(EventJson::of)
            .filter(event -> cut.isEmpty() || cut.get().includes(event))
            .toList();
    return new StoryRead(TENANT, RUN, events, 0, false, JsonObject.of("3", JsonNumber.of(99)), cut);
  }

  static StoryView story() {
    return StoryView.of(read(Optional.empty()));
  }

  private void search(UUID callId) {
    IntentRecorded intent =
        intent(
            callId,
            "search",
            new RedactedJson(
                "{\"query\":\"duplicates of"
                    + " [redacted:pii/email]\",\"token\":\"[redacted:key-name/token]\"}",
                118,
                List.of(
                    new Redaction("/query", "MASK", "pii/email"),
                    new Redaction("/token", "MASK", "key-name/token"))),
            new RequestContext("close the duplicate of \u202e4711", "chat:881", "lea@acme.example"),
            "triage-bot",
            List.of(new Redaction("/context/request", "HASH", "pii/email")));
    Asked asked = asked(intent);
    script.add(asked, intent);
    script.add(asked, decision(intent, Verdict.ALLOW, Risk.READ, holds()));
    script.add(
        asked,
        new OutcomeRecorded(
            callId,
            OutcomeStatus.SUCCEEDED,
            null,
            new RedactedJson("{\"tickets\":[\"" + TICKET + "\",\"short\"]}", 64, List.of()),
            digest("the result"),
            List.of("ticket:" + TICKET),
            41,
            new Amounts(1, 2, 350, 1_200),
            intent.actionDigest(),
            null));
    script.add(
        asked,
        new ReservationSettled(
            callId,
            SettlementBasis.ACTUAL,
            new Amounts(1, 2, 1_000, 5_000),
            new Amounts(1, 2, 350, 1_200),
            List.of()));
    script.add(asked, sampleThreshold());
  }

  private void closeWithApproval() {
    Asked asked = script.ask("{\"id\":\"" + TICKET + "\",\"note\":\"duplicate | of `4711`\"}");
    UUID callId = Objects.requireNonNull(asked.callId());
    script.notice(asked, NoticeKind.REQUESTED, false);
    script.notice(asked, NoticeKind.REQUESTED, true);
    script.add(asked, new CallConfirmed(asked.approvalId(), callId));
    script.add(asked, new ApprovalEscalated(asked.approvalId(), callId, 1, "directors"));
    script.vote(asked, "bo@acme.example", Ballot.DENY, null);
    script.vote(asked, "bo@acme.example", Ballot.APPROVE, Ballot.DENY);
    script.grant(asked, "bo@acme.example");
    script.claim(asked);
    script.add(
        asked,
        new OutcomeRecorded(
            callId,
            OutcomeStatus.SUCCEEDED,
            null,
            new RedactedJson(
                "{\"after\":{\"notes\":2,\"state\":\"closed\"},\"before\":{\"notes\":2,\"state\":\"open\"}}",
                70,
                List.of()),
            digest("the second result"),
            List.of("ticket:4711", "mail:ana@acme.example"),
            380,
            new Amounts(1, 3, 0, 0),
            null,
            null));
  }

  private void deniedAndRunAllTheSame(UUID search) {
    UUID callId = Samples.callId(901);
    IntentRecorded intent =
        intent(
            callId,
            "delete_ticket",
            new RedactedJson(
                "{\"ids\":[\"" + TICKET + "\",7,true,null],\"deep\":{}}", 40, List.of()),
            new RequestContext(null, "call:" + search + " tidy up"),
            "cleaner-bot",
            List.of());
    Asked asked = asked(intent);
    script.add(asked, intent);
    script.add(asked, decision(intent, Verdict.DENY, Risk.DESTRUCTIVE, null));
    script.report(asked);
    script.add(
        asked,
        new FindingRaised(
            "OUTCOME_WITHOUT_ALLOW",
            Severity.HIGH,
            "Expected an allowed call, but the tool ran after a denial",
            List.of(Samples.eventId(1))));
  }

  private void deniedByVote() {
    Asked asked = script.ask("{\"id\":1}");
    script.vote(asked, "sue@acme.example", Ballot.DENY, null);
    script.add(
        asked,
        new ApprovalClosed(
            asked.approvalId(),
            asked.callId(),
            ApprovalState.DENIED,
            "VOTED_DOWN",
            "One denial ends it.",
            "sue@acme.example",
            null));
  }

  private void brokenGlass() {
    Asked asked = script.ask("{\"id\":2}");
    UUID callId = Objects.requireNonNull(asked.callId());
    script.add(
        asked,
        new BreakGlassInvoked(
            asked.approvalId(),
            callId,
            "nobody can log in",
            "INC-7",
            asked.actionDigest(),
            asked.previewDigest(),
            new Voter("bo@acme.example", List.of("leads")),
            null,
            Samples.START.plusSeconds(86_400)));
    script.grant(asked, "bo@acme.example");
    script.claim(asked);
    script.report(asked);
    script.add(
        asked,
        new BreakGlassOverdue(asked.approvalId(), callId, Samples.START.plusSeconds(86_400)));
  }

  private void neverReported() {
    Asked asked = script.ask("{\"id\":3}");
    script.vote(asked, "bo@acme.example", Ballot.APPROVE, null);
    script.grant(asked, "bo@acme.example");
    script.claim(asked);
    script.overdue(asked);
  }

  private static Asked asked(IntentRecorded intent) {
    return new Asked(
        Samples.APPROVAL_ID, intent, intent.actionDigest(), digest("nobody is shown this"));
  }

  private static IntentRecorded intent(
      UUID callId,
      String tool,
      RedactedJson arguments,
      RequestContext context,
      String agent,
      List<Redaction> redactions) {
    return new IntentRecorded(
        callId,
        RUN,
        "prod",
        new Actor(
            new Agent(agent, "1.4", "kim@acme.example"),
            new Principal("ana@acme.example", "user", List.of("support")),
            new Client("claude-code", "2.1"),
            List.of()),
        new ToolReference("tickets", tool, "3.2.0", digest("a schema")),
        arguments,
        digest(arguments.json()),
        tool.equals("search") ? List.of() : List.of("ticket:" + TICKET),
        context,
        new Amounts(1, 2, 1_000, 5_000),
        null,
        tool.equals("search") ? null : "restore_ticket",
        null,
        null,
        redactions,
        false);
  }

  private static DecisionMade decision(
      IntentRecorded intent, Verdict verdict, Risk risk, @Nullable Holds holds) {
    boolean allowed = verdict == Verdict.ALLOW;
    return new DecisionMade(
        intent.callId(),
        verdict,
        List.of(
            new Reason(
                "catalogue",
                CheckResult.PASSED,
                "TOOL_KNOWN",
                "The tool is in the catalogue as the gateway saw it",
                "tool/tickets/" + intent.tool().name() + "@3.2.0"),
            new Reason(
                "policy",
                allowed ? CheckResult.PASSED : CheckResult.FAILED,
                allowed ? "RULE_ALLOWS" : "RULE_DENIES",
                allowed ? "reading is free" : "nobody deletes tickets",
                "desk@sha256:ab")),
        intent.actionDigest(),
        digest("who asked"),
        intent.tool(),
        intent.environment(),
        risk,
        null,
        List.of(
            new RuleResult(
                "desk@sha256:ab",
                allowed ? "read" : "delete",
                allowed ? RuleEffect.ALLOW : RuleEffect.DENY,
                RuleMatch.MATCHED,
                false,
                null),
            new RuleResult(
                "desk@sha256:ab",
                "night",
                RuleEffect.DENY,
                RuleMatch.NOT_MATCHED,
                true,
                "it is day")),
        null,
        holds,
        Samples.GATEWAY,
        allowed ? Samples.START.plusSeconds(60) : null,
        allowed ? Samples.START.plusSeconds(600) : null,
        1);
  }

  private static Holds holds() {
    return new Holds(
        new Amounts(1, 2, 1_000, 5_000),
        List.of(
            new Spending(
                "desk-day",
                "ana@acme.example",
                Samples.START,
                Samples.START.plusSeconds(86_400),
                new Amounts(0, 0, 0, 0),
                new Amounts(1, 2, 1_000, 5_000),
                0)),
        List.of(),
        List.of());
  }

  private static Event sampleThreshold() {
    return Samples.events().stream()
        .filter(BudgetThresholdReached.class::isInstance)
        .findFirst()
        .orElseThrow();
  }

  /** What the gateway says about when, and in which trace. */
  private static EventEnvelope fromAGatewayWithAClock(EventEnvelope event) {
    boolean told =
        event.body() instanceof IntentRecorded || event.body() instanceof OutcomeRecorded;
    return new EventEnvelope(
        event.eventId(),
        event.type(),
        event.code(),
        event.tenant(),
        event.runId(),
        event.callId(),
        event.commandId(),
        event.ledger(),
        event.generation(),
        event.position(),
        event.tenantSequence(),
        told ? event.recordedAt().plusMillis(event.position() % 2 == 0 ? 2_500 : -140) : null,
        event.recordedAt(),
        event.source(),
        event.body() instanceof IntentRecorded ? Samples.TRACEPARENT : null,
        event.salt(),
        event.body());
  }

  private static Digest digest(String text) {
    return Digest.sha256(text.getBytes(StandardCharsets.UTF_8));
  }
}
