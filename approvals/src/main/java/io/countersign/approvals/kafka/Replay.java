package io.countersign.approvals.kafka;

import io.countersign.approvals.Delivery;
import io.countersign.approvals.Engine;
import io.countersign.approvals.Reexecution;
import io.countersign.schemas.Topics;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.avro.kafka.UndecodableRecord;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.CommandFailed;
import io.countersign.schemas.event.EventEnvelope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * The audit of the auditor: reads the commands of every ledger from Kafka, runs the engine over
 * them, and compares each event with the record. Reads only; the engine may run meanwhile, and what
 * was appended after the start is left out.
 */
public final class Replay {
  private static final Duration POLL = Duration.ofMillis(500);

  /**
   * A transaction that stays open longer than this was left behind by a crash; what follows it can
   * not be read yet.
   */
  private static final Duration STALLED = Duration.ofSeconds(90);

  /**
   * What a ledger's re-execution found.
   *
   * @param ledger partition
   * @param commands how many commands were handled
   * @param events how many events were compared
   * @param difference the first difference, when there is one
   */
  public record Result(
      int ledger, long commands, long events, Reexecution.@Nullable Difference difference) {}

  private final Map<String, Object> connection;
  private final LogFormats formats;

  /**
   * @param connection how to reach Kafka
   * @param formats how records are read and written
   */
  public Replay(Map<String, Object> connection, LogFormats formats) {
    this.connection = Map.copyOf(connection);
    this.formats = formats;
  }

  /** Re-executes every ledger with this build's engine. */
  public List<Result> run(int ledgers) {
    List<Result> results = new ArrayList<>();
    for (int ledger = 0; ledger < ledgers; ledger++) {
      results.add(run(ledger, new Engine()));
    }
    return results;
  }

  private Result run(int ledger, Engine engine) {
    try (Log commands = new Log(new TopicPartition(Topics.COMMANDS.name(), ledger));
        Log events = new Log(new TopicPartition(Topics.EVENTS.name(), ledger));
        Deserializer<CommandEnvelope> commandReader = formats.commandDeserializer();
        Deserializer<EventEnvelope> eventReader = formats.eventDeserializer();
        Serializer<EventEnvelope> eventWriter = formats.eventSerializer()) {
      Function<EventEnvelope, byte[]> bytes =
          event -> eventWriter.serialize(Topics.EVENTS.name(), event);
      Reexecution reexecution = new Reexecution(engine, bytes);
      Failures failures = new Failures();
      // The record first: it says which commands were set aside, and how far the engine has come.
      List<EventEnvelope> record = new ArrayList<>();
      for (ConsumerRecord<byte[], byte[]> next = events.next();
          next != null;
          next = events.next()) {
        EventEnvelope event = eventReader.deserialize(Topics.EVENTS.name(), next.value());
        failures.note(event);
        record.add(event);
      }
      int compared = 0;
      while (compared < record.size()) {
        ConsumerRecord<byte[], byte[]> next = commands.next();
        if (next == null) {
          break;
        }
        handle(ledger, next, commandReader, reexecution, failures);
        while (reexecution.pending() > 0 && compared < record.size()) {
          reexecution.recorded(record.get(compared++));
        }
      }
      while (compared < record.size()) {
        reexecution.recorded(record.get(compared++));
      }
      return new Result(
          ledger, reexecution.commands(), reexecution.events(), reexecution.difference(false));
    }
  }

  private static void handle(
      int ledger,
      ConsumerRecord<byte[], byte[]> record,
      Deserializer<CommandEnvelope> reader,
      Reexecution reexecution,
      Failures failures) {
    byte[] value = record.value() == null ? new byte[0] : record.value();
    EventEnvelope failure = failures.of(Digest.sha256(value));
    if (failure != null) {
      reexecution.failed(failure);
      return;
    }
    try {
      reexecution.command(
          new Delivery(
              reader.deserialize(Topics.COMMANDS.name(), value),
              ledger,
              Instant.ofEpochMilli(record.timestamp())));
    } catch (UndecodableRecord e) {
      throw new IllegalStateException(
          "Expected the command at offset %d of ledger %d to be readable, because the record does not say that it failed"
              .formatted(record.offset(), ledger),
          e);
    }
  }

  /** Commands that the record says have failed, by the digest of their bytes. */
  private static final class Failures {
    private final Map<Digest, List<EventEnvelope>> byDigest = new HashMap<>();

    void note(EventEnvelope event) {
      if (event.body() instanceof CommandFailed failed) {
        byDigest.computeIfAbsent(failed.commandDigest(), digest -> new ArrayList<>()).add(event);
      }
    }

    @Nullable EventEnvelope of(Digest command) {
      List<EventEnvelope> failures = byDigest.get(command);
      return failures == null || failures.isEmpty() ? null : failures.removeFirst();
    }
  }

  /** One partition from its beginning to where it ended when reading began. */
  private final class Log implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final long end;
    private java.util.Iterator<ConsumerRecord<byte[], byte[]>> batch =
        java.util.Collections.emptyIterator();

    Log(TopicPartition partition) {
      this.partition = partition;
      Map<String, Object> config = new HashMap<>(connection);
      config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
      config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
      this.consumer =
          new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      // With read_committed this is the last stable offset: everything before it is decided.
      this.end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }

    @Nullable ConsumerRecord<byte[], byte[]> next() {
      long deadline = System.nanoTime() + STALLED.toNanos();
      while (!batch.hasNext()) {
        if (consumer.position(partition) >= end) {
          return null;
        }
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "Expected %s to be readable up to offset %d, but reading stopped at %d: is Kafka reachable?"
                  .formatted(partition, end, consumer.position(partition)));
        }
        batch = consumer.poll(POLL).records(partition).iterator();
      }
      ConsumerRecord<byte[], byte[]> record = batch.next();
      return record.offset() >= end ? null : record;
    }

    @Override
    public void close() {
      consumer.close();
    }
  }
}
