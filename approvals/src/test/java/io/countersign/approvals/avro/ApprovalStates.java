package io.countersign.approvals.avro;

import io.countersign.approvals.state.Approval;
import io.countersign.approvals.state.Approvers;
import io.countersign.approvals.state.CastBallot;
import io.countersign.approvals.state.Delegated;
import io.countersign.approvals.state.Delegation;
import io.countersign.approvals.state.OpenReview;
import io.countersign.approvals.state.OwnedAuthenticator;
import io.countersign.approvals.state.StandingGrant;
import io.countersign.approvals.state.Waiting;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.Change;
import io.countersign.schemas.approval.GrantMode;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.command.WithdrawPolicy;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.ApprovalRequested;
import io.countersign.schemas.event.ApproverSet;
import io.countersign.schemas.event.AuthenticatorRegistered;
import io.countersign.schemas.event.ChangeRequested;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.StandingGrantCreated;
import io.countersign.schemas.event.VoteCast;
import io.countersign.testkit.Samples;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** One of each value that the state keeps of approvals, with everything in it and with little. */
final class ApprovalStates {
  private static final Instant TIME = Samples.START.plusMillis(1_234);

  private ApprovalStates() {}

  static Approval approval() {
    ApprovalRequested requested = event(ApprovalRequested.class);
    VoteCast vote = event(VoteCast.class);
    return new Approval(
        "acme",
        Samples.APPROVAL_ID,
        ApprovalState.OUTCOME_UNKNOWN,
        Samples.callId(1),
        "run-1",
        "gateway-1",
        requested.actionDigest(),
        requested.previewDigest(),
        requested.asker(),
        requested.terms(),
        List.of("ana@acme.example", "olga"),
        TIME,
        7,
        TIME.plusMillis(600_000),
        TIME.plusMillis(60_000),
        9,
        2,
        List.of(
            new CastBallot(
                "bo",
                Ballot.DENY,
                List.of("support-leads"),
                List.of(new Delegated("kim", List.of("finance"))),
                digest("comment"),
                Samples.commandId(3)),
            new CastBallot("max", Ballot.APPROVE, List.of(), List.of(), null, null)),
        vote.quorum(),
        true,
        true,
        Samples.CLAIM_ID,
        TIME.plusMillis(9),
        TIME.plusMillis(900_000),
        GrantMode.OFFLINE,
        "KILL_SWITCH");
  }

  static Approval minimalApproval() {
    return new Approval(
        "acme",
        Samples.APPROVAL_ID,
        ApprovalState.PENDING,
        null,
        null,
        "ops",
        digest("action"),
        digest("preview"),
        null,
        ApprovalTerms.DEFAULT,
        List.of(),
        TIME,
        7,
        TIME.plusMillis(600_000),
        null,
        0,
        0,
        List.of(),
        List.of(),
        false,
        false,
        null,
        null,
        null,
        null,
        null);
  }

  static Approvers approvers() {
    StandingGrantCreated grant = event(StandingGrantCreated.class);
    AuthenticatorRegistered registered = event(AuthenticatorRegistered.class);
    return new Approvers(
        List.of(event(ApproverSet.class).approver()),
        List.of(new Delegation(new Voter("kim", List.of("finance")), "bo", TIME)),
        List.of(new OwnedAuthenticator(registered.subject(), registered.authenticator())),
        List.of(
            new StandingGrant(
                grant.grantId(), grant.scope(), digest("schema"), 9, 2, TIME, grant.by()),
            new StandingGrant(Samples.commandId(4), grant.scope(), null, 1, 0, TIME, grant.by())),
        List.of(
            new OpenReview(Samples.APPROVAL_ID, Samples.callId(1), "run-1", "bo", TIME, 11, true),
            new OpenReview(Samples.APPROVAL_ID, Samples.callId(2), null, "bo", TIME, 12, false)));
  }

  static Waiting waiting() {
    return new Waiting(List.of(Samples.APPROVAL_ID, Samples.commandId(5)));
  }

  static Change change() {
    return event(ChangeRequested.class).change();
  }

  static Change otherChange() {
    return Change.of(new WithdrawPolicy("desk", "old"));
  }

  private static Digest digest(String text) {
    return Digest.sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  private static <E extends Event> E event(Class<E> type) {
    return Samples.events().stream()
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow();
  }
}
