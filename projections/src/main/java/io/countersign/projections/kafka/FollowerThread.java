package io.countersign.projections.kafka;

import io.countersign.projections.opensearch.DocumentStore;
import io.countersign.projections.opensearch.IndexSetup;
import io.countersign.schemas.opensearch.SearchCluster;
import io.countersign.schemas.registry.RegistryCredentials;
import io.countersign.schemas.registry.RegistryLimits;
import io.countersign.schemas.registry.RegistrySettings;
import io.countersign.schemas.registry.SchemaRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that follows the events, and everything it needs, opened and closed together. */
public final class FollowerThread {
  private static final Logger LOG = LoggerFactory.getLogger(FollowerThread.class);
  private static final int FETCH_BYTES = 16 * 1024 * 1024;
  private static final int PARTITION_FETCH_BYTES = 4 * 1024 * 1024;

  private final EventFollower follower;
  private final Thread thread;
  private final SearchCluster cluster;
  private final EventRecords records;

  private FollowerThread(EventFollower follower, SearchCluster cluster, EventRecords records) {
    this.follower = follower;
    this.thread = Thread.ofPlatform().name("projections").unstarted(follower);
    this.cluster = cluster;
    this.records = records;
  }

  /** Opens the clients and starts the thread. */
  public static FollowerThread start(FollowerSettings settings, MeterRegistry meters) {
    SchemaRegistry registry =
        new SchemaRegistry(
            RegistrySettings.of(
                settings.registry(), RegistryCredentials.NONE, RegistryLimits.DEFAULT));
    EventRecords records = new EventRecords(registry, settings.topics());
    SearchCluster cluster = new SearchCluster(settings.openSearch(), settings.searchTimeout());
    Map<String, Object> connection = new HashMap<>(settings.kafka());
    Outlet outlet = new Outlet(connection, records, settings.topics());
    EventFollower follower =
        new EventFollower(
            consumer(connection, settings),
            settings.topics().events(),
            records,
            new IndexSetup(cluster, settings.indexes()),
            new DocumentStore(cluster, settings.indexes()),
            outlet,
            new Meters(meters),
            settings.cachedDocuments());
    FollowerThread started = new FollowerThread(follower, cluster, records);
    started.thread.start();
    return started;
  }

  /** Why nothing is followed right now; empty when it is. */
  public List<String> readiness() {
    return follower.readiness();
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

  private static Consumer<byte[], byte[]> consumer(
      Map<String, Object> connection, FollowerSettings settings) {
    Map<String, Object> consumer = new HashMap<>(connection);
    consumer.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group());
    consumer.put(ConsumerConfig.CLIENT_ID_CONFIG, "projections-" + settings.instance());
    // a restarted instance takes its own place again at once instead of waiting for itself to
    // expire
    consumer.put(
        ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, settings.group() + "-" + settings.instance());
    consumer.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    consumer.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
    consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, settings.batchEvents());
    consumer.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    consumer.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_FETCH_BYTES);
    return new KafkaConsumer<>(consumer, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
