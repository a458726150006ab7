package io.countersign.query.export;

/** Where an export stands. */
public enum ExportState {
  /** It waits for others to finish. */
  QUEUED,
  /** Its files are being written; after a restart it goes on by itself. */
  RUNNING,
  /** Its files and its manifest can be fetched until it expires. */
  DONE,
  /** It ended without a result; {@code failure} says why. Its files are removed. */
  FAILED,
  /** Its time is over; its files are removed. */
  EXPIRED,
  /** Somebody ended it before it was done; its files are removed. */
  CANCELLED;

  /** Whether it still needs or will need a place to run. */
  public boolean open() {
    return this == QUEUED || this == RUNNING;
  }
}
