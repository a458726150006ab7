package io.countersign.projections.alert.detect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Makes few alerts of many bursts: when a tenant, some of its actors and some of its tools burst at
 * the same time, one alert names the highest of them that explains at least 70 % of the excess of
 * the others, and lists those as contributors. What the highest does not explain, a busy tool of a
 * quiet actor, stays an alert of its own.
 */
public final class Attribution {
  private static final double EXPLAINED = 0.7;

  /** The largest contributors that an alert lists. */
  public static final int MAX_CONTRIBUTORS = 10;

  private Attribution() {}

  /**
   * One alert.
   *
   * @param cause the burst that is told
   * @param contributors bursts of lower levels that it explains, the largest excess first, at most
   *     {@link #MAX_CONTRIBUTORS}
   */
  public record Attributed(SeriesBurst cause, List<SeriesBurst> contributors) {
    /** Copies. */
    public Attributed {
      contributors = List.copyOf(contributors);
    }
  }

  /**
   * The alerts of the bursts of one tenant and action whose windows overlap. Within a level,
   * entities share nothing; a lower level is explained by one entity of a higher level as long as
   * the excess of what it explains there stays within its own divided by 0.7.
   *
   * @param bursts at most one of each series, in any order
   * @return the highest level first, then the largest excess
   */
  public static List<Attributed> of(List<SeriesBurst> bursts) {
    List<SeriesBurst> ordered =
        bursts.stream()
            .sorted(
                Comparator.comparing((SeriesBurst one) -> one.series().level())
                    .thenComparingDouble(one -> -one.burst().excess())
                    .thenComparing(SeriesBurst::series))
            .toList();
    List<Cause> causes = new ArrayList<>();
    for (SeriesBurst burst : ordered) {
      if (causes.stream().noneMatch(cause -> cause.explains(burst))) {
        causes.add(new Cause(burst));
      }
    }
    return causes.stream().map(Cause::attributed).toList();
  }

  /** A burst that is told, while the rest is dealt out. */
  private static final class Cause {
    private final SeriesBurst burst;
    private final List<SeriesBurst> contributors = new ArrayList<>();
    private final Map<Level, Double> explained = new EnumMap<>(Level.class);

    Cause(SeriesBurst burst) {
      this.burst = burst;
    }

    /** Takes a burst of a lower level for its own, if that leaves its excess large enough. */
    boolean explains(SeriesBurst lower) {
      Level level = lower.series().level();
      double sum = explained.getOrDefault(level, 0.0) + lower.burst().excess();
      if (level == burst.series().level() || burst.burst().excess() < EXPLAINED * sum) {
        return false;
      }
      explained.put(level, sum);
      contributors.add(lower);
      return true;
    }

    Attributed attributed() {
      List<SeriesBurst> largest =
          contributors.stream()
              .sorted(
                  Comparator.comparingDouble((SeriesBurst one) -> -one.burst().excess())
                      .thenComparing(SeriesBurst::series))
              .limit(MAX_CONTRIBUTORS)
              .toList();
      return new Attributed(burst, largest);
    }
  }
}
