package io.countersign.projections.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Adds labelled attacks to a group: one in the first week, one in every four days after it. */
final class Attacks {
  private static final int MINUTES_OF_DAY = GroupGenerator.MINUTES_OF_DAY;
  private static final int DAYS_APART = 4;
  static final int FIRST_DAYS = 7;

  private static final List<Scenario> SCENARIOS = List.of(Scenario.values());

  private final double rate;
  private final double[] shares;
  private final double[] shape;
  private final Set<Habit> habits;
  private final Chance chance;
  private final int index;

  Attacks(
      double rate, double[] shares, double[] shape, Set<Habit> habits, Chance chance, int index) {
    this.rate = rate;
    this.shares = shares;
    this.shape = shape;
    this.habits = habits;
    this.chance = chance;
    this.index = index;
  }

  List<Episode> inject(int[][] cells) {
    List<Episode> episodes = new ArrayList<>();
    int days = cells[0].length / MINUTES_OF_DAY;
    episodes.add(attack(cells, 0, FIRST_DAYS, Scenario.BURST));
    boolean newTool = false;
    for (int day = FIRST_DAYS; day + DAYS_APART <= days; day += DAYS_APART) {
      Scenario scenario = SCENARIOS.get((index + day / DAYS_APART) % SCENARIOS.size());
      if ((scenario == Scenario.NEW_TOOL && newTool)
          || (scenario == Scenario.OFF_HOURS && !habits.contains(Habit.OFFICE_HOURS))) {
        scenario = Scenario.BURST;
      }
      newTool |= scenario == Scenario.NEW_TOOL;
      episodes.add(attack(cells, day, DAYS_APART, scenario));
    }
    return episodes;
  }

  private Episode attack(int[][] cells, int day, int days, Scenario scenario) {
    int from = day * MINUTES_OF_DAY;
    int start = from + chance.between(0, (days - 1) * MINUTES_OF_DAY);
    return switch (scenario) {
      case BURST ->
          add(cells, scenario, anyCell(), start, bins(2, 12), chance.between(3.0, 14.0), 10, 40);
      case SLOW_DRIP ->
          add(cells, scenario, anyCell(), start, bins(72, 72), chance.between(1.0, 2.0), 30, 80);
      case DENIAL_SCAN ->
          add(cells, scenario, anyCell(), start, bins(1, 3), chance.between(5.0, 15.0), 15, 60);
      case OFF_HOURS ->
          add(cells, scenario, anyCell(), quiet(start), bins(12, 36), busiest(), 10, 40);
      case NEW_TOOL -> add(cells, scenario, GroupGenerator.NEW_TOOL, start, bins(2, 12), 0, 10, 60);
      case SHARED_ACTOR ->
          add(cells, scenario, rareCell(), start, bins(2, 12), chance.between(4.0, 9.0), 10, 25);
    };
  }

  /**
   * Adds events to a cell: so many times its rate, and at least so many in all.
   *
   * @param times of the average of the hour, or of the whole week in the night
   */
  private Episode add(
      int[][] cells,
      Scenario scenario,
      int cell,
      int start,
      int minutes,
      double times,
      int low,
      int high) {
    double factor = scenario == Scenario.OFF_HOURS ? 1 : Shape.at(shape, start);
    double usual = rate * shares[cell] * factor / GroupGenerator.MINUTES_OF_BIN;
    double least = (double) chance.between(low, high) / minutes;
    double mean = Math.max(usual * times, least);
    int first = -1;
    int last = start;
    int events = 0;
    for (int minute = start; minute < start + minutes; minute++) {
      int count = chance.poisson(mean);
      if (count > 0) {
        cells[cell][minute] += count;
        events += count;
        first = first < 0 ? minute : first;
        last = minute;
      }
    }
    return new Episode(scenario, first < 0 ? start : first, last, events);
  }

  private int bins(int low, int high) {
    return chance.between(low, high) * GroupGenerator.MINUTES_OF_BIN;
  }

  private int anyCell() {
    return chance.between(0, GroupGenerator.NEW_TOOL - 1);
  }

  /** The rarer tool of the busier actor. */
  private int rareCell() {
    int actor = shares[0] + shares[1] > shares[2] + shares[3] ? 0 : 2;
    return shares[actor] < shares[actor + 1] ? actor : actor + 1;
  }

  /** The next minute of a still hour. */
  private int quiet(int start) {
    int minute = start;
    while (Shape.at(shape, minute) > 0.5) {
      minute += GroupGenerator.MINUTES_OF_HOUR;
    }
    return minute;
  }

  /** How many times the average of the week the busiest hour is. */
  private double busiest() {
    double most = 0;
    for (double factor : shape) {
      most = Math.max(most, factor);
    }
    return most * chance.between(0.8, 1.5);
  }
}
