package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.sun.net.httpserver.HttpServer;
import io.countersign.projections.siem.kafka.BatchFollower;
import io.countersign.projections.siem.kafka.SinkForwarder;
import io.countersign.projections.siem.otlp.OtlpSettings;
import io.countersign.projections.siem.otlp.OtlpSink;
import io.countersign.schemas.Topics;
import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.alert.AlertState;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.kafka.LogHeaders;
import io.countersign.schemas.ocsf.OcsfAlert;
import io.countersign.schemas.ocsf.OcsfEvent;
import io.countersign.schemas.ocsf.OcsfVersion;
import io.countersign.standalone.embedded.EmbeddedStack;
import io.countersign.testkit.DocumentSamples;
import io.countersign.testkit.RandomHistory;
import io.countersign.testkit.Samples;
import io.countersign.testkit.Variations;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What SIEMs read, read as SIEMs do: with programs and libraries that are not ours. */
@ExtendWith(SharedStack.class)
final class SiemIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Schema OCSF =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(OcsfVersion.V1_8_0.schema());

  private SiemRig rig;

  @BeforeEach
  void open(EmbeddedStack stack) throws Exception {
    rig = new SiemRig(stack);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void writesEveryEventAndAlertInOrderAndTheSameBytesTwice() throws Exception {
    List<EventEnvelope> events = history(600);
    List<Alert> alerts = alerts();
    rig.append(events);
    rig.appendAlerts(alerts);
    rig.create(rig.topics("again").siem());
    try (BatchFollower once = rig.start("once", rig.topics, 500);
        BatchFollower again = rig.start("again", rig.topics("again"), 37)) {
      rig.awaitCommitted("once", rig.topics.events(), rig.topics.alerts());
      rig.awaitCommitted("again", rig.topics.events(), rig.topics.alerts());
      assertThat(once.readiness()).isEmpty();
      assertThat(again.readiness()).isEmpty();
    }
    List<ConsumerRecord<byte[], byte[]>> written = rig.records(rig.topics.siem());
    List<String> ids = written.stream().map(record -> header(record, "ce_id")).toList();
    assertThat(ids)
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(
                    events.stream().map(event -> event.eventId().toString()),
                    alerts.stream().map(OcsfAlert::uid))
                .toList());
    assertThat(ids).containsSubsequence(events.stream().map(e -> e.eventId().toString()).toList());
    assertThat(written).allSatisfy(SiemIT::requireOcsf);
    assertThat(rig.records(rig.topics("again").siem()).stream().map(SiemIT::copy).toList())
        .containsExactlyInAnyOrderElementsOf(written.stream().map(SiemIT::copy).toList());
    assertThat(rig.meters.counter("countersign.siem.records").count())
        .isEqualTo(2.0 * (events.size() + alerts.size()));
  }

  @Test
  void goesOnAfterARestartAndSetsAsideWhatIsNoEvent() throws Exception {
    List<EventEnvelope> events = history(120);
    rig.append(events.subList(0, 60));
    rig.appendRaw(rig.topics.events(), "not Avro".getBytes(StandardCharsets.UTF_8));
    try (BatchFollower first = rig.start("main", rig.topics, 50)) {
      rig.awaitCommitted("main", rig.topics.events());
      assertThat(first.readiness()).isEmpty();
    }
    rig.append(events.subList(60, 120));
    try (BatchFollower second = rig.start("main", rig.topics, 50)) {
      rig.awaitCommitted("main", rig.topics.events());
      assertThat(second.readiness()).isEmpty();
    }
    assertThat(rig.records(rig.topics.siem()).stream().map(r -> header(r, "ce_id")))
        .containsExactlyElementsOf(events.stream().map(e -> e.eventId().toString()).toList());
    ConsumerRecord<byte[], byte[]> letter = rig.records(rig.topics.deadLetters()).getFirst();
    assertThat(letter.value()).asString().isEqualTo("not Avro");
    assertThat(header(letter, "countersign-reader")).isEqualTo("siem");
    assertThat(header(letter, "countersign-reason")).isEqualTo("WRONG_MAGIC");
  }

  @Test
  void kcatReadsTheTopicAndPythonFindsItValid(@TempDir Path folder) throws Exception {
    OutsideProgram.assumeInstalled("kcat", "kcat", "-V");
    List<EventEnvelope> events =
        Stream.concat(history(200).stream(), Samples.events().stream().map(Samples::event))
            .toList();
    rig.append(events);
    rig.appendAlerts(alerts());
    try (BatchFollower siem = rig.start("main", rig.topics, 500)) {
      rig.awaitCommitted("main", rig.topics.events(), rig.topics.alerts());
      assertThat(siem.readiness()).isEmpty();
    }
    byte[] lines = kcat(rig.topics.siem(), "%k\\t%h\\t%s\\n");
    List<String[]> read =
        new String(lines, StandardCharsets.UTF_8).lines().map(line -> line.split("\t", 3)).toList();
    assertThat(read).hasSize(events.size() + alerts().size());
    for (String[] line : read) {
      JsonNode event = JSON.readTree(line[2]);
      assertThat(line[0]).isEqualTo(event.at("/metadata/tenant_uid").asText());
      assertThat(line[1].split(","))
          .contains(
              "ce_specversion=1.0",
              "content-type=application/json",
              "ce_dataschema=" + OcsfVersion.V1_8_0.schemaId(),
              "ce_id=" + event.at("/metadata/uid").asText());
    }
    OutsideProgram.assumeInstalled("python3-jsonschema", "python3", "-c", "import jsonschema");
    Path schema = Files.writeString(folder.resolve("ocsf.json"), OcsfVersion.V1_8_0.schema());
    byte[] count =
        OutsideProgram.output(
            kcat(rig.topics.siem(), "%s\\n"), "python3", script("validate.py"), schema.toString());
    assertThat(new String(count, StandardCharsets.UTF_8).strip())
        .isEqualTo(Integer.toString(read.size()));
  }

  @Test
  void theExamplesOfKcatAndRsyslogTakeEveryEvent(@TempDir Path folder) throws Exception {
    List<EventEnvelope> events = history(150);
    rig.append(events);
    try (BatchFollower siem = rig.start("main", rig.topics, 500)) {
      rig.awaitCommitted("main", rig.topics.events());
      assertThat(siem.readiness()).isEmpty();
    }
    List<String> written =
        rig.records(rig.topics.siem()).stream()
            .map(record -> new String(record.value(), StandardCharsets.UTF_8))
            .toList();
    Path examples = Path.of("../examples/siem").toAbsolutePath();
    OutsideProgram.assumeInstalled("kcat", "kcat", "-V");
    byte[] shown =
        OutsideProgram.output(
            Map.of(
                "COUNTERSIGN_KAFKA",
                rig.stack.bootstrapServers(),
                "COUNTERSIGN_SIEM_TOPIC",
                rig.topics.siem()),
            new byte[0],
            examples.resolve("kcat.sh").toString());
    assertThat(new String(shown, StandardCharsets.UTF_8).lines().toList()).isEqualTo(written);

    OutsideProgram.assumeInstalled(
        "rsyslog-kafka", "sh", "-c", "rsyslogd -v && ls /usr/lib/*/rsyslog/imkafka.so");
    assertThat(rsyslog(folder, examples.resolve("rsyslog.conf"), written.size()))
        .containsExactlyInAnyOrderElementsOf(written);
  }

  /** What rsyslog has written with an example, once it has written so many lines. */
  private List<String> rsyslog(Path folder, Path example, int lines) throws Exception {
    Path conf =
        Files.writeString(
            folder.resolve("rsyslog.conf"),
            Files.readString(example)
                .replace(Topics.SIEM_OCSF.name(), rig.topics.siem())
                .replace("siem-rsyslog", rig.name + "-rsyslog"));
    Path file = folder.resolve("events.ndjson");
    ProcessBuilder program =
        new ProcessBuilder(
                "rsyslogd", "-n", "-i", folder.resolve("pid").toString(), "-f", conf.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("rsyslog.log").toFile());
    program.environment().put("COUNTERSIGN_KAFKA", rig.stack.bootstrapServers());
    program.environment().put("COUNTERSIGN_SIEM_FILE", file.toString());
    Process process = program.start();
    try {
      ViewsRig.await(
          "rsyslog to write %s events".formatted(lines),
          () -> Files.exists(file) && Files.readAllLines(file).size() >= lines);
    } finally {
      process.destroy();
      process.waitFor();
    }
    return Files.readAllLines(file);
  }

  @Test
  void plainAvroReadsTheEventsThroughTheRegistry() throws Exception {
    List<EventEnvelope> events = history(150);
    rig.append(events);
    List<String> read = new ArrayList<>();
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (ConsumerRecord<byte[], byte[]> record : rig.records(rig.topics.events())) {
        ByteBuffer value = ByteBuffer.wrap(record.value());
        assertThat(value.get()).isZero();
        GenericDatumReader<GenericRecord> reader =
            new GenericDatumReader<>(schema(http, value.getInt()));
        BinaryDecoder decoder =
            DecoderFactory.get()
                .binaryDecoder(value.array(), value.position(), value.remaining(), null);
        GenericRecord event = reader.read(null, decoder);
        assertThat(decoder.isEnd()).isTrue();
        read.add(
            line(
                event.get("eventId"),
                event.get("type"),
                event.get("tenant"),
                event.get("position")));
      }
    }
    assertThat(read).isEqualTo(events.stream().map(SiemIT::line).toList());
  }

  @Test
  void pythonReadsTheEventsThroughTheRegistry() throws Exception {
    OutsideProgram.assumeInstalled("kcat", "kcat", "-V");
    OutsideProgram.assumeInstalled("python3-avro", "/usr/bin/python3", "-c", "import avro.io");
    List<EventEnvelope> events =
        Stream.concat(
                history(100).stream(), Samples.events().stream().map(event -> Samples.event(event)))
            .toList();
    rig.append(events);
    byte[] printed =
        OutsideProgram.output(
            kcat(rig.topics.events(), "%S\\n%s"),
            "/usr/bin/python3",
            script("read_events.py"),
            rig.stack.registryUrl().toString() + "/");
    assertThat(new String(printed, StandardCharsets.UTF_8).lines().toList())
        .isEqualTo(events.stream().map(SiemIT::line).toList());
  }

  @Test
  void sendsEachEventOverOtlpAtLeastOnce() throws Exception {
    List<EventEnvelope> events = history(80);
    rig.append(events);
    Queue<String> taken = new ConcurrentLinkedQueue<>();
    HttpServer receiver = receiver(taken, 2);
    URI endpoint =
        URI.create("http://localhost:%s/v1/logs".formatted(receiver.getAddress().getPort()));
    OtlpSink sink = new OtlpSink(new OtlpSettings(endpoint, Duration.ofSeconds(20), Map.of()));
    try (BatchFollower siem = rig.start("main", rig.topics, 500);
        BatchFollower otlp =
            SinkForwarder.start(
                "otlp",
                Map.of("bootstrap.servers", rig.stack.bootstrapServers()),
                rig.topics.siem(),
                rig.name + "-otlp",
                "1",
                50,
                sink,
                rig.meters)) {
      rig.awaitCommitted("main", rig.topics.events());
      rig.awaitCommitted("otlp", rig.topics.siem());
      assertThat(siem.readiness()).isEmpty();
      assertThat(otlp.faults()).isEmpty();
    } finally {
      receiver.stop(0);
    }
    assertThat(taken).hasSizeGreaterThanOrEqualTo(events.size());
    assertThat(taken.stream().distinct().toList())
        .containsExactlyElementsOf(events.stream().map(e -> e.eventId().toString()).toList());
    assertThat(rig.meters.counter("countersign.otlp.retries").count()).isGreaterThanOrEqualTo(2);
  }

  /** A receiver of logs that refuses the first requests. */
  private static HttpServer receiver(Queue<String> taken, int refusals) throws IOException {
    AtomicInteger requests = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/logs",
        exchange -> {
          try (exchange;
              GZIPInputStream body = new GZIPInputStream(exchange.getRequestBody())) {
            byte[] request = body.readAllBytes();
            if (requests.incrementAndGet() <= refusals) {
              exchange.sendResponseHeaders(503, -1);
              return;
            }
            taken.addAll(OtlpRequests.eventIds(request));
            exchange.sendResponseHeaders(200, -1);
          }
        });
    server.start();
    return server;
  }

  private static List<EventEnvelope> history(int count) {
    return RandomHistory.withControls(
        11, Samples.event(Samples.events().getFirst()).ledger(), List.of("acme", "zenith"), count);
  }

  /** One alert that is opened, extended and closed. */
  private static List<Alert> alerts() {
    Alert opened = DocumentSamples.minimalAlert();
    return List.of(
        opened,
        Variations.with(opened, "version", 2L),
        Variations.with(Variations.with(opened, "version", 3L), "state", AlertState.CLOSED),
        DocumentSamples.alert());
  }

  private static void requireOcsf(ConsumerRecord<byte[], byte[]> record) {
    String json = new String(record.value(), StandardCharsets.UTF_8);
    assertThat(OCSF.validate(json, InputFormat.JSON)).as(json).isEmpty();
    assertThat(record.value()).hasSizeLessThanOrEqualTo(OcsfEvent.MAX_BYTES);
    assertThat(header(record, "content-type")).isEqualTo("application/json");
    assertThat(header(record, "ce_type")).startsWith("io.countersign.ocsf.");
  }

  /** Everything of a record that a reader sees, but where it stands among others. */
  private static List<Object> copy(ConsumerRecord<byte[], byte[]> record) {
    Headers headers = record.headers();
    return List.of(
        record.partition(),
        record.timestamp(),
        new String(record.key(), StandardCharsets.UTF_8),
        new String(record.value(), StandardCharsets.UTF_8),
        Stream.of(headers.toArray())
            .map(header -> header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8))
            .toList());
  }

  private byte[] kcat(String topic, String format) {
    return OutsideProgram.output(
        new byte[0],
        "kcat",
        "-C",
        "-q",
        "-e",
        "-b",
        rig.stack.bootstrapServers(),
        "-t",
        topic,
        "-X",
        "isolation.level=read_committed",
        "-f",
        format);
  }

  private org.apache.avro.Schema schema(HttpClient http, int id) throws Exception {
    URI url = URI.create("%s/schemas/ids/%s".formatted(rig.stack.registryUrl(), id));
    String answer = http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString()).body();
    return new org.apache.avro.Schema.Parser().parse(JSON.readTree(answer).get("schema").asText());
  }

  private static String script(String name) throws Exception {
    return Path.of(Objects.requireNonNull(SiemIT.class.getResource("/siem/" + name)).toURI())
        .toString();
  }

  private static String line(EventEnvelope event) {
    return line(event.eventId(), event.type(), event.tenant(), event.position());
  }

  private static String line(Object... parts) {
    return Stream.of(parts).map(String::valueOf).reduce((a, b) -> a + "\t" + b).orElseThrow();
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return LogHeaders.text(record.headers(), name).orElse("");
  }
}
