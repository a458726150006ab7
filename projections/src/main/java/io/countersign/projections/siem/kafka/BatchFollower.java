package io.countersign.projections.siem.kafka;

import io.countersign.projections.siem.Away;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that reads topics in a group, has each batch done and commits it then: at least once.
 * While something is away it tries the batch again for ever, keeps its place in the group and says
 * so. A fault that no repetition mends stops it, and readiness says so.
 */
public final class BatchFollower implements Runnable, ConsumerRebalanceListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BatchFollower.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration SHORT_POLL = Duration.ofMillis(100);
  private static final Duration STOP = Duration.ofSeconds(30);
  private static final String FIRST_PARTITIONS = "the first partitions";

  private final String name;
  private final Consumer<byte[], byte[]> consumer;
  private final List<String> topics;
  private final Work work;
  private final FollowerMeters meters;
  private final Thread thread;

  private volatile boolean stopping;
  private volatile @Nullable String waitingFor = FIRST_PARTITIONS;
  private volatile @Nullable String failure;
  private boolean lostPartitions;

  /** The batch in hand is somebody else's now, or this follower is being stopped. */
  private static final class Abandoned extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** One step that may find something away. */
  private interface Step {
    void run() throws Away;
  }

  private BatchFollower(
      String name,
      Consumer<byte[], byte[]> consumer,
      List<String> topics,
      Work work,
      FollowerMeters meters) {
    this.name = name;
    this.consumer = consumer;
    this.topics = List.copyOf(topics);
    this.work = work;
    this.meters = meters;
    this.thread = Thread.ofPlatform().name(name).unstarted(this);
  }

  /**
   * Starts following.
   *
   * @param name what it does in a word, for logs, readiness and meters
   * @param consumer reads committed records and commits nothing by itself; closed at the end
   */
  public static BatchFollower start(
      String name,
      Consumer<byte[], byte[]> consumer,
      List<String> topics,
      Work work,
      MeterRegistry meters) {
    BatchFollower follower =
        new BatchFollower(name, consumer, topics, work, new FollowerMeters(name, meters));
    follower.thread.start();
    return follower;
  }

  @Override
  public void run() {
    try {
      consumer.subscribe(topics, this);
      while (!stopping) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        meters.lag(consumer);
        if (!records.isEmpty()) {
          follow(records);
        }
      }
    } catch (RuntimeException | Error e) {
      failure = e.getClass().getSimpleName() + ": " + e.getMessage();
      LOG.error("{} stopped. Restart this role after the cause is mended.", name, e);
    } finally {
      consumer.close();
      work.close();
      meters.close();
    }
  }

  /** Why nothing is followed right now; empty when it is. */
  public List<String> readiness() {
    return Stream.of(
            Optional.ofNullable(failure).map(reason -> name + " stopped: " + reason),
            Optional.ofNullable(waitingFor).map(reason -> name + " waits for " + reason))
        .flatMap(Optional::stream)
        .toList();
  }

  /** Why this follower has stopped for good; empty while it runs, waiting or not. */
  public List<String> faults() {
    return Stream.ofNullable(failure).map(reason -> name + " stopped: " + reason).toList();
  }

  /** Ends after the step in hand and leaves the group; waits at most thirty seconds. */
  @Override
  public void close() {
    stopping = true;
    try {
      if (!thread.join(STOP)) {
        LOG.warn("{} still had work under way after {}; stopping without it", name, STOP);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    if (FIRST_PARTITIONS.equals(waitingFor)) {
      waitingFor = null;
    }
    if (waitingFor != null) {
      consumer.pause(partitions);
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    lostPartitions |= !partitions.isEmpty();
  }

  private void follow(ConsumerRecords<byte[], byte[]> records) {
    lostPartitions = false;
    try {
      insist(() -> work.handle(records));
      commit(records);
      meters.records(records.count());
    } catch (Abandoned e) {
      if (!stopping) {
        rewind(records);
      }
    }
  }

  /** A commit that comes too late is no harm: the batch comes again, and its copies are equal. */
  private void commit(ConsumerRecords<byte[], byte[]> records) throws Abandoned {
    try {
      insist(
          () -> {
            try {
              consumer.commitSync(records.nextOffsets());
            } catch (RebalanceInProgressException | CommitFailedException e) {
              throw e;
            } catch (RetriableException e) {
              throw new Away("Kafka to take a commit: " + e.getMessage(), e);
            }
          });
    } catch (RebalanceInProgressException | CommitFailedException e) {
      LOG.info(
          "{}: a batch was not committed because the group is rebalancing; it comes again", name);
    }
  }

  private void insist(Step step) throws Abandoned {
    for (int failures = 1; ; failures++) {
      try {
        step.run();
        if (failures > 1) {
          LOG.info("{} goes on after {} failed attempts", name, failures - 1);
          waitingFor = null;
          consumer.resume(consumer.paused());
        }
        return;
      } catch (Away e) {
        String message = String.valueOf(e.getMessage());
        if (!message.equals(waitingFor)) {
          LOG.warn("{} waits for {}", name, message);
        }
        waitingFor = message;
        meters.retry();
        standBy(Away.pause(failures));
      }
    }
  }

  /** Waits a while, polling paused partitions, so that the group knows that this one lives. */
  private void standBy(Duration pause) throws Abandoned {
    long end = System.nanoTime() + pause.toNanos();
    while (System.nanoTime() - end < 0) {
      if (stopping) {
        throw new Abandoned();
      }
      consumer.pause(consumer.assignment());
      if (!consumer.poll(SHORT_POLL).isEmpty()) {
        throw new IllegalStateException("Expected no records of paused partitions, but some came");
      }
      meters.lag(consumer);
      if (lostPartitions) {
        throw new Abandoned();
      }
    }
  }

  /** Takes the batch from its beginning again, where it is still ours. */
  private void rewind(ConsumerRecords<byte[], byte[]> records) {
    Set<TopicPartition> ours = consumer.assignment();
    for (TopicPartition partition : records.partitions()) {
      if (ours.contains(partition)) {
        consumer.seek(partition, records.records(partition).getFirst().offset());
      }
    }
    consumer.resume(consumer.paused());
    waitingFor = null;
  }
}
