package io.countersign.standalone;

import io.countersign.projections.siem.kafka.BatchFollower;
import io.countersign.projections.siem.kafka.SiemSettings;
import io.countersign.projections.siem.kafka.SiemTopic;
import io.countersign.schemas.Topics;
import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.avro.AvroSchemas;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.ocsf.OcsfVersion;
import io.countersign.schemas.registry.RegistrySettings;
import io.countersign.schemas.registry.SchemaRegistry;
import io.countersign.standalone.embedded.EmbeddedStack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Topics of one test's own on the shared stack, from events and alerts to what SIEMs read. */
final class SiemRig implements AutoCloseable {
  static final int LEDGERS = 4;

  private static final AtomicInteger COUNT = new AtomicInteger();

  final EmbeddedStack stack;
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final SiemSettings.TopicNames topics;
  final String name;

  private final SchemaRegistry registry;
  private final LogFormats formats;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Admin admin;

  SiemRig(EmbeddedStack stack) throws Exception {
    this.stack = stack;
    this.name = "siem-" + COUNT.incrementAndGet() + "-" + ProcessHandle.current().pid();
    this.topics = topics("siem");
    this.admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()));
    create(topics.events(), topics.alerts(), topics.siem(), topics.deadLetters());
    this.registry = new SchemaRegistry(RegistrySettings.at(stack.registryUrl()));
    ensure(topics.events(), AvroSchemas.textOf(Topics.EVENTS));
    ensure(topics.alerts(), AvroSchemas.textOf(Topics.ALERTS));
    this.formats = new LogFormats(registry);
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", stack.bootstrapServers(), "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** The topics of this rig, with another one for SIEMs. */
  SiemSettings.TopicNames topics(String siem) {
    return new SiemSettings.TopicNames(
        name + ".events", name + ".alerts", name + "." + siem, name + ".dead-letters");
  }

  void create(String... names) throws ExecutionException, InterruptedException {
    admin
        .createTopics(
            Stream.of(names).map(topic -> new NewTopic(topic, LEDGERS, (short) 1)).toList())
        .all()
        .get();
  }

  private void ensure(String topic, String schema) throws Exception {
    registry.ensure(topic + "-value", Topics.COMPATIBILITY, schema);
  }

  /** Starts writing for SIEMs, in a group and a topic of this rig. */
  BatchFollower start(String group, SiemSettings.TopicNames names, int batchRecords) {
    return SiemTopic.start(
        new SiemSettings(
            Map.of("bootstrap.servers", stack.bootstrapServers()),
            RegistrySettings.at(stack.registryUrl()),
            names,
            name + "-" + group,
            "1",
            OcsfVersion.V1_8_0,
            batchRecords),
        meters);
  }

  /** Appends events as the engine does. */
  void append(List<EventEnvelope> events) throws Exception {
    List<Future<?>> sent = new ArrayList<>();
    for (EventEnvelope event : events) {
      sent.add(
          producer.send(
              new ProducerRecord<>(
                  topics.events(),
                  event.ledger() % LEDGERS,
                  event.recordedAt().toEpochMilli(),
                  event.tenant().getBytes(StandardCharsets.UTF_8),
                  formats.eventSerializer().serialize(topics.events(), event))));
    }
    await(sent);
  }

  /** Appends versions of alerts as the projections do. */
  void appendAlerts(List<Alert> alerts) throws Exception {
    List<Future<?>> sent = new ArrayList<>();
    for (Alert alert : alerts) {
      sent.add(
          producer.send(
              new ProducerRecord<>(
                  topics.alerts(),
                  alert.ledger() % LEDGERS,
                  alert.tenant().getBytes(StandardCharsets.UTF_8),
                  formats.alertSerializer().serialize(topics.alerts(), alert))));
    }
    await(sent);
  }

  /** Appends bytes as they are. */
  void appendRaw(String topic, byte[] value) throws Exception {
    await(List.of(producer.send(new ProducerRecord<>(topic, 0, null, value))));
  }

  private static void await(List<Future<?>> sent) throws Exception {
    for (Future<?> each : sent) {
      each.get();
    }
  }

  /** Waits until a group has committed all that stands in these topics. */
  void awaitCommitted(String group, String... names) {
    ViewsRig.await(
        "group %s to have committed all".formatted(group),
        () -> {
          Map<TopicPartition, OffsetAndMetadata> committed =
              admin
                  .listConsumerGroupOffsets(name + "-" + group)
                  .partitionsToOffsetAndMetadata()
                  .get();
          return ends(names).entrySet().stream()
              .filter(end -> end.getValue() > 0)
              .allMatch(
                  end -> {
                    OffsetAndMetadata reached = committed.get(end.getKey());
                    return reached != null && reached.offset() >= end.getValue();
                  });
        });
  }

  private Map<TopicPartition, Long> ends(String... names) throws Exception {
    Map<TopicPartition, OffsetSpec> asked =
        Stream.of(names)
            .flatMap(
                topic ->
                    Stream.iterate(0, n -> n < LEDGERS, n -> n + 1)
                        .map(partition -> new TopicPartition(topic, partition)))
            .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
    return admin.listOffsets(asked).all().get().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
  }

  /** Every record of a topic that has been written so far, partition by partition. */
  List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", stack.bootstrapServers(), "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      for (int partition = 0; partition < LEDGERS; partition++) {
        TopicPartition one = new TopicPartition(topic, partition);
        consumer.assign(List.of(one));
        consumer.seekToBeginning(Set.of(one));
        long end = consumer.endOffsets(Set.of(one)).getOrDefault(one, 0L);
        while (consumer.position(one) < end) {
          consumer.poll(Duration.ofMillis(100)).forEach(records::add);
        }
      }
    }
    return records;
  }

  @Override
  public void close() {
    producer.close();
    registry.close();
    admin.close();
  }
}
