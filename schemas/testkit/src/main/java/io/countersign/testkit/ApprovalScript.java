package io.countersign.testkit;

import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.Change;
import io.countersign.schemas.approval.GrantMode;
import io.countersign.schemas.approval.NoticeKind;
import io.countersign.schemas.approval.PreviewDocument;
import io.countersign.schemas.approval.QuorumProgress;
import io.countersign.schemas.approval.Seat;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.call.Actor;
import io.countersign.schemas.call.Agent;
import io.countersign.schemas.call.CheckResult;
import io.countersign.schemas.call.Client;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Preview;
import io.countersign.schemas.call.Principal;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.RedactedJson;
import io.countersign.schemas.call.RequestContext;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Salt;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.control.QuorumSlot;
import io.countersign.schemas.control.RuleEffect;
import io.countersign.schemas.control.RuleMatch;
import io.countersign.schemas.control.RuleResult;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.ApprovalClosed;
import io.countersign.schemas.event.ApprovalGranted;
import io.countersign.schemas.event.ApprovalRequested;
import io.countersign.schemas.event.ChangeRequested;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.EventEnvelope.Cause;
import io.countersign.schemas.event.EventEnvelope.Place;
import io.countersign.schemas.event.GrantClaimed;
import io.countersign.schemas.event.IntentRecorded;
import io.countersign.schemas.event.NotificationRecorded;
import io.countersign.schemas.event.OutcomeOverdue;
import io.countersign.schemas.event.OutcomeReconciled;
import io.countersign.schemas.event.OutcomeRecorded;
import io.countersign.schemas.event.VoteCast;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes what happens to approvals as the engine would record it, one fact after the other, in one
 * ledger: dense positions, log time that goes on by a second with each event, digests that are
 * right.
 */
public final class ApprovalScript {
  /** Who must approve: one of the leads. */
  public static final ApprovalTerms TERMS =
      new ApprovalTerms(List.of(new QuorumSlot("leads", 1)), 3_600_000, List.of(), false);

  private final int ledger;
  private final String tenant;
  private final List<EventEnvelope> events = new ArrayList<>();
  private Instant now = Samples.START;
  private long ids;

  /**
   * A call that people have to decide on, or a change.
   *
   * @param approvalId the approval
   * @param intent what is asked; null for a change
   * @param previewDigest digest of what is shown
   * @param actionDigest the action
   */
  public record Asked(
      UUID approvalId, @Nullable IntentRecorded intent, Digest actionDigest, Digest previewDigest) {
    /** The call; null for a change. */
    public @Nullable UUID callId() {
      return intent == null ? null : intent.callId();
    }

    private UUID call() {
      if (intent == null) {
        throw new IllegalStateException("Expected an approval of a call, but it is of a change");
      }
      return intent.callId();
    }
  }

  /** A script that begins an empty ledger. */
  public ApprovalScript(int ledger, String tenant) {
    this.ledger = ledger;
    this.tenant = tenant;
  }

  /** Everything so far. */
  public List<EventEnvelope> events() {
    return List.copyOf(events);
  }

  /** An agent asks to close a ticket with these arguments, and people have to decide. */
  public Asked ask(String arguments) {
    return ask(Samples.callId(ids++), arguments, null);
  }

  /** The same call is asked for with other arguments, which takes the place of the one before. */
  public Asked askAnew(Asked before, String arguments) {
    UUID approvalId = SampleIds.timeOrdered(0xa99, 1_000 + ids);
    add(
        before,
        new ApprovalClosed(
            before.approvalId(),
            before.callId(),
            ApprovalState.SUPERSEDED,
            "SUPERSEDED",
            "Other arguments were asked for.",
            null,
            approvalId));
    return ask(before.call(), arguments, before.approvalId());
  }

  private Asked ask(UUID callId, String arguments, @Nullable UUID supersedes) {
    IntentRecorded intent = intent(callId, arguments);
    Asked asked =
        new Asked(
            SampleIds.timeOrdered(0xa99, 1_000 + ids++),
            intent,
            intent.actionDigest(),
            PreviewDocument.digest(intent, Risk.WRITE));
    add(asked, intent);
    add(asked, decision(intent));
    add(
        asked,
        new ApprovalRequested(
            asked.approvalId(),
            callId,
            asked.actionDigest(),
            asked.previewDigest(),
            ValueSamples.digest("who asked"),
            intent.tool(),
            intent.environment(),
            Risk.WRITE,
            Samples.GATEWAY,
            TERMS,
            List.of("ana@acme.example"),
            List.of(),
            now.plusSeconds(3_600),
            supersedes));
    return asked;
  }

  /** Somebody wants to change a control. */
  public Asked ask(Change change, String by) {
    Asked asked =
        new Asked(
            SampleIds.timeOrdered(0xa99, 1_000 + ids++),
            null,
            ValueSamples.digest("the change"),
            PreviewDocument.digest(change, by));
    add(
        asked,
        new ChangeRequested(
            asked.approvalId(),
            change,
            asked.actionDigest(),
            asked.previewDigest(),
            TERMS,
            List.of(by),
            List.of(),
            by,
            now.plusSeconds(3_600)));
    return asked;
  }

