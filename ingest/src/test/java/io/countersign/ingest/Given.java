package io.countersign.ingest;

import io.countersign.ingest.redact.RedactionLimits;
import io.countersign.ingest.redact.Redactor;
import io.countersign.ingest.redact.SecretRules;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.approval.Approver;
import io.countersign.schemas.approval.GrantEnd;
import io.countersign.schemas.call.CheckResult;
import io.countersign.schemas.call.EvidenceGrade;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.Salt;
import io.countersign.schemas.call.Source;
import io.countersign.schemas.call.StandingAnswer;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.AcknowledgeAlert;
import io.countersign.schemas.command.ApprovalCommand;
import io.countersign.schemas.command.CancelCall;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.ConfigureTenant;
import io.countersign.schemas.command.ControlCommand;
import io.countersign.schemas.command.CreateStandingGrant;
import io.countersign.schemas.command.DelegateVotes;
import io.countersign.schemas.command.EndDelegation;
import io.countersign.schemas.command.EngageBrake;
import io.countersign.schemas.command.PlaceLegalHold;
import io.countersign.schemas.command.ProposeTool;
import io.countersign.schemas.command.PublishPolicy;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.RecordOutcome;
import io.countersign.schemas.command.RegisterAuthenticator;
import io.countersign.schemas.command.RegisterTool;
import io.countersign.schemas.command.ReleaseBrake;
import io.countersign.schemas.command.ReleaseLegalHold;
import io.countersign.schemas.command.RemoveApprover;
import io.countersign.schemas.command.RemoveAuthenticator;
import io.countersign.schemas.command.RemoveBudget;
import io.countersign.schemas.command.RemoveLimit;
import io.countersign.schemas.command.RemoveSearch;
import io.countersign.schemas.command.ResolveAlert;
import io.countersign.schemas.command.RetireTool;
import io.countersign.schemas.command.ReviewServer;
import io.countersign.schemas.command.RevokeStandingGrant;
import io.countersign.schemas.command.SaveSearch;
import io.countersign.schemas.command.SetApprover;
import io.countersign.schemas.command.SetBudget;
import io.countersign.schemas.command.SetLimit;
import io.countersign.schemas.command.SetRetention;
import io.countersign.schemas.command.WithdrawPolicy;
import io.countersign.schemas.control.Budget;
import io.countersign.schemas.control.BudgetLimits;
import io.countersign.schemas.control.BudgetNode;
import io.countersign.schemas.control.BudgetWindow;
import io.countersign.schemas.control.CountedBy;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.HoldScope;
import io.countersign.schemas.control.UsageLimit;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.AlertAcknowledged;
import io.countersign.schemas.event.AlertResolved;
import io.countersign.schemas.event.ApproverRemoved;
import io.countersign.schemas.event.ApproverSet;
import io.countersign.schemas.event.AuthenticatorRegistered;
import io.countersign.schemas.event.AuthenticatorRemoved;
import io.countersign.schemas.event.BrakeEngaged;
import io.countersign.schemas.event.BrakeReleased;
import io.countersign.schemas.event.BudgetRemoved;
import io.countersign.schemas.event.BudgetSet;
import io.countersign.schemas.event.CallCancelled;
import io.countersign.schemas.event.CommandFailed;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.DelegationEnded;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.LegalHoldPlaced;
import io.countersign.schemas.event.LegalHoldReleased;
import io.countersign.schemas.event.LimitRemoved;
import io.countersign.schemas.event.LimitSet;
import io.countersign.schemas.event.OutcomeRecorded;
import io.countersign.schemas.event.PolicyPublished;
import io.countersign.schemas.event.PolicyWithdrawn;
import io.countersign.schemas.event.RetentionSet;
import io.countersign.schemas.event.SearchRemoved;
import io.countersign.schemas.event.SearchSaved;
import io.countersign.schemas.event.ServerReviewed;
import io.countersign.schemas.event.StandingGrantClosed;
import io.countersign.schemas.event.StandingGrantCreated;
import io.countersign.schemas.event.TenantConfigured;
import io.countersign.schemas.event.ToolProposed;
import io.countersign.schemas.event.ToolRegistered;
import io.countersign.schemas.event.ToolRetired;
import io.countersign.schemas.event.VotesDelegated;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonRefused;
import io.countersign.schemas.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What tests begin with. */
public final class Given {
  public static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
  public static final UUID CALL = UUID.fromString("019aa6a0-5f00-7000-8000-000000000001");
  public static final byte[] KEY = "a-key-for-tests-only".getBytes(StandardCharsets.US_ASCII);

  private Given() {}

  public static Stamps stamps() {
    return new Stamps(InstantSource.fixed(NOW), new Random(20261121));
  }

  public static Intake intake() {
    return intake(toolRules(), new CallTools(100));
  }

