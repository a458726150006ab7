package io.countersign.approvals.streams;

import io.countersign.approvals.Engine;
import io.countersign.schemas.Topics;
import io.countersign.schemas.avro.AvroBytes;
import io.countersign.schemas.avro.AvroSchemas;
import io.countersign.schemas.avro.CommandCodec;
import io.countersign.schemas.avro.EventCodec;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.testkit.Samples;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** Ledger 0 on the engine's real topology, store and codecs; only Kafka is not there. */
final class TopologyLedger implements AutoCloseable {
  /** Avro without a registry's frame. */
  static final Wire PLAIN =
      new Wire() {
        @Override
        public CommandEnvelope command(byte[] value) {
          return CommandCodec.fromAvro(
              AvroBytes.read(value, 0, AvroSchemas.COMMAND, AvroSchemas.COMMAND));
        }

        @Override
        public byte[] event(EventEnvelope event) {
          return AvroBytes.write(EventCodec.toAvro(event));
        }
      };

  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> commands;
  private final TestOutputTopic<byte[], byte[]> events;
  private final TestOutputTopic<byte[], byte[]> deadLetters;
  private final List<Integer> ticks = new ArrayList<>();

  /**
   * @param directory of stores and crashes; an instance that starts again has the same one
   */
  TopologyLedger(Engine engine, Path directory) {
    CrashLog crashes = new CrashLog(directory.resolve("instance"));
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "engine-test");
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
    config.put(StreamsConfig.STATE_DIR_CONFIG, directory.resolve("stores").toString());
    driver =
        new TopologyTestDriver(
            EngineTopology.of(() -> new EngineProcessor(engine, PLAIN, ticks::add, crashes)),
            config,
            Samples.START);
    commands =
        driver.createInputTopic(
            Topics.COMMANDS.name(), new ByteArraySerializer(), new ByteArraySerializer());
    events =
        driver.createOutputTopic(
            Topics.EVENTS.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    deadLetters =
        driver.createOutputTopic(
            Topics.DEAD_LETTERS.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Handles a command at its own time and returns its events. */
  List<EventEnvelope> handle(CommandEnvelope command) {
    return handle(command, command.issuedAt());
  }

  List<EventEnvelope> handle(CommandEnvelope command, Instant logTime) {
    return handle(AvroBytes.write(CommandCodec.toAvro(command)), logTime);
  }

  List<EventEnvelope> handle(byte[] value, Instant logTime) {
    return records(value, logTime).stream().map(r -> event(r.value())).toList();
  }

  /** The events as records. */
  List<TestRecord<byte[], byte[]>> records(byte[] value, Instant logTime) {
    commands.pipeInput(new TestRecord<>(null, value, logTime));
    return events.readRecordsToList();
  }

  List<TestRecord<byte[], byte[]>> deadLetters() {
    return deadLetters.readRecordsToList();
  }

  /** Lets the machine's clock go on, which is not the ledger's. */
  void wallClock(Duration duration) {
    driver.advanceWallClockTime(duration);
  }

  /** Ledgers that a tick was asked for, in order. */
  List<Integer> ticks() {
    return ticks;
  }

  /** State as an instance finds it that takes this ledger over. */
  StoredState state() {
    return new StoredState(driver.getKeyValueStore(EngineTopology.STORE));
  }

  static EventEnvelope event(byte[] value) {
    return EventCodec.fromAvro(AvroBytes.read(value, 0, AvroSchemas.EVENT, AvroSchemas.EVENT));
  }

  @Override
  public void close() {
    driver.close();
  }
}
