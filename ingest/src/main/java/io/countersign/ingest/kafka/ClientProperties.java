package io.countersign.ingest.kafka;

import io.countersign.ingest.Acknowledge;
import io.countersign.ingest.IngestSettings;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What ingest sets on its Kafka clients, on top of what the deployment sets (bootstrap servers,
 * security). A frozen broker must not hold an answer for longer than the time to answer.
 */
public final class ClientProperties {
  private static final int REQUEST_MILLIS = 1_000;
  private static final int BLOCK_MILLIS = 500;
  private static final int RECONNECT_MILLIS = 250;
  private static final int FETCH_BYTES = 8 * 1024 * 1024;

  private ClientProperties() {}

  /**
   * One idempotent producer: {@code acks=all}, no lingering, in order.
   *
   * @param base properties of the deployment
   */
  public static Map<String, Object> producer(Map<String, Object> base, IngestSettings settings) {
    Map<String, Object> properties = new HashMap<>(base);
    properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    int deadline = Math.toIntExact(settings.answerTimeout().toMillis());
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(REQUEST_MILLIS, deadline));
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, deadline);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, settings.appendBufferBytes());
    properties.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MILLIS);
    // A tenant that was quiet for long must not wait for metadata first.
    properties.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, Integer.MAX_VALUE);
    return properties;
  }

  /** A consumer without a group that reads events at this level. */
  public static Map<String, Object> follower(Map<String, Object> base, Acknowledge level) {
    Map<String, Object> properties = new HashMap<>(base);
    bytes(properties);
    properties.put(
        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
        switch (level) {
          case APPENDED -> "read_uncommitted";
          case COMMITTED -> "read_committed";
        });
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // What fell out of the topic can not be waited for any more.
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    return properties;
  }

  /** The consumer of {@code countersign.intake}. */
  public static Map<String, Object> intake(Map<String, Object> base) {
    Map<String, Object> properties = new HashMap<>(base);
    bytes(properties);
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, "countersign-ingest");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return properties;
  }

  private static void bytes(Map<String, Object> properties) {
    properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    properties.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MILLIS);
  }
}
