package io.countersign.projections.alert.detect;

import java.util.Comparator;

/**
 * One thing that is counted for one entity of one tenant.
 *
 * @param tenant the tenant
 * @param counted what is counted
 * @param level whose count it is
 * @param name the actor or the tool, or {@link #OTHER} for all that have no series of their own;
 *     the empty text for the tenant itself
 */
public record Series(String tenant, Counted counted, Level level, String name)
    implements Comparable<Series> {
  /**
   * The name that entities share which {@link TopEntities} gives no series of their own: no actor
   * and no tool can be called so, for their names hold no control characters.
   */
  public static final String OTHER = "\u0000other";

  private static final Comparator<Series> ORDER =
      Comparator.comparing(Series::level)
          .thenComparing(Series::tenant)
          .thenComparing(Series::counted)
          .thenComparing(Series::name);

  /** Checks that exactly a tenant's own series is without a name. */
  public Series {
    if (tenant.isEmpty() || (level == Level.TENANT) != name.isEmpty()) {
      throw new IllegalArgumentException(
          "Expected a tenant, and a name at the levels ACTOR and TOOL only, but was level "
              + level);
    }
  }

  /** The series of a whole tenant. */
  public static Series ofTenant(String tenant, Counted counted) {
    return new Series(tenant, counted, Level.TENANT, "");
  }

  /** The highest level first, then by name. */
  @Override
  public int compareTo(Series other) {
    return ORDER.compare(this, other);
  }
}
