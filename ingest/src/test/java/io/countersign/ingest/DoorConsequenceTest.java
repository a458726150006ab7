package io.countersign.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.AbandonCall;
import io.countersign.schemas.command.CastVote;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.Event;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** An answer is told together with what followed from it, and does not wait where nothing can. */
class DoorConsequenceTest {
  private static final long REST = Duration.ofMillis(250).toNanos();
  private static final Digest ACTION = Given.digest(1);

  private final MemoryCommandLog log = new MemoryCommandLog();
  private final Waiters waiters = new Waiters(3);
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - REST);
  private final Door door =
      new Door(
          log,
          waiters,
          IngestSettings.DEFAULT,
          12,
          Given.stamps(),
          now::get,
          new SimpleMeterRegistry());

  @Test
  void tellsAQuestionTogetherWithItsApproval() {
    CommandEnvelope intent = Given.intent(Given.CALL);
    CompletableFuture<Reply> answer = ask(intent);
    waiters.hear(Given.decision(intent, Verdict.ASK, 5), Acknowledge.APPENDED);
    assertThat(answer).isNotDone();
    waiters.hear(
        GivenApprovals.requested(intent, 6, GivenApprovals.APPROVAL), Acknowledge.APPENDED);
    assertThat(answer.join().body().object("approval")).isPresent();
    assertThat(waiters.waiting()).isZero();
  }

  @Test
  void answersAtOnceWhenNothingCanFollow() {
    CommandEnvelope intent = Given.intent(Given.CALL);
    CompletableFuture<Reply> denied = ask(intent);
    waiters.hear(Given.decision(intent, Verdict.DENY, 5), Acknowledge.APPENDED);
    assertThat(denied).isDone();
    CommandEnvelope vote = vote(Ballot.APPROVE);
    CompletableFuture<Reply> open = ask(vote);
    hear(vote, 6, GivenApprovals.vote(Ballot.APPROVE, 1, ACTION));
    assertThat(open.join().body().string("state")).contains("PENDING");
  }

  @Test
  void tellsAVoteTogetherWithWhatItDecided() {
    CommandEnvelope approve = vote(Ballot.APPROVE);
    CompletableFuture<Reply> approved = ask(approve);
    hear(approve, 5, GivenApprovals.vote(Ballot.APPROVE, 2, ACTION));
    assertThat(approved).isNotDone();
    hear(approve, 6, GivenApprovals.granted());
    assertThat(approved.join().body().string("state")).contains("APPROVED");
    CommandEnvelope deny = vote(Ballot.DENY);
    CompletableFuture<Reply> denied = ask(deny);
    hear(deny, 7, GivenApprovals.vote(Ballot.DENY, 1, ACTION));
    hear(deny, 8, GivenApprovals.closed(ApprovalState.DENIED));
    assertThat(denied.join().body().string("state")).contains("DENIED");
  }

  @Test
  void restsForAConsequenceThatMayNotCome() {
    CommandEnvelope deny = vote(Ballot.DENY);
    CompletableFuture<Reply> answer = ask(deny);
    hear(deny, 5, GivenApprovals.vote(Ballot.DENY, 1, ACTION));
    later(0);
    later(REST - 1);
    assertThat(answer).isNotDone();
    later(1);
    assertThat(answer.join().body().string("state")).contains("PENDING");
    assertThat(log.commands).noneMatch(each -> each.body() instanceof AbandonCall);
    assertThat(waiters.stalled()).isZero();
  }

  @Test
  void tellsWhatItHeardWhenItCloses() {
    CommandEnvelope deny = vote(Ballot.DENY);
    CompletableFuture<Reply> answer = ask(deny);
    hear(deny, 5, GivenApprovals.vote(Ballot.DENY, 1, ACTION));
    door.close();
    assertThat(answer.join().status()).isEqualTo(200);
  }

  @Test
  void isNotAnsweredByTheConsequenceOfAnother() {
    CommandEnvelope approve = vote(Ballot.APPROVE);
    CompletableFuture<Reply> answer = ask(approve);
    hear(approve, 5, GivenApprovals.granted());
    hear(approve, 6, GivenApprovals.vote(Ballot.DENY, 0, ACTION));
    hear(approve, 7, GivenApprovals.vote(Ballot.APPROVE, 2, Given.digest(2)));
    assertThat(answer).isNotDone();
    later(Duration.ofSeconds(2).toNanos());
    assertThat(answer).isCompletedExceptionally();
  }

  private static CommandEnvelope vote(Ballot ballot) {
    CommandEnvelope intent = Given.intent(Given.CALL);
    return new CommandEnvelope(
        ballot == Ballot.DENY ? Given.CALL : intent.commandId(),
        "acme",
        Given.NOW,
        null,
        Given.source(),
        null,
        intent.salt(),
        new CastVote(
            GivenApprovals.APPROVAL,
            ballot,
            null,
            ACTION,
            GivenApprovals.PREVIEW,
            new Voter("ana", List.of("leads")),
            null));
  }

  private void hear(CommandEnvelope command, long position, Event event) {
    waiters.hear(Given.event(command, position, event), Acknowledge.APPENDED);
  }

  private CompletableFuture<Reply> ask(CommandEnvelope command) {
    return door.ask(command, command.commandId(), Acknowledge.APPENDED, now.get());
  }

  private void later(long nanos) {
    now.addAndGet(nanos);
    door.tick();
  }
}
