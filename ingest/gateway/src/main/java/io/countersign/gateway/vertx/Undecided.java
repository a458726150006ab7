package io.countersign.gateway.vertx;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Exchanges whose call was neither sent nor refused yet, so that the gateway can end in order. */
final class Undecided {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<Exchange> exchanges = new HashSet<>();
  private volatile boolean stopping;

  void add(Exchange exchange) {
    lock.lock();
    try {
      exchanges.add(exchange);
    } finally {
      lock.unlock();
    }
  }

  void remove(Exchange exchange) {
    lock.lock();
    try {
      exchanges.remove(exchange);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether no call may be sent any more. */
  boolean isStopping() {
    return stopping;
  }

  /**
   * From now on no call may be sent. Waits for the verdicts under way.
   *
   * @return the exchanges whose client has no answer after that time
   */
  List<Exchange> stop(Duration grace) {
    lock.lock();
    try {
      stopping = true;
      long nanos = grace.toNanos();
      while (!exchanges.isEmpty() && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return List.copyOf(exchanges);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return List.copyOf(exchanges);
    } finally {
      lock.unlock();
    }
  }
}
