package io.countersign.approvals;

import io.countersign.schemas.approval.Approver;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.GrantMode;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.RedactedJson;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.command.BreakGlass;
import io.countersign.schemas.command.CastVote;
import io.countersign.schemas.command.ClaimGrant;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.ConfigureTenant;
import io.countersign.schemas.command.PublishPolicy;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.RecordOutcome;
import io.countersign.schemas.command.RevokeApproval;
import io.countersign.schemas.command.SetApprover;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.TenantSettings;
import io.countersign.schemas.event.ApprovalRequested;
import io.countersign.testkit.Samples;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the tests of approvals ask, each as short as it can be said. */
final class Approving {
  private Approving() {}

  /** A policy that has people of {@code leads} decide on every write. */
  static PublishPolicy leadsDecide(String... lines) {
    return decide(
        "{quorum: [{group: leads}]%s}"
            .formatted(lines.length == 0 ? "" : ", " + String.join(", ", lines)));
  }

  /** A policy with these terms for every write. */
  static PublishPolicy decide(String terms) {
    return Asked.policy(
        "desk", "match: {tool: [write, destructive]}", "effect: ask", "approval: " + terms);
  }

  /** An open ledger where {@code terms} shape approvals of writes. */
  static EngineScenario scenario(PublishPolicy policy) {
    return EngineScenario.open().given(Asked.review(Gate.PRODUCTION_APPROVED)).given(policy);
  }

  static EngineScenario scenario() {
    return scenario(leadsDecide());
  }

  static RecordIntent write(long n) {
    return Asked.intent(n, Risk.WRITE);
  }

  /** The same call with other arguments. */
  static RecordIntent edited(RecordIntent intent) {
    RecordIntent other = Asked.with(intent, "actionDigest", Asked.digest("another action"));
    return Asked.with(other, "arguments", new RedactedJson("{\"id\":8}", 8, List.of()));
  }

  static Voter lead(String name) {
    return new Voter(name, List.of("leads"));
  }

  static CastVote vote(ApprovalRequested of, Ballot ballot, Voter voter) {
    return vote(of, ballot, voter, null);
  }

  static CastVote vote(ApprovalRequested of, Ballot ballot, Voter voter, @Nullable String comment) {
    return new CastVote(
        of.approvalId(), ballot, comment, of.actionDigest(), of.previewDigest(), voter, null);
  }

  static CastVote approve(ApprovalRequested of, String name) {
    return vote(of, Ballot.APPROVE, lead(name));
  }

  static CastVote deny(ApprovalRequested of, String name) {
    return vote(of, Ballot.DENY, lead(name));
  }

  static ClaimGrant claim(ApprovalRequested of, long n) {
    return new ClaimGrant(of.callId(), claimId(n), of.actionDigest(), GrantMode.ONLINE);
  }

  static UUID claimId(long n) {
    return Samples.commandId(2_000_000 + n);
  }

  static RevokeApproval revoke(ApprovalRequested of) {
    return new RevokeApproval(of.approvalId(), "wrong ticket", "lea");
  }

  static RecordOutcome ran(ApprovalRequested of, long claim) {
    return new RecordOutcome(
        of.callId(),
        OutcomeStatus.SUCCEEDED,
        null,
        null,
        null,
        List.of(),
        12,
        Amounts.ONE_CALL,
        of.actionDigest(),
        claimId(claim));
  }

  static BreakGlass breakGlass(ApprovalRequested of, Voter voter) {
    return new BreakGlass(
        of.approvalId(),
        "customers cannot log in",
        "INC-7",
        of.actionDigest(),
        of.previewDigest(),
        voter,
        null);
  }

  /** Settings of a tenant whose {@code firefighters} may break the glass. */
  static Command firefighters() {
    return new ConfigureTenant(
        new TenantSettings("UTC", Gate.READ_ONLY, false, false, false, null, "firefighters"));
  }

  static Voter firefighter(String name) {
    return new Voter(name, List.of("firefighters"));
  }

  static SetApprover person(String subject, String... groups) {
    return new SetApprover(new Approver(subject, List.of(), List.of(groups), true));
  }
}
