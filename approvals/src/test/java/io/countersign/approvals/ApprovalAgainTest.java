package io.countersign.approvals;

import static io.countersign.approvals.Approving.approve;
import static io.countersign.approvals.Approving.claim;
import static io.countersign.approvals.Approving.leadsDecide;
import static io.countersign.approvals.Approving.person;
import static io.countersign.approvals.Approving.ran;
import static io.countersign.approvals.Approving.scenario;
import static io.countersign.approvals.Approving.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.approval.GrantMode;
import io.countersign.schemas.command.ClaimGrant;
import io.countersign.schemas.command.ReviewBreakGlass;
import io.countersign.schemas.command.Tick;
import io.countersign.schemas.event.ApprovalRequested;
import io.countersign.schemas.event.CommandRejected;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What stands when an approval is looked at again: under other rules, repeated, or much later. */
class ApprovalAgainTest {
  private static ApprovalRequested asked(EngineScenario scenario) {
    return scenario.when(write(1)).event(ApprovalRequested.class);
  }

  @Test
  void claimsNothingOfflineOnceNoRulePermitsItAnyMore() {
    EngineScenario scenario = scenario(leadsDecide("offline: true"));
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(approve(approval, "lea"))
        .given(leadsDecide())
        .when(
            new ClaimGrant(
                approval.callId(),
                Approving.claimId(1),
                approval.actionDigest(),
                GrantMode.OFFLINE))
        .then("CommandRejected OFFLINE_NOT_ALLOWED, ASK stands")
        .when(claim(approval, 1))
        .then("GrantClaimed ONLINE");
  }

  @Test
  void endsWithVotesThatDoNotSayWhyOnceARuleWantsThat() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(approve(approval, "lea"))
        .given(leadsDecide("comment: true"))
        .when(claim(approval, 1))
        .then(
            "ApprovalClosed INVALIDATED QUORUM_RAISED", "CommandRejected INVALIDATED, ASK stands");
  }

  @Test
  void answersARepeatedCommandWithTheCallThatWaits() {
    EngineScenario scenario = scenario();
    ApprovalRequested approval = asked(scenario);
    scenario
        .when(Asked.with(write(2), "actionDigest", approval.actionDigest()))
        .then("CommandRejected APPROVAL_OPEN, ASK stands")
        .whenRepeated()
        .then("CommandRejected DUPLICATE_COMMAND, ASK stands");
    CommandRejected answer = scenario.event(CommandRejected.class);
    assertThat(answer.standing().callId()).isEqualTo(approval.callId());
  }

  @Test
  void keepsABrokenGlassUntilItsReviewSoThatNobodyReviewsTheirOwn() {
    EngineScenario scenario = scenario().given(Approving.firefighters());
    ApprovalRequested approval = asked(scenario);
    scenario
        .given(Approving.breakGlass(approval, Approving.firefighter("kim")))
        .given(claim(approval, 1))
        .given(ran(approval, 1));
    later(scenario);
    scenario
        .when(new ReviewBreakGlass(approval.approvalId(), true, "mine", "ann@acme.example"))
        .then("CommandRejected SELF_REVIEW")
        .when(new ReviewBreakGlass(approval.approvalId(), true, "fine", "max"))
        .then("BreakGlassReviewed");
    later(scenario);
    assertThat(scenario.state().approval("acme", approval.approvalId())).isNull();
  }

  /** So late, and after so many events, that what has ended is forgotten. */
  private static void later(EngineScenario scenario) {
    scenario.after(Duration.ofHours(25)).given(new Tick());
    for (int i = 0; i < 9; i++) {
      scenario.given(person("person-" + i, "group-" + scenario.log().size(), "leads"));
    }
  }
}
