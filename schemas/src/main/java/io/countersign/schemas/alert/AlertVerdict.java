package io.countersign.schemas.alert;

/** What a person says an alert was. */
public enum AlertVerdict {
  /** Something that should not have happened. */
  TRUE_POSITIVE,
  /** Nothing: the alert was wrong. */
  FALSE_POSITIVE,
  /** Unusual, but known and wanted, such as a migration. */
  EXPECTED
}
