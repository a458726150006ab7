package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.projections.Projections;
import io.countersign.projections.kafka.AlertFollower;
import io.countersign.projections.kafka.FollowerSettings;
import io.countersign.query.kafka.KafkaAccessLog;
import io.countersign.schemas.Indexes;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.Topics;
import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.avro.AvroSchemas;
import io.countersign.schemas.avro.EventCodec;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.avro.kafka.RegistryAvroSerializer;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.opensearch.SearchCluster;
import io.countersign.schemas.opensearch.SearchUnavailable;
import io.countersign.schemas.registry.RegistrySettings;
import io.countersign.schemas.registry.SchemaRegistry;
import io.countersign.standalone.embedded.EmbeddedStack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Topics and indexes of one test's own on the shared stack: events go in as the engine would write
 * them, projections follow them, and what is in the indexes and topics can be looked at.
 */
final class ViewsRig implements AutoCloseable {
  /** Ledgers of a rig. */
  static final int LEDGERS = 4;

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  final EmbeddedStack stack;
  final Indexes indexes;
  final FollowerSettings.TopicNames topics;

  /** Where reads are recorded; no engine reads them here. */
  final String commands;

  final SearchCluster cluster;
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  private final SchemaRegistry registry;
  private final RegistryAvroSerializer serializer;
  private final KafkaProducer<byte[], byte[]> producer;
  private final List<Future<?>> sent = new ArrayList<>();
  private final String name;

