package io.countersign.standalone.engine;

import com.github.f4b6a3.uuid.UuidCreator;
import io.countersign.approvals.Engine;
import io.countersign.approvals.decision.Checks;
import io.countersign.approvals.kafka.Replay;
import io.countersign.approvals.streams.EngineInstance;
import io.countersign.approvals.streams.EngineSettings;
import io.countersign.schemas.Replication;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.Topic;
import io.countersign.schemas.Topics;
import io.countersign.schemas.avro.AvroSchemas;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.call.LedgerSettings;
import io.countersign.schemas.call.Salt;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.kafka.ClusterFacts;
import io.countersign.schemas.kafka.TopicAdmin;
import io.countersign.schemas.registry.RegistryCredentials;
import io.countersign.schemas.registry.RegistryLimits;
import io.countersign.schemas.registry.RegistrySettings;
import io.countersign.schemas.registry.SchemaRegistry;
import io.countersign.standalone.SharedStack;
import io.countersign.standalone.embedded.EmbeddedKafka;
import io.countersign.standalone.embedded.OwnKafka;
import io.countersign.testkit.Samples;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A broker of its own with the engine's topics, the registry of the shared stack, and everything a
 * test needs to drive engines on them. Its test class is extended with {@link SharedStack}.
 */
public final class EngineCluster implements AutoCloseable {
  public static final int LEDGERS = 2;
  public static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final LedgerSettings SETTINGS =
      new LedgerSettings(1, 1_000, 2_000, 24 * 60 * 60_000, 1_000_000);

  private final EmbeddedKafka kafka;
  private final URI registryUrl;
  private final Path folder;
  private final Map<String, Object> connection;
  private final KafkaProducer<byte[], byte[]> producer;
  public final LogFormats formats;
  public final Admin admin;

  public EngineCluster() throws Exception {
    folder = Files.createTempDirectory("countersign-engine-");
    registryUrl = SharedStack.stack().registryUrl();
    kafka = OwnKafka.start(Files.createDirectory(folder.resolve("kafka")));
    connection = Map.of("bootstrap.servers", kafka.bootstrapServers());
    formats = new LogFormats(Map.of("schema.registry.url", registryUrl.toString()));
    admin = Admin.create(connection);
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all", "linger.ms", "0"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    try (SchemaRegistry registry =
        new SchemaRegistry(
            RegistrySettings.of(
                registryUrl.toString(), RegistryCredentials.NONE, RegistryLimits.DEFAULT))) {
      registry.ensure(
          "countersign.commands-value", Topics.COMPATIBILITY, AvroSchemas.COMMAND.toString());
      registry.ensure(
          "countersign.events-value", Topics.COMPATIBILITY, AvroSchemas.EVENT.toString());
    }
  }

  public String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  public URI registryUrl() {
    return registryUrl;
  }

  public ClusterFacts facts() {
    return new TopicAdmin(admin, PATIENCE).ensure(Topics.ALL, LEDGERS, Replication.SINGLE);
  }

  public EngineInstance start(String instance) {
    return start(instance, List.of(Checks.levelOne()));
  }

  public EngineInstance start(String instance, List<Checks> levels) {
    return EngineInstance.start(
        new EngineSettings(
            connection, instance, folder.resolve("engine-" + instance), 1, SETTINGS, 1, 0, 1),
        new Engine(levels),
        formats,
        facts());
  }

  public Map<String, Object> connection() {
    return connection;
  }

  /** Appends a command with fresh ids and the present time; returns its id. */
  public UUID append(String tenant, Command body) throws Exception {
    return append(TenantPartition.of(tenant, LEDGERS), tenant, body);
  }

  public UUID append(int ledger, String tenant, Command body) throws Exception {
    CommandEnvelope sample = Samples.command(body);
    CommandEnvelope command =
        new CommandEnvelope(
            UuidCreator.getTimeOrderedEpoch(),
            tenant,
            Instant.now().truncatedTo(ChronoUnit.MICROS),
            null,
            sample.source(),
            null,
            new Salt(new byte[Salt.BYTES]),
            body);
    try (Serializer<CommandEnvelope> serializer = formats.commandSerializer()) {
      appendBytes(ledger, serializer.serialize(Topics.COMMANDS.name(), command));
    }
    return command.commandId();
  }

  public void appendBytes(int ledger, byte[] value) throws Exception {
    producer.send(new ProducerRecord<>(Topics.COMMANDS.name(), ledger, null, value)).get();
  }

  /** Every event of a ledger so far, as a reader with this isolation sees it. */
  public List<EventEnvelope> events(int ledger, String isolation) {
    List<EventEnvelope> events = new ArrayList<>();
    try (Deserializer<EventEnvelope> deserializer = formats.eventDeserializer()) {
      for (ConsumerRecord<byte[], byte[]> record : records(Topics.EVENTS, ledger, isolation)) {
        events.add(deserializer.deserialize(Topics.EVENTS.name(), record.value()));
      }
    }
    return events;
  }

  public List<ConsumerRecord<byte[], byte[]>> records(
      Topic topic, int partition, String isolation) {
    TopicPartition log = new TopicPartition(topic.name(), partition);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "isolation.level",
                isolation,
                "enable.auto.commit",
                false),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(log));
      consumer.seekToBeginning(List.of(log));
      long end = consumer.endOffsets(List.of(log)).getOrDefault(log, 0L);
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (consumer.position(log) < end) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
      return records;
    }
  }

  /** The committed events of every ledger that one command caused, once there is one. */
  public List<EventEnvelope> await(UUID commandId) throws InterruptedException {
    List<EventEnvelope> caused = new ArrayList<>();
    until(
        "events of command " + commandId,
        () -> {
          caused.clear();
          IntStream.range(0, LEDGERS)
              .forEach(
                  ledger ->
                      events(ledger, "read_committed").stream()
                          .filter(event -> event.commandId().equals(commandId))
                          .forEach(caused::add));
          return !caused.isEmpty();
        });
    return caused;
  }

  public static void until(String what, BooleanSupplier condition) throws InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError(
            "Expected " + what + " within " + PATIENCE + ", but it did not come");
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  public static void awaitReady(EngineInstance instance) throws InterruptedException {
    until("a running engine", () -> instance.notReady().isEmpty());
  }

  public List<Replay.Result> replay() {
    return new Replay(connection, formats).run(LEDGERS);
  }

  @Override
  public void close() {
    producer.close();
    admin.close();
    kafka.close();
  }
}
