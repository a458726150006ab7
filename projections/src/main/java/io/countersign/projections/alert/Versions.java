package io.countersign.projections.alert;

import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.alert.AlertAcknowledgement;
import io.countersign.schemas.alert.AlertResolution;
import io.countersign.schemas.alert.AlertState;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.EventEnvelope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes one version of an alert of another. */
final class Versions {
  private static final long VERSION_8 = 0x8000L;
  private static final long VARIANT = 0x8000000000000000L;

  private Versions() {}

  /** The first version. */
  static Alert opened(EventEnvelope event, Hit hit) {
    Instant now = event.recordedAt();
    return new Alert(
        alertId(event, hit.key()),
        1,
        event.tenant(),
        hit.key(),
        hit.kind(),
        AlertState.OPEN,
        0,
        hit.severity(),
        hit.action(),
        hit.entity(),
        hit.measure(),
        hit.contributors(),
        samples(List.of(), hit, Sighting::callId),
        samples(List.of(), hit, Sighting::runId),
        union(List.of(), hit.sightings(), Sighting::eventId, Alert.MOST_EVENTS),
        hit.headline(),
        hit.explanation(),
        hit.silence(),
        hit.detector(),
        hit.sightings().getFirst().at(),
        now,
        now.plus(AlertBook.QUIET),
        now,
        now,
        event.ledger(),
        event.generation(),
        event.position(),
        event.eventId(),
        null,
        null);
  }

  /** One more hit; the version is the one that will be told. */
  static Alert extended(Alert alert, EventEnvelope event, Hit hit) {
    Instant now = event.recordedAt();
    boolean more = hit.severity().compareTo(alert.severity()) > 0;
    return new Alert(
        alert.alertId(),
        alert.version(),
        alert.tenant(),
        alert.key(),
        alert.kind(),
        alert.state(),
        alert.extended() + 1,
        more ? hit.severity() : alert.severity(),
        alert.action(),
        alert.entity(),
        hit.measure(),
        Contributions.merged(alert, hit),
        samples(alert.callIds(), hit, Sighting::callId),
        samples(alert.runIds(), hit, Sighting::runId),
        union(alert.eventIds(), hit.sightings(), Sighting::eventId, Alert.MOST_EVENTS),
        hit.headline(),
        hit.explanation(),
        hit.silence(),
        hit.detector(),
        alert.firstSeen(),
        now,
        now.plus(AlertBook.QUIET),
        alert.openedAt(),
        now,
        event.ledger(),
        event.generation(),
        event.position(),
        event.eventId(),
        alert.acknowledgement(),
        alert.resolution());
  }

  /** The same as the next version. */
  static Alert next(Alert alert) {
    return standing(
        alert,
        alert.state(),
        alert.updatedAt(),
        alert.position(),
        alert.causeEventId(),
        alert.acknowledgement(),
        alert.resolution());
  }

  /**
   * Closed, as of the end of the quiet time. The event at which that was noticed may be another
   * tenant's and is not told.
   */
  static Alert closed(Alert alert) {
    return standing(
        alert,
        AlertState.CLOSED,
        alert.quietUntil(),
        alert.position(),
        alert.causeEventId(),
        alert.acknowledgement(),
        null);
  }

  static Alert acknowledged(Alert alert, EventEnvelope event, AlertAcknowledgement by) {
    return standing(
        alert,
        AlertState.ACKNOWLEDGED,
        event.recordedAt(),
        event.position(),
        event.eventId(),
        by,
        null);
  }

  static Alert resolved(Alert alert, EventEnvelope event, AlertResolution resolution) {
    return standing(
        alert,
        AlertState.RESOLVED,
        event.recordedAt(),
        event.position(),
        event.eventId(),
        alert.acknowledgement(),
        resolution);
  }

  private static Alert standing(
      Alert alert,
      AlertState state,
      Instant updatedAt,
      long position,
      UUID causeEventId,
      @Nullable AlertAcknowledgement acknowledgement,
      @Nullable AlertResolution resolution) {
    return new Alert(
        alert.alertId(),
        alert.version() + 1,
        alert.tenant(),
        alert.key(),
        alert.kind(),
        state,
        alert.extended(),
        alert.severity(),
        alert.action(),
        alert.entity(),
        alert.measure(),
        alert.contributors(),
        alert.callIds(),
        alert.runIds(),
        alert.eventIds(),
        alert.headline(),
        alert.explanation(),
        alert.silence(),
        alert.detector(),
        alert.firstSeen(),
        alert.lastSeen(),
        alert.quietUntil(),
        alert.openedAt(),
        updatedAt,
        alert.ledger(),
        alert.generation(),
        position,
        causeEventId,
        acknowledgement,
        resolution);
  }

  private static <T> List<T> samples(
      List<T> known, Hit hit, Function<Sighting, @Nullable T> sample) {
    return union(known, hit.sightings(), sample, Alert.MOST_SAMPLES);
  }

  private static <T> List<T> union(
      List<T> known, List<Sighting> more, Function<Sighting, @Nullable T> sample, int most) {
    Set<T> union = new LinkedHashSet<>(known);
    for (Sighting one : more) {
      T value = sample.apply(one);
      if (value != null) {
        union.add(value);
      }
    }
    return new ArrayList<>(union).subList(0, Math.min(most, union.size()));
  }

  /** A UUIDv8 (RFC 9562, section 5.8) of the tenant, the key and the event that opens it. */
  static UUID alertId(EventEnvelope event, String key) {
    String text =
        "countersign/alert/v1\n%s\n%s\n%s".formatted(event.tenant(), key, event.eventId());
    ByteBuffer digest =
        ByteBuffer.wrap(Digest.sha256(text.getBytes(StandardCharsets.UTF_8)).bytes());
    long high = (digest.getLong() & ~0xF000L) | VERSION_8;
    long low = (digest.getLong() >>> 2) | VARIANT;
    return new UUID(high, low);
  }
}
