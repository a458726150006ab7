package io.countersign.projections.evaluation;

import io.countersign.projections.alert.detect.Counted;
import io.countersign.projections.alert.detect.Level;
import io.countersign.projections.alert.detect.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The generated set: groups of five series (a tenant, two actors, two tools; six where a new tool
 * comes) with habits and attacks, from a seed. Group {@code i} of a seed is the same however many
 * groups are asked for. Five groups, one of each kind that is counted, are a tenant.
 */
final class GroupGenerator {
  static final int SERIES_OF_GROUP = 5;
  static final int MINUTES_OF_BIN = 5;
  static final int MINUTES_OF_HOUR = 60;
  static final int MINUTES_OF_DAY = 24 * MINUTES_OF_HOUR;

  /** Two actors by two tools, and a tool that nobody used before. */
  static final int CELLS = 5;

  static final int NEW_TOOL = 4;

  /** The groups of a tenant, one of each. */
  static final List<Counted> KINDS = List.of(Counted.values());

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final long seed;
  private final int days;

  GroupGenerator(long seed, int days) {
    this.seed = seed;
    this.days = days;
  }

  Group group(int index) {
    Chance chance = new Chance(seed + GOLDEN * (index + 1));
    double rate = chance.logarithmic(0.02, 50);
    Set<Habit> habits = habits(chance);
    double[] shares = shares(chance);
    double[] shape = Shape.of(habits, chance);
    int[][] cells = new int[CELLS][days * MINUTES_OF_DAY];
    new Background(rate, shares, shape, habits, chance).fill(cells);
    List<Episode> episodes = new Attacks(rate, shares, shape, habits, chance, index).inject(cells);
    return new Group(rate, habits, streams(index, cells), episodes);
  }

  private static Set<Habit> habits(Chance chance) {
    Set<Habit> habits = EnumSet.noneOf(Habit.class);
    add(habits, Habit.OFFICE_HOURS, chance.happens(0.5));
    add(habits, Habit.OVERDISPERSED, chance.happens(0.4));
    add(habits, Habit.MOODY_HOURS, chance.happens(0.3));
    add(habits, Habit.CLUSTERED, chance.happens(0.25));
    add(habits, Habit.NIGHTLY_BATCH, chance.happens(0.15));
    add(habits, Habit.WEEKLY_BATCH, chance.happens(0.05));
    add(habits, Habit.LEVEL_SHIFT, chance.happens(0.15));
    return habits;
  }

  private static void add(Set<Habit> habits, Habit habit, boolean has) {
    if (has) {
      habits.add(habit);
    }
  }

  private static double[] shares(Chance chance) {
    double[] shares = new double[CELLS];
    double sum = 0;
    for (int cell = 0; cell < NEW_TOOL; cell++) {
      shares[cell] = chance.logarithmic(0.05, 1);
      sum += shares[cell];
    }
    for (int cell = 0; cell < NEW_TOOL; cell++) {
      shares[cell] /= sum;
    }
    return shares;
  }

  private static List<Stream> streams(int index, int[][] cells) {
    String tenant = "tenant-" + index / KINDS.size();
    Counted counted = KINDS.get(index % KINDS.size());
    List<Stream> streams = new ArrayList<>();
    streams.add(new Stream(Series.ofTenant(tenant, counted), sum(cells, 0, 1, 2, 3, 4), 0));
    streams.add(of(tenant, counted, Level.ACTOR, "actor-a", sum(cells, 0, 1, 4)));
    streams.add(of(tenant, counted, Level.ACTOR, "actor-b", sum(cells, 2, 3)));
    streams.add(of(tenant, counted, Level.TOOL, "tool-a", sum(cells, 0, 2)));
    streams.add(of(tenant, counted, Level.TOOL, "tool-b", sum(cells, 1, 3)));
    int[] fresh = cells[NEW_TOOL];
    int first = 0;
    while (first < fresh.length && fresh[first] == 0) {
      first++;
    }
    if (first < fresh.length) {
      streams.add(new Stream(new Series(tenant, counted, Level.TOOL, "tool-new"), fresh, first));
    }
    return streams;
  }

  private static Stream of(String tenant, Counted counted, Level level, String name, int[] counts) {
    return new Stream(new Series(tenant, counted, level, name), counts, 0);
  }

  private static int[] sum(int[][] cells, int... which) {
    int[] sum = new int[cells[0].length];
    for (int cell : which) {
      Arrays.setAll(sum, minute -> sum[minute] + cells[cell][minute]);
    }
    return sum;
  }
}
