package io.countersign.projections.evaluation;

import java.util.Set;

/** How a week goes: a factor for each of its hours, of mean one; a set begins on a Monday. */
final class Shape {
  static final int HOURS = 7 * 24;

  private Shape() {}

  static double[] of(Set<Habit> habits, Chance chance) {
    double[] shape = new double[HOURS];
    int shift = chance.between(-3, 3);
    double night = chance.between(0.02, 0.15);
    double swing = chance.between(0.0, 0.3);
    double sum = 0;
    for (int hour = 0; hour < HOURS; hour++) {
      int ofDay = Math.floorMod(hour + shift, 24);
      int day = Math.floorMod(hour + shift, HOURS) / 24;
      if (habits.contains(Habit.OFFICE_HOURS)) {
        boolean office = day < 5 && ofDay >= 8 && ofDay < 18;
        boolean edge = day < 5 && (ofDay == 7 || ofDay == 12 || ofDay == 18 || ofDay == 19);
        shape[hour] = edge ? 0.5 : office ? 1 : night;
      } else {
        shape[hour] = 1 + swing * StrictMath.sin(2 * StrictMath.PI * ofDay / 24);
      }
      sum += shape[hour];
    }
    for (int hour = 0; hour < HOURS; hour++) {
      shape[hour] *= HOURS / sum;
    }
    return shape;
  }

  static double at(double[] shape, int minute) {
    return shape[minute / GroupGenerator.MINUTES_OF_HOUR % HOURS];
  }
}
