package io.countersign.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.access.Caller;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.EngageBrake;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.http.ProblemException;
import io.countersign.schemas.json.JsonObject;
import io.countersign.testkit.Variations;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BrakeDoorTest {
  private static final UUID KEY =
      new UUID(Given.CALL.getMostSignificantBits(), Long.MIN_VALUE + 4712);

  private static final int LEDGERS = 4;
  private static final long TIMEOUT = Duration.ofSeconds(10).toNanos();

  private final MemoryCommandLog log = new MemoryCommandLog();
  private final Waiters waiters = new Waiters(10);
  private final PlatformBrakes brakes = new PlatformBrakes(LEDGERS);
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final Door door =
      new Door(
          log,
          waiters,
          IngestSettings.DEFAULT,
          LEDGERS,
          Given.stamps(),
          now::get,
          new SimpleMeterRegistry());
  private final BrakeDoor brakeDoor = new BrakeDoor(door, brakes, Duration.ofSeconds(10));
  private final ControlIntake intake = new ControlIntake(Given.redactor());
  private final CommandEnvelope brake = brake(Given.keeper(), "{}", Given.stamps().get());

  @Test
  void answersWhenTheLastLedgerHasRecordedIt() {
    CompletableFuture<Reply> answer = ask(brake);
    hear(brake, 2);
    record(brake, 0, 1, 1, 2);
    assertThat(answer).isNotDone();
    record(brake, 3);
    assertThat(answer.join().status()).isEqualTo(201);
    assertThat(answer.join().body().integer("recorded")).contains(4L);
    assertThat(answer.join().body().bool("complete")).contains(true);
    assertThat(answer.join().body().has("message")).isFalse();
  }

  @Test
  void knowsLedgersThatWereFasterThanTheAnswer() {
    CompletableFuture<Reply> answer = ask(brake);
    record(brake, 0, 1, 3);
    assertThat(answer).isNotDone();
    hear(brake, 2);
    assertThat(answer.join().body().integer("recorded")).contains(4L);
  }

  @Test
  void saysHowManyHaveItWhenTheTimeIsOver() {
    CompletableFuture<Reply> answer = ask(brake);
    hear(brake, 2);
    record(brake, 0);
    later(TIMEOUT - 1);
    assertThat(answer).isNotDone();
    later(1);
    JsonObject body = answer.join().body();
    assertThat(answer.join().status()).isEqualTo(202);
    assertThat(answer.join().code()).isEqualTo("INCOMPLETE");
    assertThat(body.integer("recorded")).contains(2L);
    assertThat(body.integer("ledgers")).contains(4L);
    assertThat(body.bool("complete")).contains(false);
    assertThat(body.string("message").orElseThrow())
        .contains("2 of 4 ledgers have recorded it")
        .contains("Idempotency-Key: " + KEY);
  }

  @Test
  void tellsThePresentCountWhenItIsAskedAgain() {
    CompletableFuture<Reply> first = ask(brake);
    hear(brake, 2);
    later(TIMEOUT);
    assertThat(first.join().status()).isEqualTo(202);
    record(brake, 0);
    CommandEnvelope again =
        brake(Given.keeper(), "{}", Given.stamps().get().withCommandId(brake.commandId()));
    assertThat(((EngageBrake) again.body()).brakeId())
        .isEqualTo(((EngageBrake) brake.body()).brakeId());
    CompletableFuture<Reply> second = ask(again);
    waiters.hear(Given.rejection(again, "CONTROL_UNCHANGED", null), Acknowledge.APPENDED);
    later(TIMEOUT);
    assertThat(second.join().status()).isEqualTo(202);
    assertThat(second.join().body().integer("recorded")).contains(3L);
    assertThat(second.join().body().bool("repeated")).contains(true);
    record(brake, 1, 3);
    CompletableFuture<Reply> third = ask(again);
    waiters.hear(Given.rejection(again, "CONTROL_UNCHANGED", null), Acknowledge.APPENDED);
    assertThat(third.join().status()).isEqualTo(200);
    assertThat(third.join().body().bool("complete")).contains(true);
  }

  @Test
  void countsTheReleaseApart() {
    CompletableFuture<Reply> engaged = ask(brake);
    hear(brake, 2);
    record(brake, 0, 1, 3);
    UUID id = UUID.fromString(engaged.join().body().string("brakeId").orElseThrow());
    CommandEnvelope release =
        intake.releaseBrake(
            id,
            new ControlIntake.Request(
                Given.json("{'reason':'fixed'}"),
                Optional.empty(),
                Given.from(Given.keeper()),
                Given.stampsFor(id).get()));
    CompletableFuture<Reply> released = ask(release);
    hear(release, 2);
    assertThat(released).isNotDone();
    record(release, 0, 1, 3);
    assertThat(released.join().status()).isEqualTo(200);
  }

  @Test
  void waitsForOneLedgerOnlyWhenTheBrakeIsATenants() {
    CommandEnvelope own = brake(Given.operator(), "{'server':'tickets'}", Given.stamps().get());
    assertThat(own.tenant()).isEqualTo("acme");
    CompletableFuture<Reply> answer = ask(own);
    hear(own, 1);
    assertThat(answer.join().status()).isEqualTo(201);
    assertThat(answer.join().body().has("recorded")).isFalse();
    assertThat(answer.join().body().has("complete")).isFalse();
  }

  @Test
  void countsNoBrakeOfATenantWithTheIdOfThePlatforms() {
    CompletableFuture<Reply> answer = ask(brake);
    hear(brake, 2);
    for (int ledger = 0; ledger < LEDGERS; ledger++) {
      brakes.apply(Variations.with(at(brake, ledger), "tenant", "acme"));
    }
    assertThat(answer).isNotDone();
  }

  @Test
  void saysThatItMayStillBeRecordedWhenNoLedgerAnswers() {
    CompletableFuture<Reply> answer = ask(brake);
    later(Duration.ofSeconds(2).toNanos());
    assertThat(DoorTest.code(answer)).isEqualTo("unavailable");
    assertThat(answer.exceptionNow())
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem ->
                assertThat(problem.problem().detail())
                    .contains("may still be recorded", KEY.toString()));
  }

  @Test
  void answersEverybodyWhenItCloses() {
    CompletableFuture<Reply> answer = ask(brake);
    hear(brake, 2);
    brakes.expireAll();
    assertThat(answer.join().body().integer("recorded")).contains(1L);
  }

  private CommandEnvelope brake(Caller caller, String scope, Stamp stamp) {
    return intake.engageBrake(
        new ControlIntake.Request(
            Given.json("{'kind':'KILL','scope':%s,'reason':'stop'}".formatted(scope)),
            Optional.empty(),
            Given.from(caller),
            stamp));
  }

  private CompletableFuture<Reply> ask(CommandEnvelope command) {
    return brakeDoor.ask(command, KEY, Acknowledge.APPENDED, now.get());
  }

  /** The answer of the ledger that the command went to. */
  private void hear(CommandEnvelope command, int ledger) {
    waiters.hear(at(command, ledger), Acknowledge.APPENDED);
  }

  private void record(CommandEnvelope command, int... ledgers) {
    for (int ledger : ledgers) {
      brakes.apply(at(command, ledger));
    }
  }

  private static EventEnvelope at(CommandEnvelope command, int ledger) {
    return Variations.with(Given.answer(command, 7), "ledger", ledger);
  }

  private void later(long nanos) {
    now.addAndGet(nanos);
    door.tick();
    brakes.expire(now.get());
  }
}
