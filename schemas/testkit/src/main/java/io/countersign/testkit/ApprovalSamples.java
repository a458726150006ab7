package io.countersign.testkit;

import io.countersign.schemas.approval.ApprovalProgress;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.Approver;
import io.countersign.schemas.approval.Assertion;
import io.countersign.schemas.approval.Authenticator;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.Change;
import io.countersign.schemas.approval.GrantMode;
import io.countersign.schemas.approval.NoticeKind;
import io.countersign.schemas.approval.QuorumProgress;
import io.countersign.schemas.approval.Seat;
import io.countersign.schemas.approval.StandingScope;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.command.BreakGlass;
import io.countersign.schemas.command.CancelRun;
import io.countersign.schemas.command.CastVote;
import io.countersign.schemas.command.ClaimGrant;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.ConfirmCall;
import io.countersign.schemas.command.PublishPolicy;
import io.countersign.schemas.command.ReconcileOutcome;
import io.countersign.schemas.command.RecordNotification;
import io.countersign.schemas.command.ReleaseBrake;
import io.countersign.schemas.command.ReviewBreakGlass;
import io.countersign.schemas.command.RevokeApproval;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.control.QuorumSlot;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.ApprovalClosed;
import io.countersign.schemas.event.ApprovalEscalated;
import io.countersign.schemas.event.ApprovalGranted;
import io.countersign.schemas.event.ApprovalRequested;
import io.countersign.schemas.event.BreakGlassInvoked;
import io.countersign.schemas.event.BreakGlassOverdue;
import io.countersign.schemas.event.BreakGlassReviewed;
import io.countersign.schemas.event.CallConfirmed;
import io.countersign.schemas.event.ChangeRequested;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.GrantClaimed;
import io.countersign.schemas.event.NotificationRecorded;
import io.countersign.schemas.event.OutcomeReconciled;
import io.countersign.schemas.event.VoteCast;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A full and a minimal sample of every command and event about approvals, in their order. */
final class ApprovalSamples {
  static final UUID APPROVAL_ID = SampleIds.timeOrdered(0xa99, 0);
  static final UUID CLAIM_ID = SampleIds.timeOrdered(0xc1a, 0);
  private static final UUID EARLIER = SampleIds.timeOrdered(0xa99, 1);
  static final UUID GRANT_ID = SampleIds.timeOrdered(0x96a, 0);
  static final String LEAD = "bo@acme.example";

  private ApprovalSamples() {}

  static Voter voter() {
    return new Voter(LEAD, List.of("support-leads"));
  }

  static Voter plainVoter() {
    return new Voter(LEAD, List.of());
  }

  static Assertion assertion() {
    return new Assertion(
        "Y3JlZGVudGlhbA", "YXV0aGVudGljYXRvcg", "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0", "c2lnbmF0dXJl");
  }

  static Authenticator authenticator() {
    return new Authenticator(
        "Y3JlZGVudGlhbA",
        "pQECAyYgASFYIA",
        "countersign.acme.example",
        "https://countersign.acme.example",
        "blue key");
  }

  static Approver approver() {
    return new Approver(LEAD, List.of("bo", "lind"), List.of("support-leads"), true);
  }

  static StandingScope scope() {
    return new StandingScope(
        "tickets",
        "close_ticket",
        "prod",
        "triage-bot",
        "ana@acme.example",
        "args.id.startsWith('T-')");
  }

  static StandingScope minimalScope() {
    return new StandingScope("tickets", "close_ticket", null, null, null, null);
  }

  static List<QuorumProgress> quorum(int votes) {
    return List.of(new QuorumProgress("support-leads", 1, votes));
  }

  static ApprovalProgress progress() {
    return new ApprovalProgress(
        APPROVAL_ID,
        ApprovalState.CLAIMED,
        preview(),
        SampleIds.time(600_000),
        quorum(1),
        true,
        "KILL_SWITCH",
        CLAIM_ID,
        SampleIds.time(9),
        SampleIds.time(60_000));
  }

  static ApprovalProgress minimalProgress() {
    return new ApprovalProgress(
        APPROVAL_ID,
        ApprovalState.PENDING,
        preview(),
        SampleIds.time(600_000),
        List.of(),
        false,
        null,
        null,
        null,
        null);
  }

