package io.countersign.ingest;

import io.countersign.ingest.PlatformBrakes.Step;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.EngageBrake;
import io.countersign.schemas.command.ReleaseBrake;
import io.countersign.schemas.json.JsonObject;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Answers who engages or releases a brake. One of a tenant is in force as soon as its ledger has
 * recorded it. One of the whole platform is recorded by one ledger first and carried to the others;
 * its answer says how many have it, and waits for all of them, within a limit.
 *
 * <p>Sending the request again with the same idempotency key tells the present count, on every
 * process of ingest. What was recorded before a process began to look counts for the one ledger
 * that says so.
 */
public final class BrakeDoor {
  private static final int ACCEPTED = 202;

  private final Door door;
  private final PlatformBrakes brakes;
  private final long timeoutNanos;

  /**
   * @param timeout from receipt of a request until it is answered though ledgers are missing
   */
  public BrakeDoor(Door door, PlatformBrakes brakes, Duration timeout) {
    this.door = door;
    this.brakes = brakes;
    this.timeoutNanos = timeout.toNanos();
  }

  /**
   * Appends the command and answers as {@link Door#ask} does, with {@code recorded}, {@code
   * ledgers} and {@code complete} for a brake of the whole platform.
   */
  public CompletableFuture<Reply> ask(
      CommandEnvelope command, UUID key, Acknowledge level, long receivedNanos) {
    CompletableFuture<Reply> home = door.ask(command, key, level, receivedNanos);
    if (!command.tenant().equals(CommandEnvelope.PLATFORM)) {
      return home;
    }
    Step step = step(command);
    return home.thenCompose(
        reply -> {
          if (reply.body().has("approval")) {
            // The release waits for people: no ledger has anything to record yet.
            return CompletableFuture.completedFuture(reply);
          }
          reply
              .body()
              .integer("ledger")
              .ifPresent(ledger -> brakes.recorded(step, Math.toIntExact(ledger)));
          return brakes
              .all(step, receivedNanos + timeoutNanos)
              .thenApply(count -> counted(reply, count, key));
        });
  }

  private static Step step(CommandEnvelope command) {
    if (command.body() instanceof EngageBrake brake) {
      return new Step(brake.brakeId(), true);
    }
    if (command.body() instanceof ReleaseBrake brake) {
      return new Step(brake.brakeId(), false);
    }
    throw new IllegalArgumentException(
        "Expected a command about a brake, but was " + command.body().type());
  }

  private Reply counted(Reply reply, int count, UUID key) {
    boolean complete = count == brakes.ledgers();
    JsonObject.Builder json = JsonObject.builder();
    reply.body().members().forEach(json::put);
    json.put("recorded", (long) count)
        .put("ledgers", (long) brakes.ledgers())
        .put("complete", complete);
    if (complete) {
      return new Reply(reply.status(), reply.code(), json.build());
    }
    json.put(
        "message",
        ("%d of %d ledgers have recorded it; the others will. To ask again, send the same request"
                + " with the header Idempotency-Key: %s.")
            .formatted(count, brakes.ledgers(), key));
    return new Reply(ACCEPTED, "INCOMPLETE", json.build());
  }
}
