package io.countersign.approvals.kafka;

import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** One partition from its beginning to where its committed part ended when reading began. */
final class PartitionLog implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(500);

  /**
   * A transaction that stays open longer than this was left behind by a crash; what follows it can
   * not be read yet.
   */
  private static final Duration STALLED = Duration.ofSeconds(90);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final long begin;
  private final long end;
  private Iterator<ConsumerRecord<byte[], byte[]>> batch = Collections.emptyIterator();

  PartitionLog(Map<String, Object> connection, TopicPartition partition) {
    this.partition = partition;
    Map<String, Object> config = new HashMap<>(connection);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    this.consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    this.begin = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
    // With read_committed this is the last stable offset: everything before it is decided.
    this.end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
  }

  /** The partition. */
  TopicPartition partition() {
    return partition;
  }

  /** Offset of the first record that is left. */
  long begin() {
    return begin;
  }

  /**
   * The next record, or null after the last.
   *
   * @throws IllegalStateException when none comes though there should be one
   */
  @Nullable ConsumerRecord<byte[], byte[]> next() {
    long deadline = System.nanoTime() + STALLED.toNanos();
    while (!batch.hasNext()) {
      if (consumer.position(partition) >= end) {
        return null;
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "Expected %s to be readable up to offset %d, but reading stopped at %d: is Kafka reachable?"
                .formatted(partition, end, consumer.position(partition)));
      }
      batch = consumer.poll(POLL).records(partition).iterator();
    }
    ConsumerRecord<byte[], byte[]> record = batch.next();
    return record.offset() >= end ? null : record;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
