package io.countersign.approvals.notice.kafka;

import java.util.TreeSet;

/**
 * How far one ledger has been told. Notices finish in any order; what may be committed ends before
 * the first that has not. Thread safe.
 */
final class Progress {
  private final long floor;
  private final TreeSet<Long> open = new TreeSet<>();
  private long next;
  private long committed;

  /**
   * @param floor first offset that is not told yet
   * @param next first offset that is read
   */
  Progress(long floor, long next) {
    this.floor = floor;
    this.next = next;
    this.committed = floor;
  }

  /** Whether the event at an offset was told before, so that it is only to be remembered. */
  boolean told(long offset) {
    return offset < floor;
  }

  synchronized void begin(long offset) {
    open.add(offset);
  }

  synchronized void finish(long offset) {
    open.remove(offset);
  }

  /** The event at an offset was handed over or passed. */
  synchronized void read(long offset) {
    next = offset + 1;
  }

  /** Where to read on. */
  synchronized long next() {
    return next;
  }

  synchronized int open() {
    return open.size();
  }

  /** Offset up to which everything is told; never below the one before. */
  synchronized long committable() {
    return Math.max(floor, open.isEmpty() ? next : open.first());
  }

  /** Whether there is more to commit than there was. */
  synchronized boolean behind() {
    return committable() > committed;
  }

  synchronized Progress committed(long offset) {
    committed = Math.max(committed, offset);
    return this;
  }
}
