package io.countersign.projections.evaluation;

import java.util.Set;

/** What happens in a group without any attack. */
final class Background {
  private final double rate;
  private final double[] shares;
  private final double[] shape;
  private final Set<Habit> habits;
  private final Chance chance;

  Background(double rate, double[] shares, double[] shape, Set<Habit> habits, Chance chance) {
    this.rate = rate;
    this.shares = shares;
    this.shape = shape;
    this.habits = habits;
    this.chance = chance;
  }

  void fill(int[][] cells) {
    int minutes = cells[0].length;
    int shiftAt =
        habits.contains(Habit.LEVEL_SHIFT) ? chance.between(minutes / 5, minutes - 1) : minutes;
    double perBin = chance.between(0.1, 1.0);
    double perHour = chance.between(0.05, 0.4);
    double runs = habits.contains(Habit.CLUSTERED) ? chance.between(3.0, 8.0) : 1;
    double mood = 1;
    for (int minute = 0; minute < minutes; minute += GroupGenerator.MINUTES_OF_BIN) {
      if (minute % GroupGenerator.MINUTES_OF_HOUR == 0 && habits.contains(Habit.MOODY_HOURS)) {
        mood = chance.gamma(perHour);
      }
      double level = rate * Shape.at(shape, minute) * mood * (minute >= shiftAt ? 2 : 1);
      for (int cell = 0; cell < GroupGenerator.NEW_TOOL; cell++) {
        double mean = level * shares[cell];
        if (habits.contains(Habit.OVERDISPERSED)) {
          mean *= chance.gamma(perBin);
        }
        spread(cells[cell], minute, chance.poisson(mean / runs), runs);
      }
    }
    batches(cells[chance.between(0, 3)], Habit.NIGHTLY_BATCH, 1);
    batches(cells[chance.between(0, 3)], Habit.WEEKLY_BATCH, 7);
  }

  /** So many runs that begin in a bin, each with one event a minute or more. */
  private void spread(int[] cell, int firstMinute, int count, double size) {
    for (int i = 0; i < count; i++) {
      int minute = firstMinute + chance.between(0, GroupGenerator.MINUTES_OF_BIN - 1);
      cell[minute]++;
      int more = size == 1 ? 0 : chance.poisson(size - 1);
      for (int j = 0; j < more; j++) {
        cell[Math.min(cell.length - 1, minute + chance.between(0, 3))]++;
      }
    }
  }

  private void batches(int[] cell, Habit habit, int everyDays) {
    int at = chance.between(0, everyDays * GroupGenerator.MINUTES_OF_DAY - 1);
    int length = chance.between(5, 40);
    double size = Math.max(chance.between(20.0, 120.0), rate * chance.between(4.0, 15.0));
    if (!habits.contains(habit)) {
      return;
    }
    for (int day = 0; day * GroupGenerator.MINUTES_OF_DAY < cell.length; day += everyDays) {
      int start = day * GroupGenerator.MINUTES_OF_DAY + at + chance.between(-10, 10);
      double tonight = chance.happens(0.03) ? 0 : size * chance.between(0.8, 1.2);
      for (int minute = Math.max(0, start);
          minute < Math.min(cell.length, start + length);
          minute++) {
        cell[minute] += chance.poisson(tonight / length);
      }
    }
  }
}
