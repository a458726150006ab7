package io.countersign.projections.kafka;

import io.countersign.projections.opensearch.DocumentStore;
import io.countersign.projections.opensearch.IndexSetup;
import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.opensearch.SearchCluster;
import io.countersign.schemas.opensearch.SearchUnavailable;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads committed alerts and makes them searchable. A place is committed after its documents were
 * taken, and documents have the alert's version, so a repeat changes nothing. While something is
 * away it waits and says so. Apart from what follows the events: one that stands still does not
 * stop the other.
 */
public final class AlertFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertFollower.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration STOP = Duration.ofSeconds(10);

  private final Consumer<byte[], byte[]> consumer;
  private final Deserializer<Alert> alerts;
  private final IndexSetup setup;
  private final DocumentStore store;
  private final Outbox outbox;
  private final AlertWriter writer;
  private final String topic;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable String waitingFor = "the first alerts";

  private AlertFollower(
      FollowerSettings settings, Deserializer<Alert> alerts, SearchCluster cluster) {
    this.consumer = consumer(settings);
    this.alerts = alerts;
    this.setup = new IndexSetup(cluster, settings.indexes());
    this.store = new DocumentStore(cluster, settings.indexes());
    this.outbox = new Outbox(settings.kafka(), settings.topics().deadLetters());
    this.writer = new AlertWriter(alerts, store, outbox);
    this.topic = settings.topics().alerts();
    this.thread = Thread.ofPlatform().name("alerts-index").daemon().unstarted(this::follow);
  }

  /**
   * Starts following.
   *
   * @param alerts reads values of {@code countersign.alerts}
   * @param cluster not closed by this
   */
  public static AlertFollower start(
      FollowerSettings settings, Deserializer<Alert> alerts, SearchCluster cluster) {
    AlertFollower follower = new AlertFollower(settings, alerts, cluster);
    follower.thread.start();
    return follower;
  }

  private static Consumer<byte[], byte[]> consumer(FollowerSettings settings) {
    Map<String, Object> consumer = new HashMap<>(settings.kafka());
    String group = settings.group() + "-alerts";
    consumer.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    consumer.put(ConsumerConfig.CLIENT_ID_CONFIG, group + "-" + settings.instance());
    consumer.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, group + "-" + settings.instance());
    consumer.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    consumer.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
    consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, settings.batchEvents());
    return new KafkaConsumer<>(consumer, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private void follow() {
    try (consumer;
        alerts;
        outbox) {
      consumer.subscribe(List.of(topic));
      boolean ready = false;
      int failures = 0;
      while (stopping.getCount() > 0) {
        ConsumerRecords<byte[], byte[]> records = ConsumerRecords.empty();
        try {
          if (!ready) {
            setup.run();
            // after a failure readers may have been given another generation
            store.lookAgain();
            ready = true;
          }
          records = consumer.poll(POLL);
          take(records);
          waitingFor = null;
          failures = 0;
        } catch (Away | SearchUnavailable | KafkaException e) {
          failures++;
          ready = false;
          waitingFor = String.valueOf(e.getMessage());
          LOG.warn("Alerts are not searchable yet: {}", waitingFor);
          readAgain(records);
          if (stopping.await(Away.pause(failures).toMillis(), TimeUnit.MILLISECONDS)) {
            return;
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      waitingFor = "a restart after " + e;
      LOG.error("Alerts are not made searchable any more", e);
    }
  }

  private void take(ConsumerRecords<byte[], byte[]> records) throws Away, SearchUnavailable {
    if (!records.isEmpty()) {
      writer.take(records, false);
      consumer.commitSync(records.nextOffsets());
    }
  }

  private void readAgain(ConsumerRecords<byte[], byte[]> records) {
    for (TopicPartition partition : records.partitions()) {
      if (consumer.assignment().contains(partition)) {
        consumer.seek(partition, records.records(partition).getFirst().offset());
      }
    }
  }

  /** Why alerts are not made searchable right now; empty when they are. */
  public List<String> notReady() {
    String away = waitingFor;
    return away == null ? List.of() : List.of("the alerts index waits for " + away);
  }

  @Override
  public void close() {
    stopping.countDown();
    try {
      if (!thread.join(STOP)) {
        LOG.warn("The alerts index still had work under way; stopping without it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
