package io.countersign.schemas.control;

/** What the search indexes keep, by what it is about. */
public enum RecordClass {
  /** Calls and their runs: intents, decisions, outcomes, settlements, findings. */
  CALLS,
  /** What people decided, and how they were told. */
  APPROVALS,
  /** Catalogue, reviews, brakes, policies, budgets, limits, people, retention, holds, searches. */
  CONTROLS,
  /** Who read the record. */
  ACCESS,
  /** Alerts and what people said of them. */
  ALERTS
}
