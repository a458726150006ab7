package io.countersign.projections.alert;

import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.alert.AlertAcknowledgement;
import io.countersign.schemas.alert.AlertResolution;
import io.countersign.schemas.alert.AlertState;
import io.countersign.schemas.alert.AlertVerdict;
import io.countersign.schemas.event.EventEnvelope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The life of alerts: opened by the first hit of a key, extended by the next ones, closed when an
 * hour has passed without one, and in between whatever people say of it. An extension is told when
 * it says more: louder, twice as much, or five minutes after it was told last.
 */
final class AlertBook {
  /** How long no more of the same must be found for an alert to close. */
  static final Duration QUIET = Duration.ofMinutes(60);

  /** For how long people can still say what a closed alert was. */
  static final Duration REMEMBER = Duration.ofDays(90);

  private static final Duration TELL_AGAIN = Duration.ofMinutes(5);
  private static final int MOST_OF_TENANT = 5_000;
  private static final int TWICE = 2;

  private final Shelf<Kept> alerts;
  private final Shelf<String> live;
  private final Verdicts verdicts;

  /** An alert as it stands, and when and as how much it was told last. */
  private record Kept(Alert alert, Instant toldAt, long toldWeight) {
    static Form<Kept> form(Form<Alert> alerts) {
      return Form.of(
          (to, kept) -> {
            Form.time(to, kept.toldAt());
            to.writeLong(kept.toldWeight());
            to.write(alerts.write(kept.alert()));
          },
          from -> {
            Instant toldAt = Form.time(from);
            long weight = from.readLong();
            return new Kept(alerts.read(from.readAllBytes()), toldAt, weight);
          });
    }
  }

  AlertBook(Shelves shelves, Form<Alert> form) {
    this.alerts = shelves.shelf("alerts", MOST_OF_TENANT, Kept.form(form));
    this.live =
        shelves.shelf(
            "live", MOST_OF_TENANT, Form.of((to, id) -> to.writeUTF(id), from -> from.readUTF()));
    this.verdicts = new Verdicts(shelves);
  }

  /** Closes what has been quiet for long enough at {@code now}, in all tenants of the ledger. */
  List<Alert> quiet(Instant now) {
    List<Alert> closed = new ArrayList<>();
    for (Shelf.Ended<String> ended : live.ended(now, Integer.MAX_VALUE)) {
      alerts
          .get(ended.tenant(), ended.value(), now)
          .ifPresent(
              kept ->
                  closed.add(keep(Versions.closed(kept.alert()), kept.alert().quietUntil(), now)));
    }
    return closed;
  }

  /** Whether an alert of a key is open or acknowledged. */
  boolean isLive(String tenant, String key, Instant now) {
    return live.get(tenant, key, now).isPresent();
  }

  /** Opens or extends an alert; empty when there is nothing new to tell. */
  Optional<Alert> found(EventEnvelope event, Hit hit) {
    Instant now = event.recordedAt();
    Optional<Kept> open =
        live.get(event.tenant(), hit.key(), now).flatMap(id -> alerts.get(event.tenant(), id, now));
    if (open.isPresent()) {
      return extended(event, open.get(), hit);
    }
    if (verdicts.silence(event.tenant(), hit, now)) {
      return Optional.empty();
    }
    Alert alert = Versions.opened(event, hit);
    live.put(event.tenant(), hit.key(), alert.alertId().toString(), alert.quietUntil());
    return Optional.of(keep(alert, now, now, hit.weight()));
  }

  private Optional<Alert> extended(EventEnvelope event, Kept before, Hit hit) {
    Instant now = event.recordedAt();
    Alert more = Versions.extended(before.alert(), event, hit);
    live.put(event.tenant(), hit.key(), more.alertId().toString(), more.quietUntil());
    long weight = hit.measure() == null ? more.extended() + 1L : hit.weight();
    boolean louder = more.severity().compareTo(before.alert().severity()) > 0;
    boolean tell =
        louder
            || weight >= TWICE * before.toldWeight()
            || !now.isBefore(before.toldAt().plus(TELL_AGAIN));
    if (tell) {
      return Optional.of(keep(Versions.next(more), now, now, weight));
    }
    alerts.put(
        event.tenant(),
        more.alertId().toString(),
        new Kept(more, before.toldAt(), before.toldWeight()),
        now.plus(REMEMBER));
    return Optional.empty();
  }

  /** Somebody looks into an alert; nothing happens to one that is not open. */
  Optional<Alert> acknowledged(EventEnvelope event, UUID alertId, String by, String note) {
    Instant now = event.recordedAt();
    return alerts
        .get(event.tenant(), alertId.toString(), now)
        .filter(kept -> kept.alert().state() == AlertState.OPEN)
        .map(
            kept ->
                keep(
                    Versions.acknowledged(
                        kept.alert(), event, new AlertAcknowledgement(by, now, note)),
                    now,
                    now));
  }

  /** Somebody says what an alert was; a later word stands instead of an earlier one. */
  Optional<Alert> resolved(
      EventEnvelope event, UUID alertId, AlertVerdict verdict, String by, String note) {
    Instant now = event.recordedAt();
    Optional<Kept> known = alerts.get(event.tenant(), alertId.toString(), now);
    if (known.isEmpty()) {
      return Optional.empty();
    }
    Alert alert = known.get().alert();
    live.get(event.tenant(), alert.key(), now)
        .filter(alert.alertId().toString()::equals)
        .ifPresent(same -> live.forget(event.tenant(), alert.key()));
    switch (verdict) {
      case EXPECTED -> verdicts.expected(alert, now);
      case FALSE_POSITIVE -> verdicts.wrong(alert, now);
      case TRUE_POSITIVE -> {}
    }
    return Optional.of(
        keep(
            Versions.resolved(alert, event, new AlertResolution(verdict, by, now, note)),
            now,
            now));
  }

  private Alert keep(Alert alert, Instant toldAt, Instant now) {
    long weight = alert.measure() == null ? alert.extended() + 1L : alert.measure().observed();
    return keep(alert, toldAt, now, weight);
  }

  private Alert keep(Alert alert, Instant toldAt, Instant now, long weight) {
    alerts.put(
        alert.tenant(),
        alert.alertId().toString(),
        new Kept(alert, toldAt, weight),
        now.plus(REMEMBER));
    return alert;
  }
}
