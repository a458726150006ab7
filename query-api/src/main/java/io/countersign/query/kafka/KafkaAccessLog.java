package io.countersign.query.kafka;

import io.countersign.query.AccessLog;
import io.countersign.query.AccessUnrecorded;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.Topics;
import io.countersign.schemas.call.EvidenceGrade;
import io.countersign.schemas.call.Salt;
import io.countersign.schemas.call.Source;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.RecordAuditAccess;
import io.countersign.schemas.kafka.LogHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Reads as commands in {@code countersign.commands}: confirmed by all replicas in sync before the
 * reader gets anything. One idempotent producer, and one thread that encodes and sends, because
 * {@link KafkaProducer#send} may block while Kafka does not answer. Every wait has a bound.
 */
public final class KafkaAccessLog implements AccessLog, AutoCloseable {
  private static final Duration CLOSE = Duration.ofSeconds(2);
  private static final int MOST_QUEUED = 1_024;
  private static final int BLOCK_MILLIS = 500;
  private static final int REQUEST_MILLIS = 1_000;
  private static final int RECONNECT_MILLIS = 250;

  private final KafkaProducer<byte[], byte[]> producer;
  private final Serializer<CommandEnvelope> values;
  private final Target target;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final ExecutorService sender =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_QUEUED),
          Thread.ofPlatform().name("query-access-log").daemon().factory());

  /**
   * Where reads are recorded, and how long somebody waits for it.
   *
   * @param topic {@code countersign.commands}
   * @param ledgers its partition count
   * @param patience longest wait for the confirmation of one read, at least a second
   */
  public record Target(String topic, int ledgers, Duration patience) {
    public Target {
      if (patience.toMillis() < REQUEST_MILLIS) {
        throw new IllegalArgumentException(
            "Expected a patience of at least %s ms, but was %s"
                .formatted(REQUEST_MILLIS, patience));
      }
    }
  }

  /**
   * Opens the producer.
   *
   * @param connection how to reach Kafka
   * @param values writes the Confluent wire format; this log closes it
   * @param random unpredictable outside tests: salts stop readers of digests from guessing
   */
  public KafkaAccessLog(
      Map<String, Object> connection,
      Serializer<CommandEnvelope> values,
      Target target,
      InstantSource clock,
      RandomGenerator random) {
    this.values = values;
    this.target = target;
    this.clock = clock;
    this.random = random;
    this.producer =
        new KafkaProducer<>(
            properties(connection, target.patience()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  private static Map<String, Object> properties(Map<String, Object> connection, Duration patience) {
    Map<String, Object> properties = new HashMap<>(connection);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.toIntExact(patience.toMillis()));
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
    properties.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MILLIS);
    // A reader after a quiet night must not wait for metadata first.
    properties.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, Integer.MAX_VALUE);
    return properties;
  }

  @Override
  public void record(String tenant, String by, RecordAuditAccess access) throws AccessUnrecorded {
    CompletableFuture<Void> confirmed = new CompletableFuture<>();
    CommandEnvelope command = envelope(tenant, by, access);
    try {
      sender.execute(() -> send(command, confirmed));
      confirmed.get(target.patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      throw new AccessUnrecorded("Expected a place in the queue to Kafka, but there is none");
    } catch (TimeoutException e) {
      throw new AccessUnrecorded(
          "Expected Kafka to confirm within %s, but it did not".formatted(target.patience()));
    } catch (ExecutionException e) {
      // Its class only: a message may repeat a value.
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new AccessUnrecorded(
          "Expected Kafka to take the command, but it failed with "
              + cause.getClass().getSimpleName());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AccessUnrecorded("Expected to run on, but this process stops");
    }
  }

  private CommandEnvelope envelope(String tenant, String by, RecordAuditAccess access) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    byte[] salt = new byte[Salt.BYTES];
    random.nextBytes(salt);
    return new CommandEnvelope(
        uuid7(now),
        tenant,
        now,
        null,
        new Source(by, EvidenceGrade.ENFORCED),
        null,
        new Salt(salt),
        access);
  }

  /** RFC 9562, section 5.7: 48 bits of Unix milliseconds, then chance. */
  private UUID uuid7(Instant now) {
    long high = (now.toEpochMilli() << 16) | 0x7000 | (random.nextLong() & 0xfff);
    return new UUID(high, (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L);
  }

  private void send(CommandEnvelope command, CompletableFuture<Void> confirmed) {
    try {
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(
              target.topic(),
              TenantPartition.of(command.tenant(), target.ledgers()),
              null,
              command.tenant().getBytes(StandardCharsets.UTF_8),
              values.serialize(Topics.COMMANDS.name(), command),
              LogHeaders.of(
                  command.commandId(),
                  command.body().type(),
                  "/countersign/query",
                  command.issuedAt(),
                  command.commandId(),
                  null));
      var unused =
          producer.send(
              record,
              (metadata, failure) -> {
                if (failure == null) {
                  confirmed.complete(null);
                } else {
                  confirmed.completeExceptionally(failure);
                }
              });
    } catch (RuntimeException e) {
      confirmed.completeExceptionally(e);
    }
  }

  /** Stops taking reads, and gives those underway two seconds. */
  @Override
  public void close() {
    sender.shutdownNow();
    producer.close(CLOSE);
    values.close();
  }
}
