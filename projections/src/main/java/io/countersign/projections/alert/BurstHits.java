package io.countersign.projections.alert;

import io.countersign.projections.alert.detect.Attribution.Attributed;
import io.countersign.projections.alert.detect.Burst;
import io.countersign.projections.alert.detect.Counted;
import io.countersign.projections.alert.detect.Level;
import io.countersign.projections.alert.detect.Parameters;
import io.countersign.projections.alert.detect.Series;
import io.countersign.projections.alert.detect.SeriesBurst;
import io.countersign.schemas.alert.AlertAction;
import io.countersign.schemas.alert.AlertContributor;
import io.countersign.schemas.alert.AlertDetector;
import io.countersign.schemas.alert.AlertEntity;
import io.countersign.schemas.alert.AlertMeasure;
import io.countersign.schemas.alert.AlertParameter;
import io.countersign.schemas.alert.ContributorDimension;
import io.countersign.schemas.call.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells bursts: what was counted, what was expected, and who had a part in it. */
final class BurstHits {
  /** Name of all actors, or tools, that are not counted for themselves. */
  static final String OTHERS = "(others)";

  /** What is less likely than this is told as this. */
  private static final double LEAST = 1e-300;

  private static final double THOUSAND = 1_000;
  private static final long DAY_SECONDS = 86_400;
  private static final String SILENCE =
      "Resolve it as EXPECTED to see no more of it at these hours of the week for 28 days; what was"
          + " counted then becomes usual. Resolve it as FALSE_POSITIVE to see it only when it is"
          + " more than twice as much, for 7 days.";

  private BurstHits() {}

  /** Name of the kind of alert. */
  static String kind(Counted counted) {
    return counted.name() + "_BURST";
  }

  /** The key of the alert of a series. */
  static String key(Series series) {
    return "%s/%s/%s"
        .formatted(kind(series.counted()), Counts.level(series.level()), entity(series));
  }

  static Hit of(Moment moment, Attributed attributed, @Nullable String reason) {
    Series series = attributed.cause().series();
    Burst burst = attributed.cause().burst();
    AlertMeasure measure = measure(burst);
    return new Hit(
        kind(series.counted()),
        new AlertEntity(Counts.level(series.level()), entity(series)),
        "",
        severity(series.counted()),
        AlertAction.valueOf(series.counted().name()),
        measure,
        contributors(attributed, reason),
        List.of(moment.sighting("")),
        headline(series, burst),
        explanation(series, burst, measure),
        SILENCE,
        detector(burst.parameters()),
        true);
  }

  static Severity severity(Counted counted) {
    return switch (counted) {
      case DESTRUCTIVE -> Severity.HIGH;
      case WRITE, DENIAL -> Severity.MEDIUM;
      case APPROVAL_REQUEST, ERROR -> Severity.LOW;
    };
  }

  private static String entity(Series series) {
    if (series.level() == Level.TENANT) {
      return series.tenant();
    }
    return series.name().equals(Series.OTHER) ? OTHERS : series.name();
  }

  private static AlertMeasure measure(Burst burst) {
    Instant end = Instant.ofEpochMilli(burst.endMillis());
    return new AlertMeasure(
        end.minus(burst.window().length()),
        end,
        burst.observed(),
        Math.round(burst.expected() * THOUSAND),
        burst.bound() * (long) THOUSAND,
        Math.round(-StrictMath.log10(Math.max(LEAST, burst.probability())) * THOUSAND),
        burst.baselineAge().toSeconds(),
        burst.sameHour());
  }

  private static List<AlertContributor> contributors(
      Attributed attributed, @Nullable String reason) {
    List<AlertContributor> contributors = new ArrayList<>();
    if (attributed.cause().series().level() != Level.TENANT) {
      contributors.add(contributor(attributed.cause()));
    }
    attributed.contributors().stream()
        .filter(burst -> burst.series().level() != Level.TENANT)
        .map(BurstHits::contributor)
        .forEach(contributors::add);
    if (reason != null) {
      contributors.add(
          new AlertContributor(ContributorDimension.REASON, reason, 1, (long) THOUSAND, false));
    }
    return contributors;
  }

  private static AlertContributor contributor(SeriesBurst burst) {
    return new AlertContributor(
        burst.series().level() == Level.ACTOR
            ? ContributorDimension.ACTOR
            : ContributorDimension.TOOL,
        entity(burst.series()),
        burst.burst().observed(),
        Math.round(burst.burst().excess() * THOUSAND),
        burst.burst().baselineAge().toSeconds() < DAY_SECONDS);
  }

  private static String headline(Series series, Burst burst) {
    return "%s: %s %s in %s minutes, expected %s"
        .formatted(
            entity(series),
            burst.observed(),
            words(series.counted()),
            burst.window().length().toMinutes(),
            thousandths(Math.round(burst.expected() * THOUSAND)));
  }

  private static String explanation(Series series, Burst burst, AlertMeasure measure) {
    long surprise = measure.surpriseThousandths() == null ? 0 : measure.surpriseThousandths();
    return "From %s to %s there were %s %s of %s. At this hour of the week %s are expected and up to %s are usual (99.9 %%). So many or more have a probability of about 10^-%s. It has been counted for %s hours. In the same hour of the last seven days there were at most %s, yesterday first."
        .formatted(
            measure.windowStart(),
            measure.windowEnd(),
            burst.observed(),
            words(series.counted()),
            switch (series.level()) {
              case TENANT -> "the tenant";
              case ACTOR -> "actor " + entity(series);
              case TOOL -> "tool " + entity(series);
            },
            thousandths(Math.round(burst.expected() * THOUSAND)),
            burst.bound(),
            thousandths(surprise),
            burst.baselineAge().toHours(),
            burst.sameHour());
  }

  private static String words(Counted counted) {
    return switch (counted) {
      case WRITE -> "writes";
      case DESTRUCTIVE -> "destructive calls";
      case DENIAL -> "refusals";
      case APPROVAL_REQUEST -> "approval requests";
      case ERROR -> "errors";
    };
  }

  /** Whole thousandths with one digit behind the point, rounded down. */
  private static String thousandths(long value) {
    return value / 1_000 + "." + value % 1_000 / 100;
  }

  private static AlertDetector detector(Parameters parameters) {
    return new AlertDetector(
        "counts",
        parameters.version(),
        List.of(
            parameter("threshold", parameters.threshold()),
            parameter("minimumSupport", parameters.minimumSupport()),
            parameter("levelHalfLifeDays", parameters.levelHalfLifeDays()),
            parameter("dispersionHalfLifeDays", parameters.dispersionHalfLifeDays()),
            parameter("recurrenceMargin", parameters.recurrenceMargin()),
            parameter("firstDayThreshold", parameters.firstDayThreshold()),
            parameter("seasonal", parameters.seasonal()),
            parameter("recurrenceGuard", parameters.recurrenceGuard())));
  }

  private static AlertParameter parameter(String name, Object value) {
    return new AlertParameter(name, value.toString());
  }
}
