package io.countersign.standalone.faults;

import com.github.f4b6a3.uuid.UuidCreator;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.Topics;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.call.Salt;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.testkit.Samples;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
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

/** Commands appended at a steady pace, however slowly the engine answers. */
final class PacedCommands implements AutoCloseable {
  private final int ledgers;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Serializer<CommandEnvelope> serializer;
  private final Set<UUID> acknowledged = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();

  PacedCommands(Map<String, Object> connection, LogFormats formats, int ledgers) {
    this.ledgers = ledgers;
    Map<String, Object> config = new HashMap<>(connection);
    config.put("acks", "all");
    config.put("linger.ms", 0);
    this.producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    this.serializer = formats.commandSerializer();
  }

  /** Runs {@code next}, which appends something, again and again from now on. */
  void every(long millis, Runnable next) {
    var unused = pace.scheduleAtFixedRate(next, 0, millis, TimeUnit.MILLISECONDS);
  }

  void append(String tenant, Command body) {
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

  /** Lets the pace end; what is appended otherwise still is. */
  void slacken() {
    pace.shutdown();
    try {
      if (!pace.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new AssertionError("Expected the load to stop, but it goes on");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Appends no more; what was appended is acknowledged when this returns. */
  @Override
  public void close() {
    slacken();
    producer.close();
    serializer.close();
  }
}