  static ApprovalTerms terms() {
    return new ApprovalTerms(
        List.of(new QuorumSlot("support-leads", 1)),
        3_600_000,
        List.of("bob@acme.example"),
        true,
        2,
        300_000,
        "on-call",
        "directors",
        true,
        true);
  }

  private static Digest preview() {
    return ValueSamples.digest("what approvers are shown");
  }

  static List<Command> commands() {
    return List.of(
        new CastVote(
            APPROVAL_ID,
            Ballot.APPROVE,
            "looks right",
            ValueSamples.ACTION_DIGEST,
            preview(),
            voter(),
            assertion()),
        new ClaimGrant(Samples.CALL_ID, CLAIM_ID, ValueSamples.ACTION_DIGEST, GrantMode.OFFLINE),
        new ConfirmCall(Samples.CALL_ID),
        new RevokeApproval(APPROVAL_ID, "wrong ticket", LEAD),
        new CancelRun(Samples.RUN_ID, "the user closed the chat"),
        new ReconcileOutcome(
            Samples.CALL_ID,
            OutcomeStatus.SUCCEEDED,
            ValueSamples.USAGE,
            "the ticket is closed",
            "olga"),
        new BreakGlass(
            APPROVAL_ID,
            "customers cannot log in",
            "INC-7",
            ValueSamples.ACTION_DIGEST,
            preview(),
            voter(),
            assertion()),
        new ReviewBreakGlass(APPROVAL_ID, true, "it had to be done", "sue"),
        new RecordNotification(
            APPROVAL_ID, NoticeKind.REQUESTED, "support-slack", false, 3, "HTTP status 503"));
  }

  static List<Command> minimalCommands() {
    return List.of(
        new CastVote(
            APPROVAL_ID,
            Ballot.DENY,
            null,
            ValueSamples.ACTION_DIGEST,
            preview(),
            plainVoter(),
            null),
        new ClaimGrant(Samples.CALL_ID, CLAIM_ID, ValueSamples.ACTION_DIGEST, GrantMode.ONLINE),
        new ConfirmCall(Samples.CALL_ID),
        new RevokeApproval(APPROVAL_ID, "", LEAD),
        new CancelRun(Samples.RUN_ID, ""),
        new ReconcileOutcome(Samples.CALL_ID, OutcomeStatus.NOT_RUN, null, "", "olga"),
        new BreakGlass(
            APPROVAL_ID, "", "INC-7", ValueSamples.ACTION_DIGEST, preview(), plainVoter(), null),
        new ReviewBreakGlass(APPROVAL_ID, false, "", "sue"),
        new RecordNotification(APPROVAL_ID, NoticeKind.RESOLVED, "support-slack", true, 1, null));
  }

  static List<Event> events() {
    return List.of(
        requested(List.of("duty"), "prod", Risk.WRITE, EARLIER),
        new ChangeRequested(
            APPROVAL_ID,
            Change.of(new ReleaseBrake(EARLIER, "fixed", LEAD)),
            ValueSamples.ACTION_DIGEST,
            preview(),
            terms(),
            List.of(LEAD),
            List.of("duty"),
            LEAD,
            SampleIds.time(600_000)),
        vote(Samples.CALL_ID, "looks right", voter(), Ballot.APPROVE, GRANT_ID, assertion()),
        new ApprovalGranted(
            APPROVAL_ID,
            Samples.CALL_ID,
            List.of(new Seat("support-leads", LEAD)),
            false,
            SampleIds.time(600_000)),
        new ApprovalClosed(
            APPROVAL_ID,
            Samples.CALL_ID,
            ApprovalState.SUPERSEDED,
            "SUPERSEDED",
            "Other arguments were asked for.",
            LEAD,
            EARLIER),
        new GrantClaimed(
            APPROVAL_ID,
            Samples.CALL_ID,
            CLAIM_ID,
            GrantMode.ONLINE,
            Samples.GATEWAY,
            ValueSamples.ACTION_DIGEST,
            ControlValueSamples.holds(),
            SampleIds.time(60_000)),
        new CallConfirmed(APPROVAL_ID, Samples.CALL_ID),
        new OutcomeReconciled(
            Samples.CALL_ID,
            OutcomeStatus.SUCCEEDED,
            ValueSamples.USAGE,
            "the ticket is closed",
            "olga"),
        new ApprovalEscalated(APPROVAL_ID, Samples.CALL_ID, 2, "directors"),
        new BreakGlassInvoked(
            APPROVAL_ID,
            Samples.CALL_ID,
            "customers cannot log in",
            "INC-7",
            ValueSamples.ACTION_DIGEST,
            preview(),
            voter(),
            assertion(),
            SampleIds.time(86_400_000)),
        new BreakGlassReviewed(APPROVAL_ID, Samples.CALL_ID, true, "it had to be done", "sue"),
        new BreakGlassOverdue(APPROVAL_ID, Samples.CALL_ID, SampleIds.time(86_400_000)),
        new NotificationRecorded(
            APPROVAL_ID,
            Samples.CALL_ID,
            NoticeKind.REQUESTED,
            "support-slack",
            false,
            3,
            "HTTP status 503"));
  }