  public static Intake intake(ToolRedactions toolRules, CallTools tools) {
    return new Intake(redactor(), KEY, toolRules, tools);
  }

  public static Redactor redactor() {
    return new Redactor(KEY, RedactionLimits.DEFAULT, SecretRules.bundled(), System::nanoTime);
  }

  /** No tool has rules, and that is known. */
  public static ToolRedactions toolRules() {
    ToolRedactions rules = new ToolRedactions();
    rules.complete();
    return rules;
  }

  /** Keeps the whole installation. */
  public static Caller keeper() {
    return caller("root", Set.of(Role.ADMIN), Caller.ALL_TENANTS);
  }

  public static Caller gateway() {
    return caller("gw-1", Set.of(Role.GATEWAY), "acme");
  }

  public static Caller operator() {
    return caller("olga", Set.of(Role.OPERATOR), "acme");
  }

  public static Caller caller(String subject, Set<Role> roles, String... tenants) {
    return new Caller(subject, roles, Set.of(tenants), Set.of(), NOW.plusSeconds(3600));
  }

  public static Origin from(Caller caller) {
    return new Origin(caller, EvidenceGrade.ENFORCED, null);
  }

  /** JSON with single quotes for double ones. */
  public static JsonObject json(String text) {
    try {
      return (JsonObject)
          StrictJson.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    } catch (JsonRefused e) {
      throw new AssertionError(e);
    }
  }

  public static CommandEnvelope intent(UUID callId) {
    JsonObject document =
        json(
            "{'callId':'%s','runId':'run-1','tool':{'server':'tickets','name':'get'},'arguments':{'id':'T-1'}}"
                .formatted(callId));
    return intake().intent(document, from(gateway()), stampsFor(callId).get());
  }

  public static CommandEnvelope outcome(UUID callId) {
    return intake()
        .outcome(callId, json("{'status':'SUCCEEDED'}"), from(gateway()), stamps().get());
  }

  /** Stamps that differ from call to call. */
  public static Stamps stampsFor(UUID callId) {
    return new Stamps(InstantSource.fixed(NOW), new Random(callId.getLeastSignificantBits()));
  }

  public static Reason reason(String code) {
    return new Reason("catalogue", CheckResult.PASSED, code, "The tool is known.", "tool/get@1");
  }

  public static Digest digest(int seed) {
    return Digest.sha256(new byte[] {(byte) seed});
  }

  public static EventEnvelope event(CommandEnvelope cause, long position, Event body) {
    UUID callId =
        switch (cause.body()) {
          case RecordIntent intent -> intent.callId();
          case RecordOutcome outcome -> outcome.callId();
          case CancelCall cancel -> cancel.callId();
          // Those about one approval are about the call of all tests of approvals.
          case ApprovalCommand approval -> CALL;
          default -> null;
        };
    return EventEnvelope.of(
        new EventEnvelope.Place(3, 1, position, position, NOW),
        new EventEnvelope.Cause(
            new UUID(cause.commandId().getMostSignificantBits(), position),
            cause.commandId(),
            null,
            cause.source(),
            null,
            new Salt(new byte[Salt.BYTES])),
        "run-1",
        callId,
        cause.tenant(),
        body);
  }

  public static EventEnvelope decision(CommandEnvelope cause, Verdict verdict, long position) {
    RecordIntent intent = (RecordIntent) cause.body();
    return event(
        cause,
        position,
        new DecisionMade(
            intent.callId(),
            verdict,
            List.of(reason("TOOL_KNOWN")),
            intent.actionDigest(),
            intent.actionDigest(),
            intent.tool(),
            intent.environment(),
            null,
            null,
            List.of(),
            null,
            null,
            cause.source().gateway(),
            NOW.plusSeconds(60),
            null,
            1));
  }

  public static EventEnvelope rejection(
      CommandEnvelope cause, String code, @Nullable StandingAnswer standing) {
    return rejection(cause, code, "Expected something else, but was this.", standing);
  }

  public static EventEnvelope rejection(
      CommandEnvelope cause, String code, String message, @Nullable StandingAnswer standing) {
    return event(cause, 99, new CommandRejected(cause.body().type(), code, message, standing));
  }

  public static StandingAnswer standing(Verdict verdict, Digest actionDigest) {
    return new StandingAnswer(
        CALL, 7, NOW.minusSeconds(5), verdict, List.of(reason("TOOL_KNOWN")), actionDigest, null);
  }

