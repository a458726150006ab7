package io.countersign.schemas.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Where Kafka is, and how every client of ours talks to it. Serializers are left to the caller, who
 * gives them to the client's constructor.
 *
 * @param bootstrapServers comma-separated host:port
 * @param properties further client properties, such as security; shown nowhere
 */
public record KafkaSettings(String bootstrapServers, Map<String, String> properties) {

  private static final int MAX_FILE_BYTES = 64 * 1024;
  private static final int BATCH_BYTES = 64 * 1024;
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

  /** What decides whether records are lost, doubled or read too early is not configuration. */
  private static final Set<String> OURS =
      Set.of(
          ProducerConfig.ACKS_CONFIG,
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
          ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
          ProducerConfig.RETRIES_CONFIG,
          ProducerConfig.TRANSACTIONAL_ID_CONFIG,
          ProducerConfig.PARTITIONER_CLASS_CONFIG,
          ConsumerConfig.GROUP_ID_CONFIG,
          ConsumerConfig.ISOLATION_LEVEL_CONFIG,
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
          ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
          CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
          CommonClientConfigs.CLIENT_ID_CONFIG);

  public KafkaSettings {
    if (bootstrapServers.isBlank()) {
      throw new IllegalArgumentException(
          "Expected bootstrap servers like host:9092, but was blank: set them to Kafka's address");
    }
    properties = Map.copyOf(properties);
    Set<String> taken = new TreeSet<>(properties.keySet());
    taken.retainAll(OURS);
    if (!taken.isEmpty()) {
      throw new IllegalArgumentException(
          "Expected client properties such as security.protocol, but "
              + taken
              + " are set by Countersign, because records could be lost otherwise: remove them");
    }
  }

  /** Kafka without further client properties. */
  public static KafkaSettings of(String bootstrapServers) {
    return new KafkaSettings(bootstrapServers, Map.of());
  }

  /**
   * Kafka with the client properties of a file in Java's properties format, as Kafka's own tools
   * take it.
   *
   * @throws IOException when the file cannot be read
   */
  public static KafkaSettings of(String bootstrapServers, Path file) throws IOException {
    Properties read = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        throw new IOException(
            "Expected at most "
                + MAX_FILE_BYTES
                + " bytes of client properties in "
                + file
                + ", but was more");
      }
      read.load(new StringReader(new String(bytes, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      // Without the cause, which may repeat a secret.
      throw new IOException("Expected Java properties in " + file + ", but was not");
    }
    Map<String, String> properties = new TreeMap<>();
    read.stringPropertyNames().forEach(name -> properties.put(name, read.getProperty(name)));
    return new KafkaSettings(bootstrapServers, properties);
  }

  /** What every client needs, Streams included: servers and the further properties. */
  public Map<String, Object> client(String clientId) {
    Map<String, Object> client = new TreeMap<>(properties);
    client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    client.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
    return client;
  }

  /** An admin client. */
  public Map<String, Object> admin(String clientId) {
    return client(clientId);
  }

  /** An idempotent producer that counts a record as written when all in-sync replicas have it. */
  public Map<String, Object> producer(String clientId, ProducerTuning tuning) {
    Map<String, Object> producer = client(clientId);
    producer.put(ProducerConfig.ACKS_CONFIG, "all");
    producer.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    producer.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5);
    producer.put(ProducerConfig.LINGER_MS_CONFIG, tuning.linger().toMillis());
    producer.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    producer.put(ProducerConfig.BUFFER_MEMORY_CONFIG, tuning.bufferBytes());
    producer.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, tuning.compression());
    producer.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, tuning.maxBlock().toMillis());
    producer.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis(tuning.deliveryTimeout()));
    // Kafka insists on delivery timeout >= linger + request timeout.
    Duration left = tuning.deliveryTimeout().minus(tuning.linger());
    producer.put(
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
        millis(left.compareTo(REQUEST_TIMEOUT) < 0 ? left : REQUEST_TIMEOUT));
    return producer;
  }

  /** A consumer that commits only when told to. */
  public Map<String, Object> consumer(String clientId, ConsumerTuning tuning) {
    Map<String, Object> consumer = client(clientId);
    tuning.groupId().ifPresent(group -> consumer.put(ConsumerConfig.GROUP_ID_CONFIG, group));
    consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    consumer.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, tuning.isolationText());
    consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, tuning.startText());
    consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, tuning.maxPollRecords());
    consumer.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, millis(tuning.maxFetchWait()));
    return consumer;
  }

  private static int millis(Duration duration) {
    return Math.toIntExact(duration.toMillis());
  }

  /** Names the properties and keeps their values to itself: passwords are among them. */
  @Override
  public String toString() {
    return "KafkaSettings["
        + bootstrapServers
        + ", properties="
        + new TreeSet<>(properties.keySet())
        + "]";
  }
}
