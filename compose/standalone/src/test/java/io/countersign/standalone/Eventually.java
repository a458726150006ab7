package io.countersign.standalone;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what must come, with a generous limit that only a failure reaches. */
final class Eventually {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private Eventually() {}

  /** Repeats assertions until they hold; throws what they threw last when they never do. */
  static <T> T get(Callable<T> assertions) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        return assertions.call();
      } catch (AssertionError | Exception failure) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("Not within " + LIMIT + ": " + failure.getMessage(), failure);
        }
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
