package io.countersign.schemas.alert;

/** What somebody found an alert to be. */
public enum AlertVerdict {
  /** Something was wrong. */
  TRUE_POSITIVE,
  /** Nothing was wrong: less of the same is not worth an alert for a while. */
  FALSE_POSITIVE,
  /** It is meant to be, at this hour of the week. */
  EXPECTED
}
