package io.countersign.ingest.redact;

/** What was done to a value. */
public enum Action {
  /** Replaced, in whole or in part, by {@code [redacted:<rule id>]}. */
  MASK,
  /** Replaced by its keyed hash: equal values stay recognisable as equal. */
  HASH,
  /** Removed; an array element becomes {@code null}, so that its neighbours keep their places. */
  DROP,
  /** Too large: replaced by its size, keyed hash and redacted beginning. */
  TRUNCATE
}
