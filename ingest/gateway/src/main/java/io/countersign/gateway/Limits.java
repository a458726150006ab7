package io.countersign.gateway;

import java.time.Duration;

/**
 * Every bound of the gateway.
 *
 * @param askTimeout how long a verdict may take; after it the call is refused
 * @param reportTimeout how long one attempt to report an outcome may take
 * @param reportPatience how long a report is repeated before it is given up and logged as lost
 * @param callTimeout how long a server may take to answer a call before it is reported TIMED_OUT
 * @param shutdownGrace how long a child may take to end, and reports to be delivered, each
 * @param maxClientFrameBytes largest frame taken from a client
 * @param maxServerFrameBytes largest frame or answer read from a server
 * @param maxDepth deepest nesting of a client's frame
 * @param maxOpenCalls calls asked for, running or not yet reported; more are refused
 * @param maxResultBytes largest result sent with a report; a larger one is replaced by its size and
 *     digest
 * @param maxSessions HTTP sessions remembered
 * @param holdApproval how long a call that needs an approval is held for it; zero holds none
 * @param maxHeldCalls calls held at once; more are answered at once that their approval is pending
 */
public record Limits(
    Duration askTimeout,
    Duration reportTimeout,
    Duration reportPatience,
    Duration callTimeout,
    Duration shutdownGrace,
    int maxClientFrameBytes,
    int maxServerFrameBytes,
    int maxDepth,
    int maxOpenCalls,
    int maxResultBytes,
    int maxSessions,
    Duration holdApproval,
    int maxHeldCalls) {

  private static final int MIB = 1024 * 1024;

  public Limits {
    within("ask timeout", askTimeout, Duration.ofMinutes(1));
    within("report timeout", reportTimeout, Duration.ofMinutes(1));
    within("report patience", reportPatience, Duration.ofDays(1));
    within("call timeout", callTimeout, Duration.ofDays(1));
    within("shutdown grace", shutdownGrace, Duration.ofMinutes(5));
    within("client frame limit in bytes", maxClientFrameBytes, 256, 64 * MIB);
    within("server frame limit in bytes", maxServerFrameBytes, 256, 256 * MIB);
    within("depth limit", maxDepth, 4, 1000);
    within("open call limit", maxOpenCalls, 1, 100_000);
    within("reported result limit in bytes", maxResultBytes, 256, 16 * MIB);
    within("session limit", maxSessions, 1, 1_000_000);
    if (!holdApproval.isZero()) {
      within("time to hold a call for its approval", holdApproval, Duration.ofMinutes(30));
    }
    within("held call limit", maxHeldCalls, 1, 100_000);
  }

  public static Limits defaults() {
    return new Limits(
        // Longer than ingest takes to give up, so that it is ingest that says so.
        Duration.ofSeconds(3),
        Duration.ofSeconds(5),
        Duration.ofMinutes(10),
        Duration.ofMinutes(10),
        Duration.ofSeconds(5),
        4 * MIB,
        32 * MIB,
        64,
        256,
        MIB / 4,
        10_000,
        // Less than the minute after which many clients give up.
        Duration.ofSeconds(45),
        64);
  }

  public Limits withAskTimeout(Duration value) {
    return new Limits(
        value,
        reportTimeout,
        reportPatience,
        callTimeout,
        shutdownGrace,
        maxClientFrameBytes,
        maxServerFrameBytes,
        maxDepth,
        maxOpenCalls,
        maxResultBytes,
        maxSessions,
        holdApproval,
        maxHeldCalls);
  }

  public Limits withCallTimeout(Duration value) {
    return new Limits(
        askTimeout,
        reportTimeout,
        reportPatience,
        value,
        shutdownGrace,
        maxClientFrameBytes,
        maxServerFrameBytes,
        maxDepth,
        maxOpenCalls,
        maxResultBytes,
        maxSessions,
        holdApproval,
        maxHeldCalls);
  }

  public Limits withShutdownGrace(Duration value) {
    return new Limits(
        askTimeout,
        reportTimeout,
        reportPatience,
        callTimeout,
        value,
        maxClientFrameBytes,
        maxServerFrameBytes,
        maxDepth,
        maxOpenCalls,
        maxResultBytes,
        maxSessions,
        holdApproval,
        maxHeldCalls);
  }

  public Limits withMaxOpenCalls(int value) {
    return new Limits(
        askTimeout,
        reportTimeout,
        reportPatience,
        callTimeout,
        shutdownGrace,
        maxClientFrameBytes,
        maxServerFrameBytes,
        maxDepth,
        value,
        maxResultBytes,
        maxSessions,
        holdApproval,
        maxHeldCalls);
  }

  public Limits withHoldApproval(Duration value) {
    return holding(value, maxHeldCalls);
  }

  public Limits withMaxHeldCalls(int value) {
    return holding(holdApproval, value);
  }

  private Limits holding(Duration time, int calls) {
    return new Limits(
        askTimeout,
        reportTimeout,
        reportPatience,
        callTimeout,
        shutdownGrace,
        maxClientFrameBytes,
        maxServerFrameBytes,
        maxDepth,
        maxOpenCalls,
        maxResultBytes,
        maxSessions,
        time,
        calls);
  }

  private static void within(String what, Duration value, Duration most) {
    if (value.isNegative() || value.isZero() || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "Expected the %s to be more than zero and at most %s, but it is %s."
              .formatted(what, most, value));
    }
  }

  private static void within(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "Expected the %s to be %d to %d, but it is %d.".formatted(what, least, most, value));
    }
  }
}
