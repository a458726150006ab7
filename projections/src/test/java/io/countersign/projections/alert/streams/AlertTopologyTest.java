package io.countersign.projections.alert.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.Topics;
import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.avro.AvroBytes;
import io.countersign.schemas.avro.AvroSchemas;
import io.countersign.schemas.avro.DocumentCodec;
import io.countersign.schemas.avro.EventCodec;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.kafka.LogHeaders;
import io.countersign.testkit.RandomHistory;
import io.countersign.testkit.Samples;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real topology, store and codecs; only Kafka is not there. */
class AlertTopologyTest {
  private static final List<EventEnvelope> HISTORY =
      RandomHistory.of(11, 0, List.of("acme", "globex"), 1_000);

  @TempDir private Path directory;

  /** Avro without a registry's frame. */
  private static final Wire PLAIN =
      new Wire() {
        @Override
        public EventEnvelope event(byte[] value) {
          return EventCodec.fromAvro(
              AvroBytes.read(value, 0, AvroSchemas.EVENT, AvroSchemas.EVENT));
        }

        @Override
        public byte[] alert(Alert alert) {
          return AvroBytes.write(DocumentCodec.toAvro(alert));
        }
      };

  @Test
  void aRestartInTheMiddleChangesNoByte() {
    List<String> once = run("once", List.of(HISTORY));
    assertThat(once).hasSizeGreaterThan(10);
    List<String> often =
        run(
            "often",
            List.of(
                HISTORY.subList(0, 1),
                HISTORY.subList(1, 400),
                HISTORY.subList(400, 407),
                HISTORY.subList(407, HISTORY.size())));
    assertThat(often.equals(once)).as("equal bytes, one after the other").isTrue();
  }

  @Test
  void eachRecordSaysWhatItIsWithoutBeingDecoded() {
    try (TopologyTestDriver driver = driver("headers")) {
      pipe(driver, HISTORY);
      TestRecord<byte[], byte[]> first = output(driver).readRecord();
      Alert alert =
          DocumentCodec.alert(
              AvroBytes.read(first.value(), 0, AvroSchemas.ALERT, AvroSchemas.ALERT));
      assertThat(new String(first.key(), StandardCharsets.UTF_8))
          .isEqualTo(alert.tenant() + "/" + alert.key());
      assertThat(first.timestamp()).isEqualTo(alert.updatedAt().toEpochMilli());
      assertThat(LogHeaders.text(first.headers(), "ce_id"))
          .contains(alert.alertId() + "/" + alert.version());
      assertThat(LogHeaders.text(first.headers(), "ce_type")).contains("io.countersign.alert.v1");
    }
  }

  @Test
  void whatIsNoEventStopsNothing() {
    try (TopologyTestDriver driver = driver("nonsense")) {
      input(driver).pipeInput(new byte[] {1}, "no event".getBytes(StandardCharsets.UTF_8));
      pipe(driver, HISTORY);
      assertThat(output(driver).isEmpty()).isFalse();
    }
  }

  /**
   * Runs parts of a history one after the other, each by an instance of its own, which finds in its
   * store what the one before had there.
   */
  private List<String> run(String name, List<List<EventEnvelope>> parts) {
    List<String> told = new ArrayList<>();
    Map<String, byte[]> memory = new TreeMap<>();
    for (int i = 0; i < parts.size(); i++) {
      try (TopologyTestDriver driver = driver(name + i)) {
        KeyValueStore<String, byte[]> store = driver.getKeyValueStore(AlertTopology.STORE);
        memory.forEach(store::put);
        pipe(driver, parts.get(i));
        memory.clear();
        new StoredMemory(store).each(memory::put);
        output(driver).readRecordsToList().forEach(record -> told.add(text(record)));
      }
    }
    return told;
  }

  private TopologyTestDriver driver(String name) {
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "alerts-test");
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
    config.put(StreamsConfig.STATE_DIR_CONFIG, directory.resolve(name).toString());
    return new TopologyTestDriver(
        AlertTopology.of(() -> new AlertProcessor(PLAIN)), config, Samples.START);
  }

  private static void pipe(TopologyTestDriver driver, List<EventEnvelope> events) {
    TestInputTopic<byte[], byte[]> input = input(driver);
    for (EventEnvelope event : events) {
      input.pipeInput(
          new TestRecord<>(
              event.tenant().getBytes(StandardCharsets.UTF_8),
              AvroBytes.write(EventCodec.toAvro(event)),
              event.recordedAt()));
    }
  }

  private static TestInputTopic<byte[], byte[]> input(TopologyTestDriver driver) {
    return driver.createInputTopic(
        Topics.EVENTS.name(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static TestOutputTopic<byte[], byte[]> output(TopologyTestDriver driver) {
    return driver.createOutputTopic(
        Topics.ALERTS.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static String text(TestRecord<byte[], byte[]> record) {
    String headers =
        StreamSupport.stream(record.headers().spliterator(), false)
            .map(header -> header.key() + "=" + HexFormat.of().formatHex(header.value()))
            .collect(Collectors.joining(","));
    return "%s %s %s %s"
        .formatted(
            HexFormat.of().formatHex(record.key()),
            record.timestamp(),
            headers,
            HexFormat.of().formatHex(record.value()));
  }
}