  /** The event that a simple engine would answer this command with. */
  public static EventEnvelope answer(CommandEnvelope cause, long position) {
    return switch (cause.body()) {
      case RecordIntent intent -> decision(cause, Verdict.ALLOW, position);
      case RecordOutcome o ->
          event(
              cause,
              position,
              new OutcomeRecorded(
                  o.callId(),
                  o.status(),
                  o.errorClass(),
                  o.result(),
                  o.resultDigest(),
                  o.resources(),
                  o.durationMillis(),
                  o.usage(),
                  o.actionDigest(),
                  o.claimId()));
      case CancelCall cancel ->
          event(cause, position, new CallCancelled(cancel.callId(), cancel.reason()));
      case ControlCommand control -> event(cause, position, recorded(control));
      case AcknowledgeAlert c ->
          event(cause, position, new AlertAcknowledged(c.alertId(), c.note(), c.by()));
      case ResolveAlert c ->
          event(cause, position, new AlertResolved(c.alertId(), c.verdict(), c.note(), c.by()));
      default ->
          event(cause, position, new CommandFailed("HANDLER_FAILED", "Unexpected.", digest(0)));
    };
  }

  /** A tool of the server tickets with redaction rules, pointer and action in turn. */
  public static EventEnvelope registered(String name, long position, String... rules) {
    List<String> written = new ArrayList<>();
    for (int i = 0; i < rules.length; i += 2) {
      written.add("{'pointer':'%s','action':'%s'}".formatted(rules[i], rules[i + 1]));
    }
    CommandEnvelope command =
        new ControlIntake(redactor())
            .registerTool(
                "tickets",
                name,
                new ControlIntake.Request(
                    json(
                        "{'version':'1','owner':{'name':'o','contact':'c'},'risk':'READ','purpose':'p','inputSchema':{},'redaction':[%s]}"
                            .formatted(String.join(",", written))),
                    Optional.empty(),
                    from(operator()),
                    stamps().get()));
    return answer(command, position);
  }

  private static Event recorded(ControlCommand command) {
    return switch (command) {
      case RegisterTool c -> new ToolRegistered(c.definition(), null);
      case RetireTool c -> new ToolRetired(c.server(), c.name(), c.reason(), List.of());
      case ProposeTool c -> new ToolProposed(c.proposal(), List.of());
      case ReviewServer c ->
          new ServerReviewed(c.review(), 14, Gate.WRITES_WITH_APPROVAL, List.of("14 of 18"));
      case EngageBrake c -> new BrakeEngaged(c.brakeId(), c.kind(), c.scope(), c.reason(), c.by());
      case ReleaseBrake c -> new BrakeReleased(c.brakeId(), c.reason(), c.by());
      case PublishPolicy c ->
          new PolicyPublished(
              c.name(), c.document(), digest(1), null, List.of("never applies"), c.by());
      case WithdrawPolicy c -> new PolicyWithdrawn(c.name(), digest(1), c.reason());
      case SetBudget c -> new BudgetSet(c.budget(), null);
      case RemoveBudget c -> new BudgetRemoved(budget(c.id()), c.reason());
      case SetLimit c -> new LimitSet(c.limit(), c.limit());
      case RemoveLimit c -> new LimitRemoved(limit(c.id()), c.reason());
      case ConfigureTenant c -> new TenantConfigured(c.settings(), null);
      case CreateStandingGrant c ->
          new StandingGrantCreated(
              c.grantId(), c.scope(), digest(1), c.maxUses(), c.expiresAt(), c.reason(), c.by());
      case RevokeStandingGrant c ->
          new StandingGrantClosed(c.grantId(), GrantEnd.REVOKED, c.reason(), c.by());
      case DelegateVotes c -> new VotesDelegated(c.from(), c.to(), c.until(), c.reason());
      case EndDelegation c -> new DelegationEnded(c.from(), "bo", c.reason(), c.by());
      case SetApprover c -> new ApproverSet(c.approver(), null);
      case RemoveApprover c ->
          new ApproverRemoved(new Approver(c.subject(), List.of(), List.of(), true), c.reason());
      case RegisterAuthenticator c -> new AuthenticatorRegistered(c.subject(), c.authenticator());
      case RemoveAuthenticator c ->
          new AuthenticatorRemoved(c.subject(), c.credentialId(), c.reason(), c.by());
      case SetRetention c -> new RetentionSet(c.classes(), List.of(), c.reason(), c.by());
      case PlaceLegalHold c -> new LegalHoldPlaced(c.holdId(), c.scope(), c.reason(), c.by());
      case ReleaseLegalHold c ->
          new LegalHoldReleased(c.holdId(), HoldScope.TENANT, c.reason(), c.by());
      case SaveSearch c -> new SearchSaved(c.name(), c.parameters(), c.description(), c.by());
      case RemoveSearch c -> new SearchRemoved(c.name(), c.by());
    };
  }

  private static Budget budget(String id) {
    return new Budget(
        id, BudgetNode.TENANT, BudgetWindow.DAY, new BudgetLimits(1L, null, null, null));
  }

  private static UsageLimit limit(String id) {
    return new UsageLimit(id, CountedBy.TENANT, null, null, null, null, null, null, 1);
  }

  public static Source source() {
    return new Source("gw-1", EvidenceGrade.ENFORCED);
  }
}
