package io.countersign.query.story;

import io.countersign.schemas.call.CallState;
import io.countersign.schemas.document.CallJson;
import io.countersign.schemas.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A part of a call's time in which one party has the ball, by recorded time.
 *
 * @param kind which part
 * @param from when it began
 * @param to when it ended; the end of the story where it has not
 * @param open whether it had not ended by the end of the story
 */
public record Phase(Kind kind, Instant from, Instant to, boolean open) {
  /** Who has the ball. */
  public enum Kind {
    /** The engine checks. */
    DECIDING("deciding"),
    /** People are asked. */
    WAITING("waiting for people"),
    /** The gateway may claim what people approved. */
    UNCLAIMED("approved, not claimed"),
    /** The gateway runs the tool, or may. */
    RUNNING("running");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** The kind in words. */
    public String words() {
      return words;
    }
  }

  /** How long it took. */
  public Duration length() {
    return Duration.between(from, to);
  }

  JsonObject json() {
    return JsonObject.builder()
        .put("kind", kind.name())
        .put("from", from.toString())
        .put("to", to.toString())
        .put("millis", length().toMillis())
        .put("open", open)
        .build();
  }

  /**
   * The phases of a call, in order.
   *
   * @param call the call as {@link CallJson} tells it
   * @param end when the last event of the story was recorded
   */
  static List<Phase> of(JsonObject call, Instant end) {
    List<Phase> phases = new ArrayList<>();
    Optional<Instant> asked = Members.time(call, "intent", "recordedAt");
    Optional<Instant> decided = Members.time(call, "decision", "recordedAt");
    asked.ifPresent(from -> add(phases, Kind.DECIDING, from, decided, end));
    Optional<Instant> requested = Members.time(call, "approval", "requestedAt");
    Optional<Instant> answered = Members.time(call, "approval", "decidedAt");
    requested.ifPresent(from -> add(phases, Kind.WAITING, from, answered, end));
    Optional<Instant> claimed = Members.time(call, "approval", "claim", "recordedAt");
    if (Members.object(call, "approval", "granted").isPresent()) {
      Optional<Instant> closed = Members.time(call, "approval", "closed", "recordedAt");
      answered.ifPresent(from -> add(phases, Kind.UNCLAIMED, from, claimed.or(() -> closed), end));
    }
    boolean allowed = Members.text(call, "decision", "verdict").equals(Optional.of("ALLOW"));
    Optional<Instant> started = claimed.or(() -> allowed ? decided : Optional.empty());
    started.ifPresent(from -> add(phases, Kind.RUNNING, from, ended(call), end));
    return phases;
  }

  private static Optional<Instant> ended(JsonObject call) {
    for (String fact : List.of("outcome", "reconciled", "cancelled", "abandoned")) {
      Optional<Instant> at = Members.time(call, fact, "recordedAt");
      if (at.isPresent() && CallJson.state(call).filter(CallState::finished).isPresent()) {
        return at;
      }
    }
    return Optional.empty();
  }

  private static void add(
      List<Phase> phases, Kind kind, Instant from, Optional<Instant> to, Instant end) {
    Instant until = to.orElse(end);
    if (!until.isBefore(from)) {
      phases.add(new Phase(kind, from, until, to.isEmpty()));
    }
  }
}
