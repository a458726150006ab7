package io.countersign.schemas.alert;

import io.countersign.schemas.call.Limits;
import io.countersign.schemas.call.Severity;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that somebody should look at, as it stood after one more event. One record of {@code
 * countersign.alerts}; the record with the highest version of an {@code alertId} is how it stands
 * now. Made from committed events alone and by their times, so a rebuild gives the same bytes.
 *
 * @param alertId derived from the tenant, the key and the event that opened it
 * @param version how often it has changed, from 1 without a gap: the external version of its
 *     document
 * @param tenant tenant that it belongs to
 * @param key what makes two occurrences the same alert: the kind and the entity
 * @param kind stable name of the rule, or of what was counted
 * @param state where it stands
 * @param extended how often more of the same was found since it was opened
 * @param severity how loud
 * @param action what was counted, when it rests on a count of the detector
 * @param entity what it is about
 * @param measure the count it rests on, when it rests on one
 * @param contributors who and what had the greatest part in it, greatest first
 * @param callIds calls to look at, first found first; not all of them
 * @param runIds runs to look at, first found first; not all of them
 * @param eventIds events it rests on, first found first; not all of them
 * @param headline what happened, in one line
 * @param explanation why that is an alert, in sentences
 * @param silence how to see no more of it when it is meant to be
 * @param detector what found it
 * @param firstSeen when the first event it rests on was recorded
 * @param lastSeen when the last event it rests on was recorded
 * @param quietUntil when it is closed by itself unless more of the same is found before
 * @param openedAt when it was opened, by the time of the ledger
 * @param updatedAt when this version came to be, by the time of the ledger
 * @param ledger partition number of the ledger
 * @param generation generation of the ledger
 * @param position position of the event that made this version
 * @param causeEventId that event
 * @param acknowledgement who looks into it, when somebody does
 * @param resolution what it was found to be, when somebody has found out
 */
public record Alert(
    UUID alertId,
    long version,
    String tenant,
    String key,
    String kind,
    AlertState state,
    int extended,
    Severity severity,
    @Nullable AlertAction action,
    AlertEntity entity,
    @Nullable AlertMeasure measure,
    List<AlertContributor> contributors,
    List<UUID> callIds,
    List<String> runIds,
    List<UUID> eventIds,
    String headline,
    String explanation,
    String silence,
    AlertDetector detector,
    Instant firstSeen,
    Instant lastSeen,
    Instant quietUntil,
    Instant openedAt,
    Instant updatedAt,
    int ledger,
    int generation,
    long position,
    UUID causeEventId,
    @Nullable AlertAcknowledgement acknowledgement,
    @Nullable AlertResolution resolution) {
  /** Most contributors that are told. */
  public static final int MOST_CONTRIBUTORS = 15;

  /** Most calls, and most runs, that are named. */
  public static final int MOST_SAMPLES = 20;

  /** Most events that are named. */
  public static final int MOST_EVENTS = 50;

  public Alert {
    tenant = Limits.identifier("tenant", tenant);
    key = AlertLimits.text("a key", key);
    kind = Limits.identifier("kind", kind);
    contributors = AlertLimits.list("contributors", contributors, MOST_CONTRIBUTORS);
    callIds = AlertLimits.list("calls", callIds, MOST_SAMPLES);
    runIds = AlertLimits.list("runs", runIds, MOST_SAMPLES);
    eventIds = AlertLimits.list("events", eventIds, MOST_EVENTS);
    headline = AlertLimits.text("a headline", headline);
    explanation = AlertLimits.text("an explanation", explanation);
    silence = AlertLimits.text("a way to silence it", silence);
    if (version < 1 || extended < 0 || ledger < 0 || generation < 1 || position < 0) {
      throw new IllegalArgumentException(
          "Expected version and generation from 1, and extended, ledger and position from 0, but was version %s, generation %s, extended %s, ledger %s, position %s"
              .formatted(version, generation, extended, ledger, position));
    }
    if ((state == AlertState.RESOLVED) != (resolution != null)) {
      throw new IllegalArgumentException(
          "Expected a resolution of an alert that is resolved and of no other, but it is %s"
              .formatted(state));
    }
  }

  /**
   * Where it stands for a reader at {@code now}: an alert that nobody has extended until its quiet
   * time is closed, though the ledger says so only at its next event.
   */
  public AlertState stateAt(Instant now) {
    return state.live() && !now.isBefore(quietUntil) ? AlertState.CLOSED : state;
  }
}
