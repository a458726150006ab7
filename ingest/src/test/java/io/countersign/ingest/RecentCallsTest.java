package io.countersign.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.approval.ApprovalProgress;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.EvidenceGrade;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Source;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.event.CallAbandoned;
import io.countersign.schemas.event.CallCancelled;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.OutcomeOverdue;
import io.countersign.schemas.event.OutcomeReconciled;
import io.countersign.testkit.Variations;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RecentCallsTest {
  private final RecentCalls calls = new RecentCalls(3, 2);
  private final CommandEnvelope intent = Given.intent(Given.CALL);
  private final Digest action = ((RecordIntent) intent.body()).actionDigest();

  @Test
  void followsACallToItsEnd() {
    assertThat(calls.find("acme", Given.CALL)).isEmpty();
    calls.apply(Given.decision(intent, Verdict.ALLOW, 1));
    assertThat(state()).isEqualTo(CallState.ALLOWED);
    calls.apply(Given.event(intent, 2, new OutcomeOverdue(Given.CALL, Given.NOW)));
    assertThat(state()).isEqualTo(CallState.OVERDUE);
    calls.apply(Given.answer(Given.outcome(Given.CALL), 3));
    assertThat(state()).isEqualTo(CallState.REPORTED);
    assertThat(calls.find("acme", Given.CALL).orElseThrow().position()).isEqualTo(1);
    assertThat(calls.find("globex", Given.CALL)).isEmpty();
  }

  @Test
  void keepsTheHigherPositionWhateverComesFirst() {
    calls.apply(Given.decision(intent, Verdict.ALLOW, 1));
    CallSnapshot old = calls.find("acme", Given.CALL).orElseThrow();
    calls.apply(Given.answer(Given.outcome(Given.CALL), 3));
    calls.load(old);
    calls.apply(Given.decision(intent, Verdict.ALLOW, 1));
    assertThat(state()).isEqualTo(CallState.REPORTED);
  }

  @Test
  void staysDeniedWhateverIsReported() {
    calls.apply(Given.decision(intent, Verdict.DENY, 1));
    calls.apply(Given.answer(Given.outcome(Given.CALL), 3));
    assertThat(state()).isEqualTo(CallState.DENIED);
  }

  @Test
  void isNotTouchedByTheRefusalOfAnotherGateway() {
    calls.apply(Given.decision(intent, Verdict.ALLOW, 1));
    CommandEnvelope other =
        new CommandEnvelope(
            intent.commandId(),
            "acme",
            Given.NOW,
            null,
            new Source("gw-2", EvidenceGrade.ENFORCED),
            null,
            intent.salt(),
            intent.body());
    calls.apply(Given.decision(other, Verdict.DENY, 2));
    assertThat(state()).isEqualTo(CallState.ALLOWED);
    calls.apply(Given.event(intent, 3, new CallAbandoned(Given.CALL, intent.commandId())));
    calls.apply(Given.decision(other, Verdict.DENY, 4));
    assertThat(state()).isEqualTo(CallState.DENIED);
  }

  @Test
  void forgetsOnTombstonesOnlyWhatSnapshotsTold() {
    calls.apply(Given.decision(intent, Verdict.ALLOW, 1));
    CallSnapshot told = calls.find("acme", Given.CALL).orElseThrow();
    calls.forget("acme", Given.CALL);
    assertThat(state()).isEqualTo(CallState.ALLOWED);
    RecentCalls loaded = new RecentCalls(3, 2);
    loaded.load(told);
    assertThat(loaded.find("acme", Given.CALL)).contains(told);
    loaded.forget("acme", Given.CALL);
    assertThat(loaded.find("acme", Given.CALL)).isEmpty();
  }

  @Test
  void remembersNoMoreThanItMay() {
    for (int i = 0; i < 5; i++) {
      UUID id = new UUID(Given.CALL.getMostSignificantBits(), Long.MIN_VALUE + i);
      calls.apply(Given.decision(Given.intent(id), Verdict.ALLOW, i));
    }
    assertThat(calls.size()).isEqualTo(3);
  }

  @Test
  void wakesWhoeverWaitsForAChange() {
    calls.apply(Given.decision(intent, Verdict.ALLOW, 1));
    CallSnapshot seen = calls.find("acme", Given.CALL).orElseThrow();
    CompletableFuture<CallSnapshot> first = calls.poll(seen, 100).orElseThrow();
    CompletableFuture<CallSnapshot> second = calls.poll(seen, 200).orElseThrow();
    assertThat(calls.poll(seen, 100)).as("bounded").isEmpty();
    calls.expire(99);
    assertThat(first).isNotDone();
    calls.expire(100);
    assertThat(first.join()).isEqualTo(seen);
    calls.apply(Given.answer(Given.outcome(Given.CALL), 3));
    assertThat(second.join().state()).isEqualTo(CallState.REPORTED);
    assertThat(calls.polling()).isZero();
    assertThat(calls.poll(second.join(), 300).orElseThrow()).as("ended").isDone();
    assertThat(calls.poll(seen, 300).orElseThrow()).as("changed since").isDone();
  }

  @Test
  void takesItsVerdictFromTheDecision() {
    calls.apply(Given.decision(intent, Verdict.ASK, 1));
    CallSnapshot call = calls.find("acme", Given.CALL).orElseThrow();
    DecisionMade decision = (DecisionMade) Given.decision(intent, Verdict.ASK, 1).body();
    assertThat(call.state()).isEqualTo(CallState.PENDING);
    assertThat(call.reasons()).isEqualTo(List.copyOf(decision.reasons()));
    assertThat(call.actionDigest()).isEqualTo(((RecordIntent) intent.body()).actionDigest());
  }

  @Test
  void followsAnApprovalFromTheQuestionToItsEnd() {
    ask();
    assertThat(state()).isEqualTo(CallState.PENDING);
    assertThat(approval().quorum()).containsExactly(GivenApprovals.leads(0));
    apply(3, GivenApprovals.vote(Ballot.APPROVE, 1, action));
    assertThat(approval().quorum()).containsExactly(GivenApprovals.leads(1));
    apply(4, GivenApprovals.vote(Ballot.APPROVE, 2, action));
    apply(5, GivenApprovals.granted());
    assertThat(state()).isEqualTo(CallState.APPROVED);
    assertThat(approval().expiresAt()).isEqualTo(Given.NOW.plusSeconds(600));
    apply(6, GivenApprovals.claimed(action));
    assertThat(state()).isEqualTo(CallState.CLAIMED);
    assertThat(approval().claimId()).isEqualTo(GivenApprovals.CLAIM);
    apply(7, new OutcomeOverdue(Given.CALL, Given.NOW));
    assertThat(state()).isEqualTo(CallState.OVERDUE);
    assertThat(approval().state()).isEqualTo(ApprovalState.OUTCOME_UNKNOWN);
    apply(8, new OutcomeReconciled(Given.CALL, OutcomeStatus.SUCCEEDED, null, "seen", "olga"));
    assertThat(state()).isEqualTo(CallState.REPORTED);
    assertThat(approval().state()).isEqualTo(ApprovalState.CONSUMED);
    assertThat(approval().leaseUntil()).isEqualTo(Given.NOW.plusSeconds(60));
  }

  @Test
  void consumesAnApprovalWithTheOutcomeOfItsClaim() {
    ask();
    apply(3, GivenApprovals.granted());
    apply(4, GivenApprovals.claimed(action));
    calls.apply(Given.answer(Given.outcome(Given.CALL), 5));
    assertThat(state()).isEqualTo(CallState.REPORTED);
    assertThat(approval().state()).isEqualTo(ApprovalState.CONSUMED);
  }

  @Test
  void endsWithItsApproval() {
    for (ApprovalState end : ApprovalState.values()) {
      if (end.closed()) {
        RecentCalls fresh = new RecentCalls(3, 2);
        GivenApprovals.asked(intent, 1).forEach(fresh::apply);
        fresh.apply(Given.event(intent, 3, GivenApprovals.closed(end)));
        CallSnapshot call = fresh.find("acme", Given.CALL).orElseThrow();
        assertThat(call.state())
            .as(end.name())
            .isEqualTo(
                switch (end) {
                  case CANCELLED -> CallState.CANCELLED;
                  case SUPERSEDED -> CallState.PENDING;
                  default -> CallState.DENIED;
                });
        assertThat(Objects.requireNonNull(call.approval()).state()).isEqualTo(end);
        assertThat(Objects.requireNonNull(call.approval()).cause()).isEqualTo("BY_PERSON");
      }
    }
  }

  @Test
  void isMovedByNoOtherApproval() {
    ask();
    UUID other = UUID.fromString("019aa6a0-5f00-7000-8000-0000000000ff");
    apply(3, Variations.with(GivenApprovals.granted(), "approvalId", other));
    assertThat(state()).isEqualTo(CallState.PENDING);
    apply(4, new CallCancelled(Given.CALL, "enough"));
    apply(5, GivenApprovals.granted());
    assertThat(state()).as("it has ended").isEqualTo(CallState.CANCELLED);
  }

  @Test
  void decidesAnewAfterItWasAbandoned() {
    ask();
    apply(3, new CallAbandoned(Given.CALL, intent.commandId()));
    apply(4, GivenApprovals.closed(ApprovalState.CANCELLED));
    assertThat(state()).isEqualTo(CallState.ABANDONED);
    calls.apply(Given.decision(intent, Verdict.ASK, 5));
    assertThat(calls.find("acme", Given.CALL).orElseThrow().approval()).isNull();
    calls.apply(GivenApprovals.requested(intent, 6, GivenApprovals.APPROVAL));
    assertThat(approval().state()).isEqualTo(ApprovalState.PENDING);
  }

  @Test
  void wakesWhoeverWaitsForEachStepOfAnApproval() {
    ask();
    int position = 3;
    for (Event step :
        List.of(
            GivenApprovals.vote(Ballot.APPROVE, 2, action),
            GivenApprovals.granted(),
            GivenApprovals.claimed(action),
            new OutcomeOverdue(Given.CALL, Given.NOW))) {
      CallSnapshot seen = calls.find("acme", Given.CALL).orElseThrow();
      CompletableFuture<CallSnapshot> poll = calls.poll(seen, 100).orElseThrow();
      assertThat(poll.isDone())
          .as("only who asks about an approved call need not wait: %s", step.type())
          .isEqualTo(seen.state() == CallState.APPROVED);
      apply(position++, step);
      assertThat(poll).as(step.type()).isDone();
    }
  }

  private void ask() {
    GivenApprovals.asked(intent, 1).forEach(calls::apply);
  }

  private void apply(long position, Event event) {
    calls.apply(Given.event(intent, position, event));
  }

  private ApprovalProgress approval() {
    return Objects.requireNonNull(calls.find("acme", Given.CALL).orElseThrow().approval());
  }

  private CallState state() {
    return calls.find("acme", Given.CALL).orElseThrow().state();
  }
}
