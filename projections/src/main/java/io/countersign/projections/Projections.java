package io.countersign.projections;

import io.countersign.projections.kafka.FollowerSettings;
import io.countersign.projections.kafka.FollowerThread;
import io.countersign.projections.kafka.GroupProgress;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * The role: follows {@code countersign.events} and keeps the search indexes and the compacted
 * topics (calls, controls, budgets) up to date; takes out of the indexes what retention says.
 * Starts without waiting for anything; {@link #readiness()} says what is still missing.
 */
public final class Projections implements AutoCloseable {
  private static final Duration STOP = Duration.ofSeconds(30);

  private final FollowerThread follower;
  private final PruningThread pruning;

  private Projections(FollowerThread follower, PruningThread pruning) {
    this.follower = follower;
    this.pruning = pruning;
  }

  /** Starts following. Several instances with the same group share the ledgers. */
  public static Projections start(FollowerSettings settings, MeterRegistry meters) {
    FollowerThread follower = FollowerThread.start(settings, meters);
    return new Projections(
        follower,
        new PruningThread(
            follower.pruner(),
            InstantSource.system(),
            follower::readiness,
            () -> GroupProgress.hasFollowedAll(settings),
            meters));
  }

  /** Why the role does not do its work right now, in words; empty when it does. */
  public List<String> readiness() {
    return follower.readiness();
  }

  /** Ends after the step in hand and leaves the group; waits at most thirty seconds. */
  @Override
  public void close() {
    pruning.close();
    follower.close(STOP);
  }
}