  ViewsRig(EmbeddedStack stack) throws Exception {
    this.stack = stack;
    this.name = "views-" + COUNT.incrementAndGet() + "-" + ProcessHandle.current().pid();
    this.commands = name + ".commands";
    this.indexes = new Indexes(name + "-");
    this.topics =
        new FollowerSettings.TopicNames(
            name + ".events",
            name + ".calls",
            name + ".controls",
            name + ".budgets",
            name + ".alerts",
            name + ".dead-letters");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(topics.events(), LEDGERS, (short) 1),
                  new NewTopic(commands, LEDGERS, (short) 1),
                  compacted(topics.calls()),
                  compacted(topics.controls()),
                  compacted(topics.budgets()),
                  new NewTopic(topics.alerts(), 2, (short) 1),
                  new NewTopic(topics.deadLetters(), 1, (short) 1)))
          .all()
          .get();
    }
    this.cluster = new SearchCluster(List.of(stack.openSearchUrl()), Duration.ofSeconds(30));
    this.registry = new SchemaRegistry(RegistrySettings.at(stack.registryUrl()));
    this.registry.ensure(
        topics.events() + "-value", Topics.COMPATIBILITY, AvroSchemas.EVENT.toString());
    this.registry.ensure(
        topics.alerts() + "-value", Topics.COMPATIBILITY, AvroSchemas.textOf(Topics.ALERTS));
    this.registry.ensure(
        Topics.COMMANDS.name() + "-value", Topics.COMPATIBILITY, AvroSchemas.COMMAND.toString());
    this.serializer = new RegistryAvroSerializer(registry);
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", stack.bootstrapServers(), "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  private static NewTopic compacted(String topic) {
    return new NewTopic(topic, 2, (short) 1).configs(Map.of("cleanup.policy", "compact"));
  }

  /** Settings that follow this rig's topics into its indexes. */
  FollowerSettings settings(URI openSearch, String group, Indexes into, int batchEvents) {
    return new FollowerSettings(
        Map.of("bootstrap.servers", stack.bootstrapServers()),
        RegistrySettings.at(stack.registryUrl()),
        List.of(openSearch),
        Duration.ofSeconds(10),
        into,
        topics,
        name + "-" + group,
        "1",
        batchEvents,
        100);
  }

  /** Starts projections on this rig. */
  Projections start() {
    return start(settings(stack.openSearchUrl(), "main", indexes, 200));
  }

  /** Starts projections with other settings. */
  Projections start(FollowerSettings settings) {
    return Projections.start(settings, meters);
  }

  /** Appends events as the engine does. */
  void append(List<EventEnvelope> events) throws Exception {
    for (EventEnvelope event : events) {
      byte[] value = serializer.serialize(topics.events(), EventCodec.toAvro(event));
      appendRaw(event.ledger(), event.tenant(), value);
    }
    flush();
  }

  private void flush() throws Exception {
    producer.flush();
    for (Future<?> each : sent) {
      each.get();
    }
    sent.clear();
  }

  /** Appends bytes as they are. */
  void appendRaw(int ledger, String tenant, byte[] value) {
    sent.add(
        producer.send(
            new ProducerRecord<>(
                topics.events(), ledger, tenant.getBytes(StandardCharsets.UTF_8), value)));
  }

  /** Appends versions of alerts as the projections do. */
  void appendAlerts(List<Alert> alerts) throws Exception {
    try (Serializer<Alert> values = new LogFormats(registry).alertSerializer()) {
      for (Alert alert : alerts) {
        appendAlert(values.serialize(topics.alerts(), alert));
      }
    }
  }

  /** Appends bytes to the alerts as they are. */
  void appendAlert(byte[] value) throws Exception {
    sent.add(producer.send(new ProducerRecord<>(topics.alerts(), 0, null, value)));
    flush();
  }

  /** Makes alerts findable. */
  AlertFollower follow(FollowerSettings settings) {
    return AlertFollower.start(settings, new LogFormats(registry).alertDeserializer(), cluster);
  }

  /** Waits until searches find a ledger up to a position and say so. */
  void awaitReadUpTo(Indexes where, int ledger, long position) {
    await(
        "ledger %d readable up to %d".formatted(ledger, position),
        () ->
            cluster
                    .send(
                        "GET",
                        "/"
                            + where.alias(Indexes.Kind.PROGRESS)
                            + "/_doc/"
                            + ledger
                            + "%2F1?realtime=false",
                        null)
                    .body()
                    .path("_source")
                    .path("position")
                    .asLong(-1)
                >= position);
  }

  /** Waits until a group of this rig has committed everything before an offset. */
  void awaitCommitted(String group, int ledger, long offset) {
    TopicPartition partition = new TopicPartition(topics.events(), ledger);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
      await(
          "group %s to have committed %d".formatted(group, offset),
          () -> {
            OffsetAndMetadata committed =
                admin
                    .listConsumerGroupOffsets(name + "-" + group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(partition);
            return committed != null && committed.offset() >= offset;
          });
    }
  }

  /** Waits until something holds, looking again and again. */
  static void await(String what, Callable<Boolean> condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Exception last = null;
    while (System.nanoTime() - end < 0) {
      try {
        if (condition.call()) {
          return;
        }
        last = null;
      } catch (Exception e) {
        last = e;
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    throw new AssertionError("Expected " + what + " within " + PATIENCE + ", but not so", last);
  }

  /** Every document that readers are given by id, with its version, as text. */
  Map<String, String> documents(Indexes where, Indexes.Kind kind) throws SearchUnavailable {
    return documents(where.alias(kind));
  }

  /** Every document of an index, an alias or a pattern by id, with its version, as text. */
  Map<String, String> documents(String index) throws SearchUnavailable {
    cluster.send("POST", "/" + index + "/_refresh", null);
    JsonObject all =
        JsonObject.builder().put("size", JsonNumber.of(10_000)).put("version", true).build();
    Map<String, String> documents = new TreeMap<>();
    JsonNode hits =
        cluster.send("POST", "/" + index + "/_search", all).body().path("hits").path("hits");
    hits.forEach(
        hit ->
            documents.put(
                hit.path("_id").asText(),
                hit.path("_version").asText() + " " + hit.path("_source")));
    return documents;
  }

  /** Records reads in this rig's commands. */
  KafkaAccessLog accessLog(Duration patience) {
    return new KafkaAccessLog(
        Map.of("bootstrap.servers", stack.bootstrapServers()),
        new LogFormats(registry).commandSerializer(),
        new KafkaAccessLog.Target(commands, LEDGERS, patience),
        InstantSource.system(),
        new SecureRandom());
  }

  /** Every read that has been recorded so far, in the order of the ledgers. */
  List<CommandEnvelope> reads() {
    List<CommandEnvelope> reads = new ArrayList<>();
    try (var values = new LogFormats(registry).commandDeserializer()) {
      for (ConsumerRecord<byte[], byte[]> record : records(commands)) {
        CommandEnvelope read = values.deserialize(commands, record.value());
        assertThat(record.partition()).isEqualTo(TenantPartition.of(read.tenant(), LEDGERS));
        assertThat(record.key()).isEqualTo(read.tenant().getBytes(StandardCharsets.UTF_8));
        reads.add(read);
      }
    }
    return reads;
  }

  /** Lets Kafka take the record of a read, or refuse it as too large. The broker hears it later. */
  void takeReads(boolean taken) throws Exception {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, commands);
    ConfigEntry most = new ConfigEntry("max.message.bytes", taken ? "1048576" : "64");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
      admin
          .incrementalAlterConfigs(
              Map.of(topic, List.of(new AlterConfigOp(most, AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  /** Every record of a topic that has been written so far. */
  List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", stack.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      Set<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .collect(java.util.stream.Collectors.toSet());
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  /** Every index of this rig, by name. */
  List<String> concrete(Indexes where) throws SearchUnavailable {
    List<String> names = new ArrayList<>();
    for (Indexes.Kind kind : Indexes.Kind.values()) {
      cluster
          .send("GET", "/" + where.pattern(kind) + "/_alias", null)
          .body()
          .fieldNames()
          .forEachRemaining(names::add);
    }
    return names;
  }

  /** Deletes all indexes of a prefix. */
  void delete(Indexes where) throws SearchUnavailable {
    for (String index : concrete(where)) {
      cluster.send("DELETE", "/" + index, null);
    }
  }

  /** Consumer group of this rig. */
  String group(String group) {
    return name + "-" + group;
  }

  @Override
  public void close() throws IOException {
    try {
      delete(indexes);
    } catch (SearchUnavailable e) {
      throw new IOException("The indexes of a test could not be deleted", e);
    }
    producer.close();
    serializer.close();
    registry.close();
    cluster.close();
  }
}
