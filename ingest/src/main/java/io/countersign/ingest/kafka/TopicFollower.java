package io.countersign.ingest.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all partitions of one topic on a thread of its own, without a consumer group: every process
 * reads everything. Keeps trying while Kafka does not answer.
 */
final class TopicFollower implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TopicFollower.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofMillis(200);

  /** Where to begin. Ready once everything up to the ends of that moment is read. */
  interface Start {
    /** Everything that is there. */
    Start BEGINNING = (consumer, ends) -> consumer.beginningOffsets(ends.keySet());

    /** Only what comes from now on; ready at once. */
    Start END = (consumer, ends) -> ends;

    /** Whether a beginning can be named now. Asked before anything else, again and again. */
    default boolean isKnown() {
      return true;
    }

    /**
     * The first place to read of each partition.
     *
     * @param ends where the partitions end now
     */
    Map<TopicPartition, Long> of(
        org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
        Map<TopicPartition, Long> ends);
  }

  private final String name;
  private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final Start start;
  private final Consumer<ConsumerRecord<byte[], byte[]>> handler;
  private final Thread thread;
  private volatile boolean ready;
  private final StopSignal stop = new StopSignal();

  /**
   * @param name of the thread and in readiness reasons
   * @param consumer without a group; this follower closes it
   * @param handler throws {@link RetryLater} when a record must be handed to it again
   */
  TopicFollower(
      String name,
      org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
      String topic,
      Start start,
      Consumer<ConsumerRecord<byte[], byte[]>> handler) {
    this.name = name;
    this.consumer = consumer;
    this.topic = topic;
    this.start = start;
    this.handler = handler;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  /** A record could not be handled yet. */
  static final class RetryLater extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RetryLater(Throwable cause) {
      super(cause);
    }
  }

  void start() {
    thread.start();
  }

  /** Why this follower can not do its work yet, or any more; empty when it can. */
  Optional<String> notReady() {
    if (!thread.isAlive()) {
      return Optional.of("Expected %s to run, but it has stopped".formatted(name));
    }
    return ready
        ? Optional.empty()
        : Optional.of("Expected %s to have its place in %s, but not yet".formatted(name, topic));
  }

  private void run() {
    try (consumer) {
      Map<TopicPartition, Long> goal = Map.of();
      while (!stop.isGiven()) {
        try {
          if (consumer.assignment().isEmpty()) {
            if (!start.isKnown()) {
              stop.pause(PAUSE);
              continue;
            }
            goal = begin();
          }
          if (!ready && reached(goal)) {
            ready = true;
            log.info("{} is ready on {}", name, topic);
          }
          handle(consumer.poll(POLL));
        } catch (WakeupException | InterruptException e) {
          // closing, or the loop goes on
        } catch (KafkaException e) {
          log.warn("{}: expected Kafka to answer, but it did not; trying again", name, e);
          stop.pause(PAUSE);
        }
      }
    } catch (RuntimeException e) {
      log.error("{} has stopped; this process is not ready any more", name, e);
    }
  }

  private Map<TopicPartition, Long> begin() {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream().map(TopicFollower::partition).toList();
    if (partitions.isEmpty()) {
      throw new KafkaException("Expected the topic %s, but it is not there".formatted(topic));
    }
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, Long> starts = start.of(consumer, ends);
    consumer.assign(partitions);
    // Absolute places rather than seekToEnd, which would be looked up later: what is appended from
    // now on must be seen.
    starts.forEach(consumer::seek);
    return ends;
  }

  private static TopicPartition partition(PartitionInfo info) {
    return new TopicPartition(info.topic(), info.partition());
  }

  private boolean reached(Map<TopicPartition, Long> goal) {
    return goal.entrySet().stream()
        .allMatch(each -> consumer.position(each.getKey()) >= each.getValue());
  }

  private void handle(ConsumerRecords<byte[], byte[]> records) {
    for (TopicPartition partition : records.partitions()) {
      for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
        try {
          handler.accept(record);
        } catch (RetryLater e) {
          log.warn("{}: a record could not be handled yet; trying again", name, e.getCause());
          consumer.seek(partition, record.offset());
          stop.pause(PAUSE);
          break;
        }
      }
    }
  }

  @Override
  public void close() {
    stop.give();
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
