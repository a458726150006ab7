package io.countersign.approvals.budget;

import io.countersign.schemas.control.BudgetWindow;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.function.UnaryOperator;

/**
 * A minute, hour, day or month of a calendar. The windows of one kind and zone follow each other
 * without a gap and never overlap, whatever the clocks of the zone do: days have 23 or 25 hours
 * then, and an hour that comes twice is two windows.
 *
 * @param start its first instant
 * @param end first instant of the next window
 */
public record CalendarWindow(Instant start, Instant end) {
  public CalendarWindow {
    if (!start.isBefore(end)) {
      throw new IllegalArgumentException(
          "Expected a window that ends after it starts, but it goes from %s to %s"
              .formatted(start, end));
    }
  }

  /** The window of {@code kind} that {@code now} lies in. */
  public static CalendarWindow at(BudgetWindow kind, ZoneId zone, Instant now) {
    return switch (kind) {
      case MINUTE -> ofClock(ChronoUnit.MINUTES, zone, now);
      case HOUR -> ofClock(ChronoUnit.HOURS, zone, now);
      case DAY -> ofDates(now.atZone(zone).toLocalDate(), date -> date.plusDays(1), zone, now);
      case MONTH ->
          ofDates(
              now.atZone(zone).toLocalDate().withDayOfMonth(1),
              date -> date.plusMonths(1),
              zone,
              now);
    };
  }

  /** A unit of the clock on the wall, cut where the clock is set to another time. */
  private static CalendarWindow ofClock(ChronoUnit unit, ZoneId zone, Instant now) {
    ZoneRules rules = zone.getRules();
    ZoneOffset offset = rules.getOffset(now);
    Instant start = LocalDateTime.ofInstant(now, offset).truncatedTo(unit).toInstant(offset);
    Instant end = start.plus(unit.getDuration());
    ZoneOffsetTransition last = rules.previousTransition(now.plusNanos(1));
    ZoneOffsetTransition next = rules.nextTransition(now);
    return new CalendarWindow(
        last != null && last.getInstant().isAfter(start) ? last.getInstant() : start,
        next != null && next.getInstant().isBefore(end) ? next.getInstant() : end);
  }

  /**
   * From the first moment of a date to that of the next one. Where midnight comes twice, the second
   * run of the evening before belongs to the new day already; a date that a zone left out has no
   * window.
   */
  private static CalendarWindow ofDates(
      LocalDate date, UnaryOperator<LocalDate> following, ZoneId zone, Instant now) {
    LocalDate next = following.apply(date);
    Instant start = begin(date, zone);
    Instant end = begin(next, zone);
    while (!end.isAfter(now)) {
      next = following.apply(next);
      start = end;
      end = begin(next, zone);
    }
    return new CalendarWindow(start, end);
  }

  private static Instant begin(LocalDate date, ZoneId zone) {
    return date.atStartOfDay(zone).toInstant();
  }
}
