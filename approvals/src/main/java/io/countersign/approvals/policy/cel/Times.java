package io.countersign.approvals.policy.cel;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/** Parts of a time, in UTC or in the time zone that is named. */
enum Times {
  FULL_YEAR("getFullYear") {
    @Override
    long of(ZonedDateTime time) {
      return time.getYear();
    }
  },
  MONTH("getMonth") {
    @Override
    long of(ZonedDateTime time) {
      return time.getMonthValue() - 1L;
    }
  },
  DATE("getDate") {
    @Override
    long of(ZonedDateTime time) {
      return time.getDayOfMonth();
    }
  },
  DAY_OF_MONTH("getDayOfMonth") {
    @Override
    long of(ZonedDateTime time) {
      return time.getDayOfMonth() - 1L;
    }
  },
  DAY_OF_WEEK("getDayOfWeek") {
    @Override
    long of(ZonedDateTime time) {
      // Sunday is 0.
      return time.getDayOfWeek().getValue() % 7;
    }
  },
  DAY_OF_YEAR("getDayOfYear") {
    @Override
    long of(ZonedDateTime time) {
      return time.getDayOfYear() - 1L;
    }
  },
  HOURS("getHours") {
    @Override
    long of(ZonedDateTime time) {
      return time.getHour();
    }
  },
  MINUTES("getMinutes") {
    @Override
    long of(ZonedDateTime time) {
      return time.getMinute();
    }
  },
  SECONDS("getSeconds") {
    @Override
    long of(ZonedDateTime time) {
      return time.getSecond();
    }
  };

  private static final int LONGEST_ZONE = 64;

  private final String function;

  Times(String function) {
    this.function = function;
  }

  abstract long of(ZonedDateTime time);

  static @Nullable Times named(String function) {
    for (Times part : values()) {
      if (part.function.equals(function)) {
        return part;
      }
    }
    return null;
  }

  Object read(CelSteps steps, Object time, @Nullable Object zone) {
    if (!(time instanceof Instant instant)) {
      return CelError.WRONG_TYPE;
    }
    if (zone == null) {
      return of(instant.atZone(ZoneOffset.UTC));
    }
    if (!(zone instanceof String name)) {
      return CelError.WRONG_TYPE;
    }
    if (name.length() > LONGEST_ZONE) {
      return CelError.NOT_CONVERTIBLE;
    }
    steps.take(CelSteps.PARSING);
    try {
      return of(instant.atZone(ZoneId.of(name)));
    } catch (DateTimeException unknown) {
      steps.take(CelSteps.EXCEPTION);
      return CelError.NOT_CONVERTIBLE;
    }
  }
}
