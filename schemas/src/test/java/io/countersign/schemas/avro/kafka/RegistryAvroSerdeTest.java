package io.countersign.schemas.avro.kafka;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.schemas.avro.kafka.UndecodableRecord.Reason;
import io.countersign.schemas.registry.RegistryCredentials;
import io.countersign.schemas.registry.RegistryLimits;
import io.countersign.schemas.registry.RegistryRefused;
import io.countersign.schemas.registry.RegistrySettings;
import io.countersign.schemas.registry.RegistryUnavailable;
import io.countersign.schemas.registry.SchemaRegistry;
import io.countersign.schemas.registry.ScriptedRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistryAvroSerdeTest {

  private static final Schema V1 =
      new Schema.Parser()
          .parse(
              """
              {"type":"record","name":"Greeting","namespace":"test","fields":[
                {"name":"text","type":"string"},
                {"name":"times","type":{"type":"array","items":"int"}}]}
              """);
  private static final Schema V2 =
      new Schema.Parser()
          .parse(
              """
              {"type":"record","name":"Greeting","namespace":"test","fields":[
                {"name":"text","type":"string"},
                {"name":"loud","type":"boolean","default":true},
                {"name":"times","type":{"type":"array","items":"int"}}]}
              """);
  private static final GenericRecord HELLO =
      new GenericRecordBuilder(V1).set("text", "hé").set("times", List.of(1, 2)).build();

  private final ScriptedRegistry server = new ScriptedRegistry();
  private final SchemaRegistry registry =
      new SchemaRegistry(
          new RegistrySettings(
              List.of(server.url()),
              RegistryCredentials.NONE,
              new RegistryLimits(
                  Duration.ofSeconds(20), 1, Duration.ZERO, Duration.ZERO, 100, 100_000)));
  private final RegistryAvroSerializer serializer = new RegistryAvroSerializer(registry);
  private final RegistryAvroDeserializer deserializer =
      new RegistryAvroDeserializer(registry, Optional.empty());

  @AfterEach
  void close() {
    registry.close();
    server.close();
  }

  @Test
  void writesTheConfluentWireFormat() {
    server.holds(0x01020304, V1.toString());
    assertThat(HexFormat.of().formatHex(serializer.serialize("greetings", HELLO)))
        .isEqualTo("00" + "01020304" + "06" + "68c3a9" + "04" + "0204" + "00");
    assertThat(server.requests())
        .singleElement()
        .asString()
        .startsWith("POST /subjects/greetings-value {");
    serializer.serialize("greetings", HELLO);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void readsWhatItWrote() {
    server.holds(5, V1.toString());
    GenericRecord read =
        requireNonNull(
            deserializer.deserialize("greetings", serializer.serialize("greetings", HELLO)));
    assertThat(read).hasToString(HELLO.toString());
    assertThat(serializer.serialize("greetings", read))
        .isEqualTo(serializer.serialize("greetings", HELLO));
  }

  @Test
  void passesTombstones() {
    assertThat(serializer.serialize("greetings", null)).isNull();
    assertThat(deserializer.deserialize("greetings", null)).isNull();
  }

  @Test
  void resolvesAnOldRecordToTheReadersSchema() {
    server.holds(5, V1.toString());
    byte[] old = serializer.serialize("greetings", HELLO);
    GenericRecord read =
        requireNonNull(
            new RegistryAvroDeserializer(registry, Optional.of(V2)).deserialize("greetings", old));
    assertThat(read.getSchema()).isEqualTo(V2);
    assertThat(read.get("loud")).isEqualTo(true);
    assertThat(read.get("text")).hasToString("hé");
  }

  @Test
  void isConfiguredLikeConfluents() {
    try (RegistryAvroSerializer writer = new RegistryAvroSerializer();
        RegistryAvroDeserializer reader = new RegistryAvroDeserializer()) {
      String urls = "http://127.0.0.1:1," + server.url();
      writer.configure(Map.of("schema.registry.url", urls, "auto.register.schemas", true), true);
      reader.configure(
          Map.of(
              "schema.registry.url", List.of(server.url().toString()),
              "countersign.reader.schema", V2.toString()),
          true);
      byte[] bytes = writer.serialize("greetings", HELLO);
      assertThat(server.requests())
          .singleElement()
          .asString()
          .startsWith("POST /subjects/greetings-key/versions {");
      assertThat(requireNonNull(reader.deserialize("greetings", bytes)).getSchema()).isEqualTo(V2);
    }
  }

  @Test
  void registersNothingByItself() {
    assertThatThrownBy(() -> serializer.serialize("greetings", HELLO))
        .isInstanceOfSatisfying(
            RegistryRefused.class,
            refused -> assertThat(refused.code()).isEqualTo(RegistryRefused.Code.UNKNOWN_SCHEMA));
    assertThat(server.requests()).noneMatch(request -> request.contains("/versions"));
  }

  @Test
  void refusesConfigurationThatIsWrong() {
    try (RegistryAvroSerializer writer = new RegistryAvroSerializer();
        RegistryAvroDeserializer reader = new RegistryAvroDeserializer()) {
      String url = server.url().toString();
      for (Map<String, Object> configs :
          List.<Map<String, Object>>of(
              Map.of(),
              Map.of("schema.registry.url", ""),
              Map.of("schema.registry.url", "nonsense"),
              Map.of("schema.registry.url", url, "auto.register.schemas", "maybe"),
              Map.of(
                  "schema.registry.url", url,
                  "countersign.registry.basic.file", "a",
                  "countersign.registry.bearer.file", "b"))) {
        assertThatThrownBy(() -> writer.configure(configs, false))
            .as("%s", configs)
            .isInstanceOf(ConfigException.class);
      }
      for (Object schema : List.of("no schema", 7)) {
        assertThatThrownBy(
                () ->
                    reader.configure(
                        Map.of("schema.registry.url", url, "countersign.reader.schema", schema),
                        false))
            .isInstanceOf(ConfigException.class);
      }
      assertThatThrownBy(() -> reader.deserialize("greetings", new byte[5]))
          .isInstanceOf(ConfigException.class);
      assertThatThrownBy(() -> writer.serialize("greetings", HELLO))
          .isInstanceOf(ConfigException.class);
    }
  }

  @Test
  void refusesSchemasWithMaps() {
    Schema maps =
        new Schema.Parser()
            .parse(
                """
                {"type":"record","name":"M","fields":[
                  {"name":"m","type":["null",{"type":"array","items":{"type":"map","values":"int"}}]}]}
                """);
    GenericRecord record = new GenericRecordBuilder(maps).set("m", null).build();
    assertThatThrownBy(() -> serializer.serialize("greetings", record))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("without maps");
  }

  @Test
  void refusesARecordThatDoesNotFitItsSchemaWithoutRepeatingIt() {
    server.holds(5, V1.toString());
    org.apache.avro.generic.GenericData.Record record =
        new org.apache.avro.generic.GenericData.Record(V1);
    record.put("text", 42);
    assertThatThrownBy(() -> serializer.serialize("greetings", record))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("test.Greeting")
        .hasMessageNotContaining("42");
  }

  @Test
  void tellsWhyBytesAreNoRecord() {
    server
        .holds(5, V1.toString())
        .holds(6, "\"string\"")
        .holds(7, "{\"type\":\"record\"}")
        .holds(8, "{\"type\":\"record\",\"name\":\"Other\",\"fields\":[]}");
    byte[] good = requireNonNull(serializer.serialize("greetings", HELLO));

    undecodable(Reason.TOO_SHORT, new byte[0]);
    undecodable(Reason.TOO_SHORT, Arrays.copyOf(good, 4));
    byte[] magic = good.clone();
    magic[0] = 1;
    undecodable(Reason.WRONG_MAGIC, magic);
    undecodable(Reason.UNKNOWN_SCHEMA, ConfluentWire.frame(404, new byte[3]));
    undecodable(Reason.UNKNOWN_SCHEMA, ConfluentWire.frame(-1, new byte[3]));
    undecodable(Reason.BAD_SCHEMA, ConfluentWire.frame(6, new byte[3]));
    undecodable(Reason.BAD_SCHEMA, ConfluentWire.frame(7, new byte[3]));
    undecodable(Reason.TRAILING_BYTES, Arrays.copyOf(good, good.length + 1));
    for (int length = ConfluentWire.HEADER_BYTES; length < good.length; length++) {
      undecodable(Reason.BAD_PAYLOAD, Arrays.copyOf(good, length));
    }
    RegistryAvroDeserializer reader = new RegistryAvroDeserializer(registry, Optional.of(V2));
    undecodable(
        Reason.BAD_PAYLOAD,
        () -> reader.deserialize("greetings", ConfluentWire.frame(8, new byte[0])));
  }

  @Test
  void doesNotBelieveTheLengthsInForeignBytes() {
    server.holds(5, V1.toString());
    // A string of 2 GiB, and an array of 2^62 items, in a handful of bytes.
    undecodable(
        Reason.BAD_PAYLOAD, ConfluentWire.frame(5, HexFormat.of().parseHex("feffffff0f41")));
    undecodable(
        Reason.BAD_PAYLOAD,
        ConfluentWire.frame(5, HexFormat.of().parseHex("0241" + "80808080808080808001" + "0202")));
  }

  @Test
  void neverFailsInAnotherWayOnRandomBytes() {
    server.holds(5, V1.toString());
    long seed = 20261121L;
    Random random = new Random(seed);
    int undecodable = 0;
    for (int i = 0; i < 5_000; i++) {
      byte[] payload = new byte[random.nextInt(30)];
      random.nextBytes(payload);
      byte[] framed = ConfluentWire.frame(5, payload);
      try {
        GenericRecord read = requireNonNull(deserializer.deserialize("greetings", framed));
        assertThat(read.getSchema()).as("seed %d, round %d", seed, i).isEqualTo(V1);
      } catch (UndecodableRecord e) {
        undecodable++;
      }
    }
    assertThat(undecodable).isGreaterThan(1_000);
  }

  @Test
  void doesNotBlameTheRecordForTheRegistry() {
    server.next(503, "");
    byte[] record = ConfluentWire.frame(5, new byte[3]);
    assertThatThrownBy(() -> deserializer.deserialize("greetings", record))
        .isInstanceOf(RegistryUnavailable.class);
    server.next(401, "");
    assertThatThrownBy(() -> deserializer.deserialize("greetings", record))
        .isInstanceOf(RegistryRefused.class);
  }

  private void undecodable(Reason reason, byte[] bytes) {
    undecodable(reason, () -> deserializer.deserialize("greetings", bytes));
  }

  private static void undecodable(Reason reason, ThrowingCallable reading) {
    assertThatThrownBy(reading)
        .isInstanceOfSatisfying(
            UndecodableRecord.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
