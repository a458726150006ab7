package io.countersign.standalone.embedded;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when the embedded broker meets a fault it cannot survive, such as a disk that fails.
 * Kafka then ends the process without a word; here the process says why first.
 *
 * <p>The process is halted, not exited: shutdown hooks would wait for a broker that no longer
 * answers. The schema registry ends with it, because it watches its parent. While a broker starts
 * or stops the fault is only noted, since Kafka then throws it to the caller, who knows better what
 * to say.
 */
final class BrokerFaults {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerFaults.class);
  private static final AtomicInteger STARTING_OR_STOPPING = new AtomicInteger();

  private BrokerFaults() {}

  /** Makes this class answer Kafka's calls to end the process. Safe to repeat. */
  static void install() {
    install(Runtime.getRuntime()::halt);
  }

  static void install(IntConsumer halt) {
    Exit.setHaltProcedure((status, message) -> fault(status, message, halt));
    Exit.setExitProcedure((status, message) -> fault(status, message, halt));
  }

  /**
   * Runs an action during which faults leave the process running, because the action throws them
   * itself.
   */
  static <T extends @Nullable Object, X extends Exception> T tolerating(Action<T, X> action)
      throws X {
    STARTING_OR_STOPPING.incrementAndGet();
    try {
      return action.run();
    } finally {
      STARTING_OR_STOPPING.decrementAndGet();
    }
  }

  private static void fault(int status, @Nullable String message, IntConsumer halt) {
    String reason = message == null ? "no reason given" : message;
    if (STARTING_OR_STOPPING.get() > 0) {
      LOG.warn("The embedded Kafka broker met a fault while starting or stopping: {}", reason);
      return;
    }
    LOG.error(
        "The embedded Kafka broker met a fault it cannot survive ({}), so this process ends now with status {}. What was acknowledged is safe on disk. The file servers.log in the log folder has the cause; start again once it is removed.",
        reason,
        status);
    halt.accept(status);
  }

  /** The start or the stop of a broker. */
  @FunctionalInterface
  interface Action<T extends @Nullable Object, X extends Exception> {
    T run() throws X;
  }
}
