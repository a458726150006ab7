package io.countersign.approvals.kafka;

import io.countersign.approvals.Delivery;
import io.countersign.approvals.Engine;
import io.countersign.approvals.Reexecution;
import io.countersign.schemas.Topics;
import io.countersign.schemas.avro.kafka.ConfluentWire;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.avro.kafka.UndecodableRecord;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.CommandFailed;
import io.countersign.schemas.event.EventEnvelope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * The audit of the auditor: reads the commands of every ledger from Kafka, runs the engine over
 * them, and compares each event with the record. Reads only; the engine may run meanwhile, and what
 * was appended after the start is left out.
 */
public final class Replay {
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
    // The record is opened first, so that no event is read whose command is not.
    try (PartitionLog events =
            new PartitionLog(connection, new TopicPartition(Topics.EVENTS.name(), ledger));
        PartitionLog commands =
            new PartitionLog(connection, new TopicPartition(Topics.COMMANDS.name(), ledger));
        Deserializer<CommandEnvelope> commandReader = formats.commandDeserializer();
        Deserializer<EventEnvelope> eventReader = formats.eventDeserializer();
        Serializer<EventEnvelope> eventWriter = formats.eventSerializer()) {
      Function<EventEnvelope, byte[]> bytes =
          event -> eventWriter.serialize(Topics.EVENTS.name(), event);
      Reexecution reexecution = new Reexecution(engine, bytes);
      refuseCutCommands(commands);
      Recorded recorded = read(events, eventReader, bytes);
      while (recorded != null) {
        ConsumerRecord<byte[], byte[]> command = commands.next();
        if (command == null) {
          break;
        }
        handle(ledger, command, recorded.event, commandReader, reexecution);
        while (reexecution.pending() > 0 && recorded != null) {
          reexecution.recorded(recorded.event, recorded.bytes);
          recorded = read(events, eventReader, bytes);
        }
      }
      // No command is left that could have caused these: each is a difference.
      while (recorded != null) {
        reexecution.recorded(recorded.event, recorded.bytes);
        recorded = read(events, eventReader, bytes);
      }
      return new Result(
          ledger, reexecution.commands(), reexecution.events(), reexecution.difference(false));
    }
  }

  private static void refuseCutCommands(PartitionLog commands) {
    if (commands.begin() > 0) {
      throw new IllegalStateException(
          "Expected the commands of %s from their beginning, but those before offset %d were removed by retention. Keep commands for ever to re-execute everything."
              .formatted(commands.partition(), commands.begin()));
    }
  }

  /** An event with the bytes that are compared. */
  private static final class Recorded {
    private final EventEnvelope event;
    private final byte[] bytes;

    Recorded(EventEnvelope event, byte[] bytes) {
      this.event = event;
      this.bytes = bytes;
    }
  }

  /**
   * Reads the next event. Its bytes are compared as they stand in the topic, unless an older build
   * wrote them with another schema: then they are written again with this build's.
   */
  private static @Nullable Recorded read(
      PartitionLog events,
      Deserializer<EventEnvelope> reader,
      Function<EventEnvelope, byte[]> writer) {
    ConsumerRecord<byte[], byte[]> record = events.next();
    if (record == null) {
      return null;
    }
    byte[] stored = record.value();
    EventEnvelope event = reader.deserialize(Topics.EVENTS.name(), stored);
    byte[] rewritten = writer.apply(event);
    boolean sameSchema =
        Arrays.equals(
            stored, 0, ConfluentWire.HEADER_BYTES, rewritten, 0, ConfluentWire.HEADER_BYTES);
    return new Recorded(event, sameSchema ? stored : rewritten);
  }

  /**
   * Handles one command. Events stand in the order of their commands, so the next recorded event
   * says whether this one was set aside.
   */
  private static void handle(
      int ledger,
      ConsumerRecord<byte[], byte[]> record,
      EventEnvelope next,
      Deserializer<CommandEnvelope> reader,
      Reexecution reexecution) {
    byte[] value = record.value() == null ? new byte[0] : record.value();
    if (next.body() instanceof CommandFailed failed
        && failed.commandDigest().equals(Digest.sha256(value))) {
      reexecution.failed(next);
      return;
    }
    CommandEnvelope command;
    try {
      command = reader.deserialize(Topics.COMMANDS.name(), value);
    } catch (UndecodableRecord e) {
      // Before its genesis a ledger records nothing, not even this.
      return;
    }
    reexecution.command(new Delivery(command, ledger, Instant.ofEpochMilli(record.timestamp())));
  }
}
