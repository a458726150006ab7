package io.countersign.approvals;

import static io.countersign.approvals.Approving.approve;
import static io.countersign.approvals.Approving.breakGlass;
import static io.countersign.approvals.Approving.claim;
import static io.countersign.approvals.Approving.deny;
import static io.countersign.approvals.Approving.edited;
import static io.countersign.approvals.Approving.firefighter;
import static io.countersign.approvals.Approving.person;
import static io.countersign.approvals.Approving.ran;
import static io.countersign.approvals.Approving.revoke;
import static io.countersign.approvals.Approving.write;

import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.StandingScope;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.RequestContext;
import io.countersign.schemas.command.CancelRun;
import io.countersign.schemas.command.CastVote;
import io.countersign.schemas.command.ConfigureTenant;
import io.countersign.schemas.command.ConfirmCall;
import io.countersign.schemas.command.CreateStandingGrant;
import io.countersign.schemas.command.DelegateVotes;
import io.countersign.schemas.command.EndDelegation;
import io.countersign.schemas.command.ReconcileOutcome;
import io.countersign.schemas.command.RemoveApprover;
import io.countersign.schemas.command.ReviewBreakGlass;
import io.countersign.schemas.command.RevokeStandingGrant;
import io.countersign.schemas.command.Tick;
import io.countersign.schemas.command.WithdrawPolicy;
import io.countersign.schemas.control.BrakeKind;
import io.countersign.schemas.control.BrakeScope;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.TenantSettings;
import io.countersign.schemas.event.ApprovalRequested;
import io.countersign.schemas.event.ChangeRequested;
import io.countersign.testkit.Samples;
import java.time.Duration;
import java.util.List;

/** The commands about approvals that the corpus was made of. Only a renewal reads them. */
final class ApprovalCorpus {
  private final EngineScenario ledger =
      Approving.scenario(Approving.leadsDecide("escalateTo: directors", "offline: true"));
  private long calls;

  private ApprovalCorpus() {}

  static List<Delivery> commands() {
    ApprovalCorpus corpus = new ApprovalCorpus();
    corpus.endings();
    corpus.refusals();
    corpus.people();
    corpus.emergencies();
    corpus.changes();
    return corpus.ledger.deliveries();
  }

  private ApprovalRequested ask() {
    return ledger.when(write(++calls)).event(ApprovalRequested.class);
  }

  private void endings() {
    ApprovalRequested ranOnce = ask();
    ledger.given(new ConfirmCall(ranOnce.callId())).given(approve(ranOnce, "lea"));
    ledger.given(claim(ranOnce, 1)).given(claim(ranOnce, 1)).given(claim(ranOnce, 2));
    ledger.given(ran(ranOnce, 1));
    ledger.given(deny(ask(), "lea"));
    ApprovalRequested superseded = ask();
    ledger.given(edited(write(calls))).given(approve(superseded, "lea"));
    ledger.given(new CancelRun("run-1", "the user left"));
    ApprovalRequested revoked = ask();
    ledger.given(approve(revoked, "lea")).given(revoke(revoked)).given(claim(revoked, 1));
    ApprovalRequested lapsed = ask();
    ledger.given(approve(lapsed, "lea")).after(Duration.ofMinutes(10)).given(new Tick());
    ask();
    ledger.after(Duration.ofMinutes(15)).given(new Tick());
    ledger.after(Duration.ofMinutes(45)).given(new Tick());
  }

  private void refusals() {
    ApprovalRequested approval = ask();
    ledger.given(approve(approval, "ann@acme.example")).given(approve(approval, "olga"));
    ledger.given(Approving.vote(approval, Ballot.APPROVE, new Voter("max", List.of("sales"))));
    ledger.given(approve(approval, "lea")).given(approve(approval, "lea"));
    ledger.whenBy("gateway-2", claim(approval, 1));
    ledger.given(Asked.brake(1, BrakeKind.READ_ONLY, BrakeScope.EVERYTHING));
    ledger.given(claim(approval, 1)).given(Asked.release(1));
    ledger.given(Asked.brake(2, BrakeKind.KILL, BrakeScope.EVERYTHING));
    ledger.given(claim(approval, 1)).given(Asked.release(2));
    ApprovalRequested invalidated = ask();
    ledger.given(approve(invalidated, "lea"));
    ledger.given(Asked.policy("night", "match: {tool: [write]}", "effect: deny"));
    ledger.given(claim(invalidated, 1));
    ledger.given(new WithdrawPolicy("night", "not needed"));
    ApprovalRequested unknown = ask();
    ledger.given(approve(unknown, "lea")).given(claim(unknown, 1));
    ledger.after(Duration.ofMinutes(16)).given(new Tick());
    ledger.given(
        new ReconcileOutcome(
            unknown.callId(), OutcomeStatus.NOT_RUN, null, "nothing changed", "olga"));
  }

  private void people() {
    ledger.given(person("lea", "leads")).given(person("max", "leads")).given(person("sue"));
    ledger.given(
        new DelegateVotes(
            Approving.lead("lea"), "sue", ledger.now().plus(Duration.ofDays(1)), "on leave"));
    ApprovalRequested delegated = ask();
    ledger.given(Approving.vote(delegated, Ballot.APPROVE, new Voter("sue", List.of())));
    ledger.given(new EndDelegation("lea", "back", "lea"));
    ledger.given(
        new CreateStandingGrant(
            Samples.commandId(3_000_000),
            new StandingScope("crm", "write", null, null, null, "args.id == 7"),
            1,
            ledger.now().plus(Duration.ofDays(1)),
            "the same all day",
            Approving.lead("max")));
    ask();
    ledger.given(new RevokeStandingGrant(Samples.commandId(3_000_000), "not needed", "max"));
    ledger.given(new RemoveApprover("lea", "left")).given(new RemoveApprover("max", "left"));
    ledger.given(write(++calls)).given(new RemoveApprover("sue", "left"));
    ledger.given(
        Asked.with(
            write(++calls), "context", new RequestContext("look it up", null, "lea@acme.example")));
  }

  private void emergencies() {
    ledger.given(Approving.firefighters());
    ApprovalRequested burning = ask();
    ledger.given(breakGlass(burning, Approving.lead("lea")));
    ledger.given(breakGlass(burning, firefighter("fay"))).given(claim(burning, 1));
    ledger.given(ran(burning, 1)).after(Duration.ofHours(24)).given(new Tick());
    ledger.given(new ReviewBreakGlass(burning.approvalId(), true, "it had to be", "fay"));
    ledger.given(new ReviewBreakGlass(burning.approvalId(), true, "it had to be", "lea"));
  }

  private void changes() {
    ledger.given(
        new ConfigureTenant(
            new TenantSettings("UTC", Gate.READ_ONLY, true, true, true, null, null)));
    ChangeRequested change =
        ledger.when(Asked.policy("late", "effect: allow")).event(ChangeRequested.class);
    ledger.given(
        new CastVote(
            change.approvalId(),
            Ballot.APPROVE,
            null,
            change.changeDigest(),
            change.previewDigest(),
            Approving.lead("lea"),
            null));
    ledger.given(new ConfigureTenant(TenantSettings.DEFAULT));
  }
}
