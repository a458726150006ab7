package io.countersign.ingest;

/** How sure the record must be before a caller is answered. */
public enum Acknowledge {
  /**
   * The event stands in the log. Its transaction may still abort, but then the engine computes the
   * same bytes again from the same command.
   */
  APPENDED,
  /** The transaction of the event is committed. */
  COMMITTED
}
