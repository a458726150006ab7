package io.countersign.schemas.control;

/**
 * How long a budget lasts before it begins anew; calendar windows in the time zone of the tenant.
 */
public enum BudgetWindow {
  /** A minute of the clock. */
  MINUTE,
  /** An hour of the clock. */
  HOUR,
  /** A day, which may have 23 or 25 hours. */
  DAY,
  /** A calendar month. */
  MONTH
}
