package io.countersign.ingest;

import io.countersign.ingest.CommandLog.Appended;
import io.countersign.ingest.contract.Contract;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.http.ProblemException;
import io.countersign.schemas.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Calls that a gateway decided by itself, one a line. Each becomes an intent with the gateway's own
 * decision and, when it has ended, an outcome; a line is accepted when the log has both. A line
 * that is wrong spoils only itself.
 */
public final class Observations {
  /** What stands between lines; more of it than this many lines is refused. */
  private static final byte NEWLINE = '\n';

  private final Documents documents;
  private final Intake intake;
  private final Door door;
  private final Supplier<Stamp> stamps;
  private final LongSupplier nanoTime;
  private final IngestSettings settings;

  public Observations(
      Documents documents,
      Intake intake,
      Door door,
      Supplier<Stamp> stamps,
      LongSupplier nanoTime,
      IngestSettings settings) {
    this.documents = documents;
    this.intake = intake;
    this.door = door;
    this.stamps = stamps;
    this.nanoTime = nanoTime;
    this.settings = settings;
  }

  private record Line(int number, ByteBuffer bytes) {}

  /**
   * Takes a whole body in. Blocks while too much of it is underway; call it from a thread that may.
   *
   * @return one result a line that is not blank, in order, of the shape {@code ObservationResult}
   * @throws ProblemException {@code too-large} when there are too many lines; nothing was appended
   */
  public List<JsonObject> take(byte[] body, Origin origin) throws InterruptedException {
    List<Line> lines = lines(body);
    Semaphore room = new Semaphore(settings.observationsInFlight());
    List<CompletableFuture<JsonObject>> results = new ArrayList<>(lines.size());
    for (Line line : lines) {
      room.acquire();
      CompletableFuture<JsonObject> result = take(line, origin);
      results.add(result);
      var unused = result.whenComplete((done, failure) -> room.release());
    }
    return results.stream().map(CompletableFuture::join).toList();
  }

  private List<Line> lines(byte[] body) {
    List<Line> lines = new ArrayList<>();
    int number = 0;
    int start = 0;
    for (int end = 0; end <= body.length; end++) {
      if (end < body.length && body[end] != NEWLINE) {
        continue;
      }
      number++;
      byte[] line = java.util.Arrays.copyOfRange(body, start, end);
      start = end + 1;
      if (isBlank(line)) {
        continue;
      }
      lines.add(new Line(number, ByteBuffer.wrap(line)));
      if (lines.size() > settings.maxObservationLines()) {
        throw Problems.tooLarge(
            "Expected at most %d observations, but there are more. Send them in parts."
                .formatted(settings.maxObservationLines()));
      }
    }
    return lines;
  }

  private static byte[] bytes(Line line) {
    byte[] bytes = new byte[line.bytes.remaining()];
    line.bytes.duplicate().get(bytes);
    return bytes;
  }

  private static boolean isBlank(byte[] line) {
    for (byte each : line) {
      if (each != ' ' && each != '\t' && each != '\r') {
        return false;
      }
    }
    return true;
  }

  private CompletableFuture<JsonObject> take(Line line, Origin origin) {
    CommandEnvelope intent;
    Optional<CommandEnvelope> outcome;
    UUID callId;
    try {
      JsonObject document = documents.read(bytes(line), Contract.Body.OBSERVATION);
      JsonObject call = document.object("intent").orElse(JsonObject.EMPTY);
      JsonObject decision = document.object("decision").orElse(JsonObject.EMPTY);
      intent = intake.observed(call, decision, origin, stamps.get());
      callId = ((RecordIntent) intent.body()).callId();
      outcome =
          document
              .object("outcome")
              .or(() -> notRun(decision))
              .map(ended -> intake.outcome(callId, inTenant(ended, intent), origin, stamps.get()));
    } catch (ProblemException refused) {
      return CompletableFuture.completedFuture(refused(line, Optional.empty(), refused));
    }
    return append(intent, outcome)
        .thenApply(
            result ->
                switch (result) {
                  case WRITTEN -> result(line, "accepted").put("callId", callId.toString()).build();
                  case TOO_LARGE -> refused(line, Optional.of(callId), Problems.commandTooLarge());
                  case NOT_SENT, LOST -> refused(line, Optional.of(callId), Problems.unavailable());
                });
  }

  /** A gateway that did not allow a call did not run it, and need not say so twice. */
  private static Optional<JsonObject> notRun(JsonObject decision) {
    boolean allowed = decision.string("verdict").filter(Verdict.ALLOW.name()::equals).isPresent();
    return allowed
        ? Optional.empty()
        : Optional.of(JsonObject.builder().put("status", OutcomeStatus.NOT_RUN.name()).build());
  }

  /** The outcome belongs to its intent's tenant and need not repeat it. */
  private static JsonObject inTenant(JsonObject outcome, CommandEnvelope intent) {
    Optional<String> named = outcome.string("tenant");
    if (named.isPresent()) {
      if (!named.get().equals(intent.tenant())) {
        throw Problems.invalid("/outcome/tenant", "Expected the tenant of the intent.");
      }
      return outcome;
    }
    JsonObject.Builder json = JsonObject.builder().put("tenant", intent.tenant());
    outcome.members().forEach(json::put);
    return json.build();
  }

  private CompletableFuture<Appended> append(
      CommandEnvelope intent, Optional<CommandEnvelope> outcome) {
    CompletableFuture<Appended> first = door.record(intent, nanoTime.getAsLong());
    if (outcome.isEmpty()) {
      return first;
    }
    return first.thenCompose(
        result ->
            result == Appended.WRITTEN
                ? door.record(outcome.get(), nanoTime.getAsLong())
                : CompletableFuture.completedFuture(result));
  }

  private static JsonObject refused(Line line, Optional<UUID> callId, ProblemException refused) {
    JsonObject.Builder json = result(line, "refused");
    callId.ifPresent(id -> json.put("callId", id.toString()));
    return json.put("problem", Problems.json(refused)).build();
  }

  private static JsonObject.Builder result(Line line, String status) {
    return JsonObject.builder().put("line", (long) line.number).put("status", status);
  }
}
