package io.countersign.projections;

import io.countersign.projections.opensearch.Pruner;
import io.countersign.projections.opensearch.Pruner.Pruned;
import io.countersign.schemas.opensearch.SearchUnavailable;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Prunes now and then, while the projections follow without trouble. */
final class PruningThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PruningThread.class);
  private static final Duration FIRST = Duration.ofMinutes(5);
  private static final Duration PAUSE = Duration.ofHours(1);

  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("pruning").daemon().factory());
  private final Pruner pruner;
  private final InstantSource clock;
  private final Supplier<List<String>> notReady;
  private final BooleanSupplier followedAll;
  private final MeterRegistry meters;

  /**
   * Starts; the first time in five minutes, then every hour.
   *
   * @param notReady why the projections do not follow now
   * @param followedAll whether all instances together are up to date: what they have not read may
   *     be a hold
   */
  PruningThread(
      Pruner pruner,
      InstantSource clock,
      Supplier<List<String>> notReady,
      BooleanSupplier followedAll,
      MeterRegistry meters) {
    this.pruner = pruner;
    this.clock = clock;
    this.notReady = notReady;
    this.followedAll = followedAll;
    this.meters = meters;
    var unused =
        executor.scheduleWithFixedDelay(
            this::prune, FIRST.toSeconds(), PAUSE.toSeconds(), TimeUnit.SECONDS);
  }

  private void prune() {
    if (!notReady.get().isEmpty()) {
      return;
    }
    try {
      if (!followedAll.getAsBoolean()) {
        LOG.warn("Nothing is pruned while some ledger is behind; it is tried again in an hour");
        return;
      }
      Pruned pruned = pruner.run(clock.instant());
      pruned
          .documents()
          .forEach(
              (kind, count) ->
                  meters
                      .counter(
                          "countersign.projections.pruned",
                          "index",
                          kind.name().toLowerCase(Locale.ROOT))
                      .increment(count));
    } catch (SearchUnavailable e) {
      LOG.warn("Pruning stopped and goes on in an hour: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("Pruning failed; it is tried again in an hour", e);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
