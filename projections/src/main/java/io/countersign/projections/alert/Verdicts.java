package io.countersign.projections.alert;

import io.countersign.schemas.alert.Alert;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * What people have said of alerts, and what therefore is no alert. EXPECTED: the same key is left
 * alone at the hours of the week, in UTC, through which the alert lasted, for 28 days.
 * FALSE_POSITIVE: for 7 days the same key is an alert only when it is more than twice as much. Both
 * are forgotten afterwards, so that nothing is silent for ever.
 */
final class Verdicts {
  static final Duration EXPECTED = Duration.ofDays(28);
  static final Duration RAISED = Duration.ofDays(7);

  /** An alert that lasted longer than a day says nothing of hours. */
  private static final int MOST_HOURS = 24;

  private static final int HOURS_OF_WEEK = 7 * 24;
  private static final int MOST_OF_TENANT = 2_000;
  private static final int TWICE = 2;

  private final Shelf<Said> said;

  /**
   * What counts for one key.
   *
   * @param hours hours of the week that are left alone, from Thursday 00:00 UTC, sorted
   * @param expectedUntil until when
   * @param bar what must be exceeded
   * @param raisedUntil until when
   * @param held how many that count one each were held back within an hour
   * @param heldSince since when
   */
  private record Said(
      List<Integer> hours,
      Instant expectedUntil,
      long bar,
      Instant raisedUntil,
      long held,
      Instant heldSince) {
    static final Said NOTHING =
        new Said(List.of(), Instant.EPOCH, 0, Instant.EPOCH, 0, Instant.EPOCH);

    static final Form<Said> FORM =
        Form.of(
            (to, value) -> {
              to.writeInt(value.hours().size());
              for (int hour : value.hours()) {
                to.writeInt(hour);
              }
              Form.time(to, value.expectedUntil());
              to.writeLong(value.bar());
              Form.time(to, value.raisedUntil());
              to.writeLong(value.held());
              Form.time(to, value.heldSince());
            },
            from -> {
              int size = from.readInt();
              List<Integer> hours = new ArrayList<>(size);
              for (int i = 0; i < size; i++) {
                hours.add(from.readInt());
              }
              return new Said(
                  List.copyOf(hours),
                  Form.time(from),
                  from.readLong(),
                  Form.time(from),
                  from.readLong(),
                  Form.time(from));
            });

    Instant end() {
      return expectedUntil.isAfter(raisedUntil) ? expectedUntil : raisedUntil;
    }
  }

  Verdicts(Shelves shelves) {
    this.said = shelves.shelf("verdicts", MOST_OF_TENANT, Said.FORM);
  }

  /** Somebody says that an alert was expected. */
  void expected(Alert alert, Instant now) {
    Said before = said.get(alert.tenant(), alert.key(), now).orElse(Said.NOTHING);
    TreeSet<Integer> hours = new TreeSet<>();
    if (before.expectedUntil().isAfter(now)) {
      hours.addAll(before.hours());
    }
    long first = hour(alert.firstSeen());
    long last = Math.min(hour(alert.lastSeen()), first + MOST_HOURS - 1);
    for (long hour = first; hour <= last; hour++) {
      hours.add(Math.floorMod(hour, HOURS_OF_WEEK));
    }
    keep(
        alert,
        new Said(
            List.copyOf(hours),
            now.plus(EXPECTED),
            before.bar(),
            before.raisedUntil(),
            before.held(),
            before.heldSince()));
  }

  /** Somebody says that an alert was wrong. */
  void wrong(Alert alert, Instant now) {
    Said before = said.get(alert.tenant(), alert.key(), now).orElse(Said.NOTHING);
    long weight = alert.measure() == null ? alert.extended() + 1L : alert.measure().observed();
    keep(
        alert,
        new Said(
            before.hours(),
            before.expectedUntil(),
            TWICE * weight,
            now.plus(RAISED),
            0,
            Instant.EPOCH));
  }

  private void keep(Alert alert, Said next) {
    said.put(alert.tenant(), alert.key(), next, next.end());
  }

  /** Whether a hit is no alert because of what people have said. */
  boolean silence(String tenant, Hit hit, Instant now) {
    if (!hit.canBeSilenced()) {
      return false;
    }
    Said about = said.get(tenant, hit.key(), now).orElse(null);
    if (about == null) {
      return false;
    }
    if (about.expectedUntil().isAfter(now)
        && about.hours().contains(Math.floorMod(hour(now), HOURS_OF_WEEK))) {
      return true;
    }
    return about.raisedUntil().isAfter(now) && !exceeds(tenant, hit, about, now);
  }

  private boolean exceeds(String tenant, Hit hit, Said about, Instant now) {
    if (hit.measure() != null) {
      return hit.weight() > about.bar();
    }
    boolean goesOn = now.isBefore(about.heldSince().plus(AlertBook.QUIET));
    Said more =
        new Said(
            about.hours(),
            about.expectedUntil(),
            about.bar(),
            about.raisedUntil(),
            goesOn ? about.held() + 1 : 1,
            goesOn ? about.heldSince() : now);
    said.put(tenant, hit.key(), more, more.end());
    return more.held() > more.bar();
  }

  private static long hour(Instant time) {
    return Math.floorDiv(
        Objects.requireNonNull(time).getEpochSecond(), ChronoUnit.HOURS.getDuration().toSeconds());
  }
}
