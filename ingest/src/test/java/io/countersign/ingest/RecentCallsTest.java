package io.countersign.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.EvidenceGrade;
import io.countersign.schemas.call.Source;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.event.CallAbandoned;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.OutcomeOverdue;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RecentCallsTest {
  private final RecentCalls calls = new RecentCalls(3, 2);
  private final CommandEnvelope intent = Given.intent(Given.CALL);

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

  private CallState state() {
    return calls.find("acme", Given.CALL).orElseThrow().state();
  }
}
