package io.countersign.approvals.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.control.BudgetWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalendarWindowTest {
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          MINUTE, UTC,               2026-11-20T09:00:00Z,   2026-11-20T09:00:00Z, 2026-11-20T09:01:00Z
          MINUTE, UTC,               2026-11-20T09:00:59.9Z, 2026-11-20T09:00:00Z, 2026-11-20T09:01:00Z
          HOUR,   Asia/Kolkata,      2026-11-20T09:00:00Z,   2026-11-20T08:30:00Z, 2026-11-20T09:30:00Z
          DAY,    UTC,               2026-11-20T00:00:00Z,   2026-11-20T00:00:00Z, 2026-11-21T00:00:00Z
          DAY,    Europe/Berlin,     2026-11-20T23:00:00Z,   2026-11-20T23:00:00Z, 2026-11-21T23:00:00Z
          DAY,    Europe/Berlin,     2026-03-29T12:00:00Z,   2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z
          DAY,    Europe/Berlin,     2026-10-25T12:00:00Z,   2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z
          HOUR,   Europe/Berlin,     2026-10-25T00:30:00Z,   2026-10-25T00:00:00Z, 2026-10-25T01:00:00Z
          HOUR,   Europe/Berlin,     2026-10-25T01:30:00Z,   2026-10-25T01:00:00Z, 2026-10-25T02:00:00Z
          HOUR,   Australia/Lord_Howe, 2026-04-04T14:45:00Z, 2026-04-04T14:00:00Z, 2026-04-04T15:00:00Z
          HOUR,   Australia/Lord_Howe, 2026-04-04T15:10:00Z, 2026-04-04T15:00:00Z, 2026-04-04T15:30:00Z
          DAY,    Pacific/Apia,      2011-12-30T09:59:00Z,   2011-12-29T10:00:00Z, 2011-12-30T10:00:00Z
          DAY,    Pacific/Apia,      2011-12-30T10:00:00Z,   2011-12-30T10:00:00Z, 2011-12-31T10:00:00Z
          MONTH,  America/New_York,  2024-02-29T12:00:00Z,   2024-02-01T05:00:00Z, 2024-03-01T05:00:00Z
          MONTH,  Europe/Berlin,     2026-10-31T23:30:00Z,   2026-10-31T23:00:00Z, 2026-11-30T23:00:00Z
          """)
  void isTheOneOfTheCalendar(
      BudgetWindow kind, String zone, Instant now, Instant start, Instant end) {

    assertThat(CalendarWindow.at(kind, ZoneId.of(zone), now))
        .isEqualTo(new CalendarWindow(start, end));
  }

  /** The clock went back at 00:01, so that the evening before came once more. */
  @Test
  void doesNotGoBackToADayThatHasEnded() {
    ZoneId zone = ZoneId.of("America/St_Johns");
    Instant evening = Instant.parse("2010-11-07T02:45:00Z");
    assertThat(evening.atZone(zone).toLocalDate()).hasToString("2010-11-06");

    assertThat(CalendarWindow.at(BudgetWindow.DAY, zone, evening))
        .isEqualTo(
            new CalendarWindow(
                Instant.parse("2010-11-07T02:30:00Z"), Instant.parse("2010-11-08T03:30:00Z")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns", "America/Havana",
        "America/Sao_Paulo", "Asia/Kathmandu", "Pacific/Apia", "Africa/Casablanca", "+05:45"
      })
  void followsTheOneBeforeWithoutAGap(String zone) {
    Random random = new Random(zone.hashCode());
    for (BudgetWindow kind : BudgetWindow.values()) {
      for (int i = 0; i < 2_000; i++) {
        Instant now =
            Instant.parse("2005-01-01T00:00:00Z").plusMillis(random.nextLong(700_000_000_000L));
        CalendarWindow window = CalendarWindow.at(kind, ZoneId.of(zone), now);
        String where = "%s in %s at %s: %s".formatted(kind, zone, now, window);
        assertThat(now).as(where).isBetween(window.start(), window.end().minusNanos(1));
        assertThat(CalendarWindow.at(kind, ZoneId.of(zone), window.start()))
            .as(where)
            .isEqualTo(window);
        assertThat(CalendarWindow.at(kind, ZoneId.of(zone), window.end().minusMillis(1)))
            .as(where)
            .isEqualTo(window);
        assertThat(CalendarWindow.at(kind, ZoneId.of(zone), window.end()).start())
            .as(where)
            .isEqualTo(window.end());
        assertThat(Duration.between(window.start(), window.end()))
            .as(where)
            .isLessThanOrEqualTo(longest(kind));
      }
    }
  }

  private static Duration longest(BudgetWindow kind) {
    return switch (kind) {
      case MINUTE -> Duration.ofMinutes(1);
      case HOUR -> Duration.ofHours(1);
      case DAY -> Duration.ofHours(25);
      case MONTH -> Duration.ofDays(31).plusHours(1);
    };
  }
}