  static List<Event> minimalEvents() {
    return List.of(
        requested(List.of(), null, null, null),
        new ChangeRequested(
            APPROVAL_ID,
            Change.of(new PublishPolicy("support-desk", ControlValueSamples.POLICY, LEAD)),
            ValueSamples.ACTION_DIGEST,
            preview(),
            ControlValueSamples.approval(),
            List.of(),
            List.of(),
            LEAD,
            SampleIds.time(600_000)),
        vote(null, null, plainVoter(), null, null, null),
        new ApprovalGranted(APPROVAL_ID, null, List.of(), true, SampleIds.time(600_000)),
        new ApprovalClosed(
            APPROVAL_ID, null, ApprovalState.EXPIRED, "EXPIRED", "Nobody decided.", null, null),
        new GrantClaimed(
            APPROVAL_ID,
            Samples.CALL_ID,
            CLAIM_ID,
            GrantMode.OFFLINE,
            Samples.GATEWAY,
            ValueSamples.ACTION_DIGEST,
            null,
            SampleIds.time(60_000)),
        new CallConfirmed(APPROVAL_ID, Samples.CALL_ID),
        new OutcomeReconciled(Samples.CALL_ID, OutcomeStatus.NOT_RUN, null, "", "olga"),
        new ApprovalEscalated(APPROVAL_ID, null, 1, null),
        new BreakGlassInvoked(
            APPROVAL_ID,
            Samples.CALL_ID,
            "",
            "INC-7",
            ValueSamples.ACTION_DIGEST,
            preview(),
            plainVoter(),
            null,
            SampleIds.time(86_400_000)),
        new BreakGlassReviewed(APPROVAL_ID, Samples.CALL_ID, false, "", "sue"),
        new BreakGlassOverdue(APPROVAL_ID, Samples.CALL_ID, SampleIds.time(86_400_000)),
        new NotificationRecorded(
            APPROVAL_ID, null, NoticeKind.RESOLVED, "support-slack", true, 1, null));
  }

  static ApprovalClosed closed(ApprovalState state) {
    return new ApprovalClosed(
        APPROVAL_ID, Samples.CALL_ID, state, state.name(), "It is over.", LEAD, EARLIER);
  }

  private static ApprovalRequested requested(
      List<String> groups,
      @Nullable String environment,
      @Nullable Risk risk,
      @Nullable UUID supersedes) {
    return new ApprovalRequested(
        APPROVAL_ID,
        Samples.CALL_ID,
        ValueSamples.ACTION_DIGEST,
        preview(),
        ValueSamples.digest("who asked"),
        ValueSamples.tool(),
        environment,
        risk,
        Samples.GATEWAY,
        terms(),
        groups.isEmpty() ? List.of() : List.of("ana@acme.example"),
        groups,
        SampleIds.time(600_000),
        supersedes);
  }

  private static VoteCast vote(
      @Nullable UUID callId,
      @Nullable String comment,
      Voter voter,
      @Nullable Ballot previous,
      @Nullable UUID standingGrant,
      @Nullable Assertion assertion) {
    return new VoteCast(
        APPROVAL_ID,
        callId,
        assertion == null ? Ballot.APPROVE : Ballot.DENY,
        comment,
        ValueSamples.ACTION_DIGEST,
        preview(),
        voter,
        assertion == null ? List.of() : List.of("kim@acme.example"),
        previous,
        standingGrant,
        assertion,
        assertion == null ? List.of() : quorum(1));
  }
}
