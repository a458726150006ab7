package io.countersign.standalone.command;

import io.countersign.standalone.roles.CannotStart;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From start to stop of a process: holds what was started, stops it the other way round on SIGTERM,
 * Ctrl-C or failure, and ends the process when that takes too long.
 */
final class Lifetime {
  private static final Duration READY = Duration.ofMinutes(3);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration STOP = Duration.ofSeconds(45);
  private static final int STOPPED_TOO_LATE = 3;

  private final Deque<Part> parts = new ArrayDeque<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  private record Part(String name, AutoCloseable closeable) {}

  Lifetime() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stopByDeadline, "stop"));
  }

  /** Takes over a part: it is closed when the process stops. */
  <T extends AutoCloseable> T own(String name, T part) throws CannotStart {
    synchronized (parts) {
      if (stopping.getCount() > 0) {
        parts.push(new Part(name, part));
        return part;
      }
    }
    close(new Part(name, part));
    throw new CannotStart("Stopped while starting.");
  }

  /** Waits until there is no reason left not to be ready. */
  void awaitReady(Supplier<List<String>> notReady) throws CannotStart, InterruptedException {
    long deadline = System.nanoTime() + READY.toNanos();
    List<String> reasons = notReady.get();
    while (!reasons.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new CannotStart(
            "Expected every role to be ready within %d minutes, but: %s. The log files in the data folder say more."
                .formatted(READY.toMinutes(), String.join("; ", reasons)));
      }
      if (stopping.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new CannotStart("Stopped while starting.");
      }
      reasons = notReady.get();
    }
  }

  /** Blocks until the process has been told to stop and has done so. */
  void awaitStop() throws InterruptedException {
    stopped.await();
  }

  /** Closes all parts. Safe to repeat; every caller returns when it is done. */
  void stop() {
    synchronized (parts) {
      stopping.countDown();
      while (!parts.isEmpty()) {
        close(parts.pop());
      }
      stopped.countDown();
    }
  }

  private static void close(Part part) {
    Logger log = LoggerFactory.getLogger(Lifetime.class);
    try {
      part.closeable().close();
    } catch (Exception e) {
      log.warn("Expected {} to stop in order, but it did not", part.name(), e);
    }
  }

  private void stopByDeadline() {
    stopping.countDown();
    Thread worker = new Thread(this::stop, "stop-parts");
    worker.setDaemon(true);
    worker.start();
    boolean inTime = false;
    try {
      inTime = worker.join(STOP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    LogManager.shutdown();
    if (!inTime) {
      System.err.printf(
          "Expected to stop within %d s, but something did not; ending now. What was acknowledged is safe.%n",
          STOP.toSeconds());
      Runtime.getRuntime().halt(STOPPED_TOO_LATE);
    }
  }
}
