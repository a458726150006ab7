package io.countersign.ingest;

import io.countersign.ingest.CommandLog.Appended;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.command.AbandonCall;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.http.ProblemException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Appends commands and answers when the engine has recorded what came of them. Fails closed: no
 * Kafka, no engine or no answer in time is the problem {@code unavailable}, and an intent that may
 * be in the log by then is given up by an {@link AbandonCall}, so that nobody can use its ALLOW.
 *
 * <p>Never blocks. {@link #tick} must be called many times a second.
 */
public final class Door implements AutoCloseable {
  private final CommandLog log;
  private final Waiters waiters;
  private final Replies replies;
  private final Abandonments abandonments;
  private final int ledgers;
  private final long timeoutNanos;
  private final Supplier<Stamp> stamps;
  private final LongSupplier nanoTime;
  private final MeterRegistry meters;

  /**
   * @param ledgers partition count of the commands
   * @param stamps ids and salts of the abandonments
   * @param nanoTime {@link System#nanoTime}
   */
  public Door(
      CommandLog log,
      Waiters waiters,
      IngestSettings settings,
      int ledgers,
      Supplier<Stamp> stamps,
      LongSupplier nanoTime,
      MeterRegistry meters) {
    this.log = log;
    this.waiters = waiters;
    this.replies = new Replies(settings.publicUrl());
    this.abandonments =
        new Abandonments(log, settings.maxAbandons(), settings.answerTimeout().toNanos(), meters);
    this.ledgers = ledgers;
    this.timeoutNanos = settings.answerTimeout().toNanos();
    this.stamps = stamps;
    this.nanoTime = nanoTime;
    this.meters = meters;
    meters.gauge("countersign.ingest.waiting", waiters, Waiters::waiting);
    meters.gauge("countersign.ingest.stalled.ledgers", waiters, Waiters::stalled);
  }

  /**
   * Appends a command and answers when its event has been heard.
   *
   * @param key under which the request may be sent again, for the caller to be told
   * @param receivedNanos {@link System#nanoTime} when the request came in; the time to answer
   *     counts from there
   * @return the answer, or fails with {@link ProblemException}: {@code overloaded} (nothing was
   *     appended), {@code unavailable}, {@code too-large}, {@code command-failed}, or the engine's
   *     refusal
   */
  public CompletableFuture<Reply> ask(
      CommandEnvelope command, UUID key, Acknowledge level, long receivedNanos) {
    Asked asked = Asked.of(command);
    int ledger = TenantPartition.of(command.tenant(), ledgers);
    long deadline = receivedNanos + timeoutNanos;
    if (deadline - nanoTime.getAsLong() < timeoutNanos / 2) {
      // The request itself took too long to arrive: the engine would be blamed for what is left.
      return CompletableFuture.failedFuture(Problems.unavailable());
    }
    CompletableFuture<Reply> answer =
        switch (waiters.admit(asked, level, ledger, deadline)) {
          case Waiters.Ticket ticket -> ask(command, key, asked, ticket, deadline);
          case Waiters.Refused refused -> CompletableFuture.failedFuture(problem(refused));
        };
    var unused =
        answer.whenComplete((reply, failure) -> measure(asked, reply, failure, receivedNanos));
    return answer;
  }

  private CompletableFuture<Reply> ask(
      CommandEnvelope command, UUID key, Asked asked, Waiters.Ticket ticket, long deadline) {
    CompletableFuture<Reply> answer = new CompletableFuture<>();
    CompletableFuture<Appended> appended = log.append(command, deadline);
    // Neither future ever fails, so nothing is lost by not looking at what follows from them.
    var unusedAppended =
        appended.thenAccept(
            result -> {
              switch (result) {
                case WRITTEN -> {}
                case TOO_LARGE -> {
                  answer.completeExceptionally(Problems.commandTooLarge());
                  waiters.withdraw(ticket);
                }
                // It never reached the ledger, so the engine is not to blame.
                case NOT_SENT -> waiters.withdraw(ticket);
                case LOST -> waiters.giveUp(ticket);
              }
            });
    var unusedAbandoned =
        ticket
            .heard()
            .thenAcceptBoth(
                appended,
                (heard, result) -> {
                  if (heard instanceof Waiters.Heard.GaveUp gaveUp) {
                    giveUp(command, result, gaveUp.alone());
                  }
                });
    var unusedAnswered = ticket.heard().thenAccept(heard -> settle(answer, key, asked, heard));
    return answer;
  }

  private void settle(CompletableFuture<Reply> answer, UUID key, Asked asked, Waiters.Heard heard) {
    switch (heard) {
      case Waiters.Heard.Answered answered -> {
        try {
          answer.complete(replies.to(asked, answered));
        } catch (RuntimeException refused) {
          // A refusal, or a bug; either way nobody may be left waiting.
          answer.completeExceptionally(refused);
        }
      }
      case Waiters.Heard.GaveUp gaveUp ->
          answer.completeExceptionally(
              asked.kind().byPerson() ? Problems.unrecorded(key) : Problems.unavailable());
    }
  }

  /**
   * Appends a command whose caller waits for no decision, only for the log to have it. For reports
   * of what has happened already.
   */
  public CompletableFuture<Appended> record(CommandEnvelope command, long receivedNanos) {
    return log.append(command, receivedNanos + timeoutNanos);
  }

  /**
   * Whoever asked was told no. When the intent is or may be in the log and nobody else waits for
   * it, it is abandoned. The abandonment goes after the intent, so the engine meets it second.
   */
  private void giveUp(CommandEnvelope command, Appended result, boolean alone) {
    boolean maybeWritten = result == Appended.WRITTEN || result == Appended.LOST;
    if (!maybeWritten) {
      waiters.neverWritten(command.commandId());
      maybeWritten = waiters.wasGivenUp(command.commandId());
    }
    if (!alone || !maybeWritten || !(command.body() instanceof RecordIntent intent)) {
      return;
    }
    Stamp stamp = stamps.get();
    abandonments.add(
        new CommandEnvelope(
            stamp.commandId(),
            command.tenant(),
            stamp.now(),
            null,
            command.source(),
            command.traceparent(),
            stamp.salt(),
            new AbandonCall(intent.callId(), command.commandId())),
        nanoTime.getAsLong());
  }

  /** Ends waits whose time is over, and repeats abandonments that Kafka has not taken. */
  public void tick() {
    long now = nanoTime.getAsLong();
    waiters.expire(now);
    abandonments.repeat(now);
  }

  /** Answers everybody who still waits {@code unavailable}. */
  @Override
  public void close() {
    waiters.expireAll();
  }

  private static ProblemException problem(Waiters.Refused refused) {
    return switch (refused) {
      case FULL -> Problems.overloaded();
      case STALLED -> Problems.unavailable();
    };
  }

  private void measure(Asked asked, Reply reply, Throwable failure, long receivedNanos) {
    String code = failure == null ? reply.code() : Problems.code(failure);
    Timer.builder("countersign.ingest.answer")
        .description("From receipt of a request to its answer")
        .tag("command", asked.kind().name())
        .tag("code", code)
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofMillis(1))
        .maximumExpectedValue(Duration.ofSeconds(10))
        .register(meters)
        .record(nanoTime.getAsLong() - receivedNanos, TimeUnit.NANOSECONDS);
  }
}
