package io.countersign.bench.kafka;

import io.countersign.projections.kafka.FollowerSettings;
import io.countersign.schemas.Topics;
import io.countersign.schemas.avro.AvroSchemas;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.registry.RegistrySettings;
import io.countersign.schemas.registry.SchemaRegistry;
import io.countersign.standalone.embedded.EmbeddedStack;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/** The topic of events and those that projections write to, on an embedded stack. */
public final class EventTopic implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final EmbeddedStack stack;
  private final FollowerSettings.TopicNames names = FollowerSettings.TopicNames.DEFAULT;
  private final SchemaRegistry registry;
  private final Serializer<EventEnvelope> serializer;
  private final Deserializer<EventEnvelope> deserializer;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();

  /**
   * Makes the topics.
   *
   * @param ledgers number of ledgers
   */
  public EventTopic(EmbeddedStack stack, int ledgers)
      throws InterruptedException, ExecutionException {
    this.stack = stack;
    try (Admin admin = Admin.create(servers())) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(names.events(), ledgers, (short) 1),
                  compacted(names.calls()),
                  compacted(names.controls()),
                  compacted(names.budgets()),
                  new NewTopic(names.alerts(), ledgers, (short) 1),
                  new NewTopic(names.deadLetters(), 1, (short) 1)))
          .all()
          .get();
    }
    this.registry = new SchemaRegistry(RegistrySettings.at(stack.registryUrl()));
    registry.ensure(
        names.events() + "-value", Topics.COMPATIBILITY, AvroSchemas.textOf(Topics.EVENTS));
    LogFormats formats = new LogFormats(registry);
    this.serializer = formats.eventSerializer();
    this.deserializer = formats.eventDeserializer();
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                stack.bootstrapServers(),
                "acks",
                "all",
                "linger.ms",
                20,
                "batch.size",
                262_144),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  private static NewTopic compacted(String topic) {
    return new NewTopic(topic, 2, (short) 1).configs(Map.of("cleanup.policy", "compact"));
  }

  private Map<String, Object> servers() {
    return Map.of("bootstrap.servers", stack.bootstrapServers());
  }

  /** Appends an event as the engine does; waits while too many are on their way. */
  public void append(EventEnvelope event) {
    // whether it was stored is asked of all at once
    var unused =
        producer.send(
            new ProducerRecord<>(
                names.events(),
                event.ledger(),
                event.tenant().getBytes(StandardCharsets.UTF_8),
                serializer.serialize(names.events(), event)),
            (metadata, failure) -> {
              if (failure != null) {
                failures.add(failure);
              }
            });
  }

  /** Waits until everything that was appended is stored. */
  public void flush() {
    producer.flush();
    if (!failures.isEmpty()) {
      throw new IllegalStateException(
          "Expected every event to be stored, but " + failures.size() + " were not",
          failures.element());
    }
  }

  /** Reads a ledger from its beginning to its end, in its order, with a consumer of its own. */
  public void read(int ledger, Consumer<EventEnvelope> reader) {
    TopicPartition partition = new TopicPartition(names.events(), ledger);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                stack.bootstrapServers(),
                "isolation.level",
                "read_committed",
                "max.poll.records",
                2_000),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          reader.accept(deserializer.deserialize(record.topic(), record.value()));
        }
      }
    }
  }

  @Override
  public void close() {
    producer.close();
    registry.close();
  }
}
