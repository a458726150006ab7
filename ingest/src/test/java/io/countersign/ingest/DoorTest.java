package io.countersign.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.countersign.ingest.CommandLog.Appended;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.AbandonCall;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.http.ProblemException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DoorTest {
  private static final long TIMEOUT = Duration.ofSeconds(2).toNanos();

  private final MemoryCommandLog log = new MemoryCommandLog();
  private final Waiters waiters = new Waiters(3);
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - TIMEOUT / 2);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Door door =
      new Door(log, waiters, IngestSettings.DEFAULT, 12, Given.stamps(), now::get, meters);

  @Test
  void answersWhenTheEventAppears() {
    CommandEnvelope intent = intent(1);
    CompletableFuture<Reply> answer = ask(intent);
    assertThat(answer).isNotDone();
    waiters.hear(Given.decision(intent, Verdict.ALLOW, 5), Acknowledge.APPENDED);
    assertThat(answer.join().code()).isEqualTo("ALLOW");
    assertThat(waiters.waiting()).isZero();
    assertThat(log.commands).containsExactly(intent);
  }

  @Test
  void waitsForTheCommitWhenAsked() {
    CommandEnvelope intent = intent(1);
    CompletableFuture<Reply> answer =
        door.ask(intent, intent.commandId(), Acknowledge.COMMITTED, now.get());
    waiters.hear(Given.decision(intent, Verdict.ALLOW, 5), Acknowledge.APPENDED);
    assertThat(answer).isNotDone();
    waiters.hear(Given.decision(intent, Verdict.ALLOW, 5), Acknowledge.COMMITTED);
    assertThat(answer.join().status()).isEqualTo(200);
  }

  @Test
  void abandonsAnIntentThatNobodyAnsweredInTime() {
    CommandEnvelope intent = intent(1);
    CompletableFuture<Reply> answer = ask(intent);
    later(TIMEOUT - 1);
    assertThat(answer).isNotDone();
    later(1);
    assertThat(code(answer)).isEqualTo("unavailable");
    assertThat(log.commands).hasSize(2);
    CommandEnvelope abandonment = log.commands.get(1);
    UUID callId = ((RecordIntent) intent.body()).callId();
    assertThat(abandonment.body()).isEqualTo((Command) new AbandonCall(callId, intent.commandId()));
    assertThat(abandonment.tenant()).isEqualTo(intent.tenant());
    assertThat(abandonment.commandId()).isNotEqualTo(intent.commandId());
  }

  @Test
  void abandonsNothingThatWasNeverSent() {
    log.next = CompletableFuture.completedFuture(Appended.NOT_SENT);
    assertThat(code(ask(intent(1)))).isEqualTo("unavailable");
    log.next = CompletableFuture.completedFuture(Appended.TOO_LARGE);
    assertThat(code(ask(intent(2)))).isEqualTo("payload-too-large");
    assertThat(log.commands).hasSize(2).noneMatch(each -> each.body() instanceof AbandonCall);
  }

  @Test
  void abandonsOnlyAfterTheFateOfTheIntentIsKnown() {
    CompletableFuture<Appended> fate = new CompletableFuture<>();
    log.next = fate;
    CompletableFuture<Reply> answer = ask(intent(1));
    later(TIMEOUT);
    assertThat(code(answer)).isEqualTo("unavailable");
    assertThat(log.commands).hasSize(1);
    log.next = CompletableFuture.completedFuture(Appended.WRITTEN);
    fate.complete(Appended.LOST);
    assertThat(log.commands).hasSize(2);
    assertThat(log.commands.get(1).body()).isInstanceOf(AbandonCall.class);
  }

  @Test
  void repeatsAnAbandonmentUntilTheLogHasIt() {
    ask(intent(1)).exceptionally(failure -> null);
    log.next = CompletableFuture.completedFuture(Appended.LOST);
    later(TIMEOUT);
    later(TIMEOUT);
    log.next = CompletableFuture.completedFuture(Appended.WRITTEN);
    later(TIMEOUT);
    later(TIMEOUT);
    assertThat(log.commands).hasSize(4);
    assertThat(log.commands.subList(1, 4)).containsOnly(log.commands.get(1));
    assertThat(meters.counter("countersign.ingest.abandoned", "result", "written").count())
        .isEqualTo(1);
  }

  @Test
  void abandonsNothingWhileAnotherWaitsForTheSameCommand() {
    CommandEnvelope intent = intent(1);
    CompletableFuture<Reply> first = ask(intent);
    later(TIMEOUT / 2);
    CompletableFuture<Reply> second = ask(intent);
    later(TIMEOUT / 2);
    assertThat(code(first)).isEqualTo("unavailable");
    waiters.hear(Given.decision(intent, Verdict.ALLOW, 5), Acknowledge.APPENDED);
    assertThat(second.join().code()).isEqualTo("ALLOW");
    assertThat(log.commands).containsExactly(intent, intent);
  }

  @Test
  void answersNobodyWithTheDecisionAboutAnotherActionUnderTheSameId() {
    CommandEnvelope intent = intent(1);
    CommandEnvelope other = intent(2);
    CompletableFuture<Reply> answer = ask(intent);
    EventEnvelope decision = Given.decision(other, Verdict.ALLOW, 5);
    waiters.hear(
        io.countersign.testkit.Variations.with(decision, "commandId", intent.commandId()),
        Acknowledge.APPENDED);
    assertThat(answer).isNotDone();
  }

  @Test
  void answersNobodyWithADecisionThatIsAbandoned() {
    CommandEnvelope intent = intent(1);
    CompletableFuture<Reply> first = ask(intent);
    later(TIMEOUT);
    assertThat(code(first)).isEqualTo("unavailable");
    CompletableFuture<Reply> second = ask(intent);
    waiters.hear(Given.decision(intent, Verdict.ALLOW, 5), Acknowledge.APPENDED);
    assertThat(second).isNotDone();
  }

  @Test
  void abandonsNoOutcome() {
    CompletableFuture<Reply> answer = ask(Given.outcome(Given.CALL));
    later(TIMEOUT);
    assertThat(code(answer)).isEqualTo("unavailable");
    assertThat(log.commands).hasSize(1);
  }

  @Test
  void refusesBeforeAppendingWhenTooManyWait() {
    for (int i = 1; i <= 3; i++) {
      assertThat(ask(intent(i))).isNotDone();
    }
    assertThat(code(ask(intent(4)))).isEqualTo("too-many-requests");
    assertThat(log.commands).hasSize(3);
  }

  @Test
  void letsOneProbeAtATimeIntoAStalledLedger() {
    CompletableFuture<Reply> lost = ask(intent(1));
    later(TIMEOUT);
    assertThat(code(lost)).isEqualTo("unavailable");
    int appended = log.commands.size();

    CommandEnvelope probe = intent(2);
    CompletableFuture<Reply> probing = ask(probe);
    assertThat(probing).isNotDone();
    assertThat(code(ask(intent(3)))).isEqualTo("unavailable");
    assertThat(log.commands).hasSize(appended + 1);

    waiters.hear(Given.decision(probe, Verdict.DENY, 6), Acknowledge.APPENDED);
    assertThat(probing.join().code()).isEqualTo("DENY");
    assertThat(ask(intent(4))).isNotDone();
    assertThat(ask(intent(5))).isNotDone();
  }

  @Test
  void answersEverybodyWhenItCloses() {
    CompletableFuture<Reply> answer = ask(intent(1));
    door.close();
    assertThat(code(answer)).isEqualTo("unavailable");
  }

  private static CommandEnvelope intent(int number) {
    return Given.intent(new UUID(Given.CALL.getMostSignificantBits(), Long.MIN_VALUE + number));
  }

  private CompletableFuture<Reply> ask(CommandEnvelope command) {
    return door.ask(command, command.commandId(), Acknowledge.APPENDED, now.get());
  }

  private void later(long nanos) {
    now.addAndGet(nanos);
    door.tick();
  }

  static String code(CompletableFuture<Reply> answer) {
    assertThat(answer).isDone();
    Throwable failure = catchThrowable(answer::join);
    assertThat(failure)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(ProblemException.class);
    return Problems.code(failure);
  }
}
