package io.countersign.projections.kafka;

import io.countersign.projections.opensearch.DocumentStore;
import io.countersign.projections.opensearch.IndexSetup;
import io.countersign.projections.opensearch.Pruner;
import io.countersign.schemas.Indexes;
import io.countersign.schemas.opensearch.SearchCluster;
import io.countersign.schemas.registry.SchemaRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that follows the events, and everything it needs, opened and closed together. */
public final class FollowerThread {
  private static final Logger LOG = LoggerFactory.getLogger(FollowerThread.class);

  private final EventFollower follower;
  private final Thread thread;
  private final SearchCluster cluster;
  private final EventRecords records;

  private final Indexes indexes;

  private FollowerThread(
      EventFollower follower, SearchCluster cluster, EventRecords records, Indexes indexes) {
    this.indexes = indexes;
    this.follower = follower;
    this.thread = Thread.ofPlatform().name("projections").unstarted(follower);
    this.cluster = cluster;
    this.records = records;
  }

  /** Opens the clients and starts the thread. */
  public static FollowerThread start(FollowerSettings settings, MeterRegistry meters) {
    EventRecords records =
        new EventRecords(new SchemaRegistry(settings.registry()), settings.topics());
    SearchCluster cluster = new SearchCluster(settings.openSearch(), settings.searchTimeout());
    Outlet outlet =
        new Outlet(
            new Outbox(settings.kafka(), settings.topics().deadLetters()),
            records,
            settings.topics());
    EventFollower follower =
        new EventFollower(
            EventConsumers.following(settings),
            settings.topics().events(),
            records,
            new IndexSetup(cluster, settings.indexes()),
            new DocumentStore(cluster, settings.indexes()),
            outlet,
            new Meters(meters),
            new LetterMender(
                settings,
                new DeadLetterDesk(
                    EventConsumers.pointed(settings, "projections-desk-" + settings.instance()),
                    settings.topics().deadLetters(),
                    meters),
                records,
                DocumentStore.mending(cluster, settings.indexes()),
                outlet),
            settings.cachedDocuments());
    FollowerThread started = new FollowerThread(follower, cluster, records, settings.indexes());
    started.thread.start();
    return started;
  }

  /** Why nothing is followed right now; empty when it is. */
  public List<String> readiness() {
    return follower.readiness();
  }

  /** Takes out of the indexes what retention says; works until this is closed. */
  public Pruner pruner() {
    return new Pruner(cluster, indexes);
  }

  /** Stops the thread and closes the clients; waits at most {@code limit}. */
  public void close(Duration limit) {
    follower.stop();
    try {
      if (!thread.join(limit)) {
        LOG.warn("The projections still had work under way after {}; stopping without it", limit);
      }
      cluster.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.warn("The OpenSearch client did not close cleanly: {}", e.getMessage());
    }
    records.close();
  }
}
