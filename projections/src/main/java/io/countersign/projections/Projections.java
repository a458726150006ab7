package io.countersign.projections;

import io.countersign.projections.kafka.FollowerSettings;
import io.countersign.projections.kafka.FollowerThread;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;

/**
 * The role: follows {@code countersign.events} and keeps the search indexes and the compacted
 * topics (calls, controls, budgets) up to date. Starts without waiting for anything; {@link
 * #readiness()} says what is still missing.
 */
public final class Projections implements AutoCloseable {
  private static final Duration STOP = Duration.ofSeconds(30);

  private final FollowerThread follower;

  private Projections(FollowerThread follower) {
    this.follower = follower;
  }

  /** Starts following. Several instances with the same group share the ledgers. */
  public static Projections start(FollowerSettings settings, MeterRegistry meters) {
    return new Projections(FollowerThread.start(settings, meters));
  }

  /** Why the role does not do its work right now, in words; empty when it does. */
  public List<String> readiness() {
    return follower.readiness();
  }

  /** Ends after the step in hand and leaves the group; waits at most thirty seconds. */
  @Override
  public void close() {
    follower.close(STOP);
  }
}
