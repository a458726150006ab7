package io.countersign.projections.evaluation;

/** What is harmless about a group, and looks suspicious to a simple detector. */
enum Habit {
  /** Busy on weekdays from eight to six, nearly still otherwise. */
  OFFICE_HOURS,
  /** Counts of a bin vary more than Poisson's, independently. */
  OVERDISPERSED,
  /** Whole hours are busier or quieter than usual. */
  MOODY_HOURS,
  /** Events come in runs of three to eight, as agents work. */
  CLUSTERED,
  /** A job every night, about the same minute. */
  NIGHTLY_BATCH,
  /** A job once a week. */
  WEEKLY_BATCH,
  /** Twice as much from one day on. */
  LEVEL_SHIFT
}
