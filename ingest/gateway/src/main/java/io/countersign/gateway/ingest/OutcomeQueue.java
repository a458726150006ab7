package io.countersign.gateway.ingest;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Outcomes on their way to ingest. A place is taken before a call is asked for and given back when
 * its outcome is recorded, so the queue cannot overflow: when ingest takes no outcomes, new calls
 * find no place and are refused.
 *
 * <p>Held in memory. An outcome lost with the process is not lost quietly: the engine notices the
 * missing outcome.
 */
public final class OutcomeQueue implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OutcomeQueue.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration CLOSING_PAUSE = Duration.ofMillis(200);

  private final IngestClient ingest;
  private final Duration timeout;
  private final Duration patience;
  private final Semaphore places;
  private final Set<String> waiting = ConcurrentHashMap.newKeySet();
  private final AtomicLong recorded = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean closing;
  private boolean closed;

  public OutcomeQueue(IngestClient ingest, int capacity, Duration timeout, Duration patience) {
    this.ingest = ingest;
    this.places = new Semaphore(capacity);
    this.timeout = timeout;
    this.patience = patience;
  }

  /** Takes a place for one call, or says that there is none. */
  public boolean reserve() {
    return places.tryAcquire();
  }

  /** Gives back the place of a call that needs no report. */
  public void release() {
    places.release();
  }

  /**
   * Reports the outcome of a call that holds a place, repeatedly until it is taken, refused or
   * given up.
   */
  public void submit(String callId, byte[] body) {
    waiting.add(callId);
    Thread.ofVirtual().name("outcome-" + callId).start(() -> deliver(callId, body));
  }

  public long recorded() {
    return recorded.get();
  }

  public long lost() {
    return lost.get();
  }

  private void deliver(String callId, byte[] body) {
    long giveUp = System.nanoTime() + patience.toNanos();
    Duration pause = FIRST_PAUSE;
    IngestClient.Receipt receipt = ingest.report(callId, body, timeout).join();
    while (receipt == IngestClient.Receipt.LATER && System.nanoTime() < giveUp && rest(pause)) {
      pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
      receipt = ingest.report(callId, body, timeout).join();
    }
    if (receipt == IngestClient.Receipt.TAKEN) {
      recorded.incrementAndGet();
    } else {
      lost.incrementAndGet();
      LOG.error(
          "Expected ingest to record the outcome of call {}, but it was {}. The engine will list the call as without outcome.",
          callId,
          receipt == IngestClient.Receipt.REFUSED ? "refused" : "not reachable in time");
    }
    done(callId);
  }

  /** Waits between two tries; false when the queue was closed and there is no next one. */
  private boolean rest(Duration pause) {
    lock.lock();
    try {
      long nanos = pause.toNanos();
      boolean wasClosing = closing;
      if (closing) {
        nanos = Math.min(nanos, CLOSING_PAUSE.toNanos());
      }
      while (nanos > 0 && !closed && closing == wasClosing) {
        nanos = changed.awaitNanos(nanos);
      }
      return !closed;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void done(String callId) {
    lock.lock();
    try {
      waiting.remove(callId);
      places.release();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Tries the waiting reports at once and waits for them, at most as long as given. */
  public void flush(Duration deadline) {
    lock.lock();
    try {
      closing = true;
      changed.signalAll();
      long nanos = deadline.toNanos();
      while (!waiting.isEmpty() && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    if (!waiting.isEmpty()) {
      LOG.error(
          "Expected all outcomes to be recorded within {} s, but {} calls are still unreported: {}",
          deadline.toSeconds(),
          waiting.size(),
          waiting);
    }
  }

  /** Gives up what is still waiting. Call {@link #flush} first. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