  /** A lead votes. */
  public void vote(Asked asked, String voter, Ballot ballot, @Nullable Ballot previous) {
    add(
        asked,
        new VoteCast(
            asked.approvalId(),
            asked.callId(),
            ballot,
            "because of the ticket",
            asked.actionDigest(),
            asked.previewDigest(),
            new Voter(voter, List.of("leads")),
            List.of(),
            previous,
            null,
            ballot == Ballot.APPROVE ? ApprovalSamples.assertion() : null,
            List.of(new QuorumProgress("leads", 1, ballot == Ballot.APPROVE ? 1 : 0))));
  }

  /** The quorum is met. */
  public void grant(Asked asked, String voter) {
    add(
        asked,
        new ApprovalGranted(
            asked.approvalId(),
            asked.callId(),
            List.of(new Seat("leads", voter)),
            false,
            now.plusSeconds(600)));
  }

  /** It ends without running. */
  public void close(Asked asked, ApprovalState state) {
    add(
        asked,
        new ApprovalClosed(
            asked.approvalId(), asked.callId(), state, state.name(), "It is over.", null, null));
  }

  /** The gateway claims. */
  public void claim(Asked asked) {
    add(
        asked,
        new GrantClaimed(
            asked.approvalId(),
            asked.call(),
            SampleIds.timeOrdered(0xc1a, ids++),
            GrantMode.ONLINE,
            Samples.GATEWAY,
            asked.actionDigest(),
            null,
            now.plusSeconds(60)));
  }

  /** The gateway reports how the call ended. */
  public void report(Asked asked) {
    add(
        asked,
        new OutcomeRecorded(
            asked.call(),
            OutcomeStatus.SUCCEEDED,
            null,
            new RedactedJson("{}", 2, List.of()),
            null,
            List.of(),
            41,
            ValueSamples.USAGE,
            null,
            null));
  }

  /** No outcome came in time. */
  public void overdue(Asked asked) {
    add(asked, new OutcomeOverdue(asked.call(), now));
  }

  /** An operator finds out how the call ended. */
  public void reconcile(Asked asked) {
    add(
        asked,
        new OutcomeReconciled(
            asked.call(), OutcomeStatus.NOT_RUN, null, "the ticket is open", "olga"));
  }

  /** Somebody is told. */
  public void notice(Asked asked, NoticeKind notice, boolean delivered) {
    add(
        asked,
        new NotificationRecorded(
            asked.approvalId(),
            asked.callId(),
            notice,
            "leads-chat",
            delivered,
            1,
            delivered ? null : "HTTP status 503"));
  }

  /** Any other event about it. */
  public void add(Asked asked, Event event) {
    long position = events.size();
    now = now.plus(Duration.ofSeconds(1));
    events.add(
        EventEnvelope.of(
            new Place(ledger, 1, position, position, now),
            new Cause(
                new UUID(
                    0x6000_0000_0000_4000L | (long) ledger << 16,
                    0x8000_0000_0000_0000L | position),
                Samples.commandId(position),
                null,
                ValueSamples.SOURCE,
                null,
                new Salt(new byte[Salt.BYTES])),
            asked.intent() == null ? null : asked.intent().runId(),
            asked.callId(),
            tenant,
            event));
  }

  private static IntentRecorded intent(UUID callId, String arguments) {
    return new IntentRecorded(
        callId,
        "run-of-approvals",
        "prod",
        new Actor(
            new Agent("triage-bot", "1", "olga"),
            new Principal("ana@acme.example", "user", List.of("support")),
            new Client("desk", null),
            List.of()),
        new ToolReference("tickets", "close_ticket", "3.1.0", null),
        new RedactedJson(arguments, arguments.length(), List.of()),
        ValueSamples.digest(arguments),
        List.of("ticket:4711"),
        new RequestContext("close the duplicate of \u202e4711", "mail of a customer"),
        ValueSamples.USAGE,
        new Preview("dry-run", "would close 1 ticket"),
        "reopen_ticket",
        "GET ticket, status closed",
        null,
        List.of(),
        true);
  }

  private DecisionMade decision(IntentRecorded intent) {
    return new DecisionMade(
        intent.callId(),
        Verdict.ASK,
        List.of(
            new Reason("policy", CheckResult.ASKED, "RULE_ASKS", "closing needs a lead", null),
            new Reason("budgets", CheckResult.NOT_REACHED, "NOT_REACHED", "not reached", null)),
        intent.actionDigest(),
        ValueSamples.digest("who asked"),
        intent.tool(),
        intent.environment(),
        Risk.WRITE,
        null,
        List.of(
            new RuleResult(
                "desk@sha256:ab", "close", RuleEffect.ASK, RuleMatch.MATCHED, false, null),
            new RuleResult(
                "desk@sha256:ab", "read", RuleEffect.ALLOW, RuleMatch.NOT_MATCHED, false, null)),
        TERMS,
        null,
        Samples.GATEWAY,
        null,
        null,
        1);
  }
}
