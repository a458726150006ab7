package io.countersign.approvals.kafka;

import com.github.f4b6a3.uuid.UuidCreator;
import io.countersign.schemas.Topics;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.call.EvidenceGrade;
import io.countersign.schemas.call.Salt;
import io.countersign.schemas.call.Source;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends our own commands to single ledgers: geneses, ticks, behaviour levels, how people were
 * told. A plain idempotent producer; commands are never written in a transaction, because an open
 * one would hold back their readers. Thread safe.
 */
public final class LedgerCommands implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerCommands.class);
  private final KafkaProducer<byte[], byte[]> producer;
  private final Serializer<CommandEnvelope> serializer;
  private final Source source;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param connection how to reach Kafka
   * @param formats how records are written
   * @param instance id of this engine instance
   */
  public LedgerCommands(Map<String, Object> connection, LogFormats formats, String instance) {
    Map<String, Object> config = new HashMap<>(connection);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    config.put(ProducerConfig.CLIENT_ID_CONFIG, "countersign-ledger-commands-" + instance);
    this.producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    this.serializer = formats.commandSerializer();
    this.source = new Source(instance, EvidenceGrade.ENFORCED);
  }

  /**
   * Appends a command with a new id to one ledger, without waiting. A failure is logged; who needs
   * the command repeats it.
   */
  public void append(int ledger, Command command) {
    append(ledger, UuidCreator.getTimeOrderedEpoch(), command);
  }

  /** Appends a command to one ledger, without waiting. A repeat of the same id is harmless. */
  public void append(int ledger, UUID commandId, Command command) {
    var unused = send(ledger, CommandEnvelope.PLATFORM, commandId, command);
  }

  /**
   * Appends a command with a new id to one ledger and waits until the broker has it.
   *
   * @throws IllegalStateException when it does not within {@code patience}
   */
  public void appendAndWait(int ledger, Command command, Duration patience) {
    appendAndWait(
        ledger, CommandEnvelope.PLATFORM, UuidCreator.getTimeOrderedEpoch(), command, patience);
  }

  /**
   * Appends a command about a tenant to its ledger and waits until the broker has it. A repeat of
   * the same id is harmless.
   *
   * @throws IllegalStateException when it does not within {@code patience}
   */
  public void appendAndWait(
      int ledger, String tenant, UUID commandId, Command command, Duration patience) {
    try {
      send(ledger, tenant, commandId, command).get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "Cannot append %s to ledger %d: is Kafka reachable?".formatted(command.type(), ledger),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while appending " + command.type(), e);
    }
  }

  private Future<RecordMetadata> send(int ledger, String tenant, UUID commandId, Command command) {
    byte[] salt = new byte[Salt.BYTES];
    random.nextBytes(salt);
    CommandEnvelope envelope =
        new CommandEnvelope(
            commandId,
            tenant,
            Instant.now().truncatedTo(ChronoUnit.MICROS),
            null,
            source,
            null,
            new Salt(salt),
            command);
    byte[] value = serializer.serialize(Topics.COMMANDS.name(), envelope);
    return producer.send(
        new ProducerRecord<>(
            Topics.COMMANDS.name(), ledger, tenant.getBytes(StandardCharsets.UTF_8), value),
        (metadata, failure) -> {
          if (failure != null) {
            LOG.warn(
                "Cannot append {} to ledger {}: {}", command.type(), ledger, failure.toString());
          }
        });
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
    serializer.close();
  }
}
