package io.countersign.projections.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Consumers of committed events as bytes; they commit only when told to. */
final class EventConsumers {
  private static final int FETCH_BYTES = 16 * 1024 * 1024;
  private static final int PARTITION_FETCH_BYTES = 4 * 1024 * 1024;

  /** Longest a rebuild may be busy with one batch, waiting for what is away included. */
  private static final Duration LONGEST_BATCH = Duration.ofMinutes(15);

  private EventConsumers() {}

  /** A member of the group that follows. */
  static Consumer<byte[], byte[]> following(FollowerSettings settings) {
    Map<String, Object> consumer = reading(settings, settings.batchEvents());
    consumer.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group());
    consumer.put(ConsumerConfig.CLIENT_ID_CONFIG, "projections-" + settings.instance());
    // a restarted instance takes its own place again at once instead of waiting for itself to
    // expire
    consumer.put(
        ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, settings.group() + "-" + settings.instance());
    consumer.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    consumer.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
    return make(consumer);
  }

  /** The one member of a rebuild's group; without a name, so that a second one is seen. */
  static Consumer<byte[], byte[]> rebuilding(
      FollowerSettings settings, String group, int batchEvents) {
    Map<String, Object> consumer = reading(settings, batchEvents);
    consumer.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    consumer.put(ConsumerConfig.CLIENT_ID_CONFIG, group);
    consumer.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
    consumer.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
    consumer.put(
        ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, Math.toIntExact(LONGEST_BATCH.toMillis()));
    return make(consumer);
  }

  /** One that looks where the group that follows is, and does not join it. */
  static Consumer<byte[], byte[]> observing(FollowerSettings settings) {
    Map<String, Object> consumer = reading(settings, 1);
    consumer.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group());
    consumer.put(ConsumerConfig.CLIENT_ID_CONFIG, "projections-look-" + settings.instance());
    return make(consumer);
  }

  /** One that is in no group and reads what it is pointed at. */
  static Consumer<byte[], byte[]> pointed(FollowerSettings settings, String clientId) {
    Map<String, Object> consumer = reading(settings, settings.batchEvents());
    consumer.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
    return make(consumer);
  }

  /** Points a consumer at the beginning of every partition of a topic. */
  static void rewind(Consumer<byte[], byte[]> consumer, String topic) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(part -> new TopicPartition(topic, part.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Whether a consumer has not read up to these ends everywhere. */
  static boolean isBefore(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
  }

  private static Map<String, Object> reading(FollowerSettings settings, int batchEvents) {
    Map<String, Object> consumer = new HashMap<>(settings.kafka());
    consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    consumer.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, batchEvents);
    consumer.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    consumer.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_FETCH_BYTES);
    return consumer;
  }

  private static Consumer<byte[], byte[]> make(Map<String, Object> consumer) {
    return new KafkaConsumer<>(consumer, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
