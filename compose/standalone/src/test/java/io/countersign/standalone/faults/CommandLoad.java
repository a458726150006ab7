package io.countersign.standalone.faults;

import com.github.f4b6a3.uuid.UuidCreator;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.Topics;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.call.Salt;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.RegisterTool;
import io.countersign.standalone.ToolSamples;
import io.countersign.testkit.Samples;
import io.countersign.testkit.Variations;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Commands of several tenants at a steady pace, however slowly the engine answers: calls, and
 * outcomes of earlier calls.
 */
final class CommandLoad implements AutoCloseable {
  private static final List<String> TENANTS =
      List.of("acme", "globex", "initech", "umbrella", "hooli");
  private static final long EVERY_MILLIS = 5;

  private final int ledgers;
  private final Random random;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Serializer<CommandEnvelope> serializer;
  private final Set<UUID> acknowledged = ConcurrentHashMap.newKeySet();
  private final UUID[] recent = new UUID[64];
  private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();

  CommandLoad(Map<String, Object> connection, LogFormats formats, int ledgers, long seed) {
    this.ledgers = ledgers;
    this.random = new Random(seed);
    Map<String, Object> config = new HashMap<>(connection);
    config.put("acks", "all");
    config.put("linger.ms", 0);
    this.producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    this.serializer = formats.commandSerializer();
    TENANTS.forEach(tenant -> append(tenant, new RegisterTool(ToolSamples.reading())));
    var unused = pace.scheduleAtFixedRate(this::next, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void next() {
    int slot = random.nextInt(recent.length);
    String tenant = TENANTS.get(slot % TENANTS.size());
    UUID earlier = recent[slot];
    if (earlier != null && random.nextInt(3) == 0) {
      append(tenant, Variations.withCallId(Samples.recordOutcome(), earlier));
    } else {
      UUID callId = UuidCreator.getTimeOrderedEpoch();
      append(tenant, Variations.withCallId(Samples.recordIntent(), callId));
      recent[slot] = callId;
    }
  }

  private void append(String tenant, Command body) {
    CommandEnvelope command =
        new CommandEnvelope(
            UuidCreator.getTimeOrderedEpoch(),
            tenant,
            Instant.now().truncatedTo(ChronoUnit.MICROS),
            null,
            Samples.command(body).source(),
            null,
            new Salt(new byte[Salt.BYTES]),
            body);
    byte[] value = serializer.serialize(Topics.COMMANDS.name(), command);
    var unused =
        producer.send(
            new ProducerRecord<>(
                Topics.COMMANDS.name(), TenantPartition.of(tenant, ledgers), null, value),
            (metadata, failure) -> {
              if (failure == null) {
                acknowledged.add(command.commandId());
              }
            });
  }

  /** Commands that Kafka has taken so far. */
  Set<UUID> acknowledged() {
    return Set.copyOf(acknowledged);
  }

  /** Appends no more; what was appended is acknowledged when this returns. */
  @Override
  public void close() {
    pace.shutdown();
    try {
      if (!pace.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new AssertionError("Expected the load to stop, but it goes on");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close();
    serializer.close();
  }
}
