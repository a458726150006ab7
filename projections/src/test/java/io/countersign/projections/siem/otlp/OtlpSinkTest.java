package io.countersign.projections.siem.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.countersign.projections.siem.Away;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.ocsf.OcsfEvent;
import io.countersign.schemas.ocsf.OcsfVersion;
import io.countersign.testkit.RandomHistory;
import io.countersign.testkit.Samples;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a receiver that decodes requests with OpenTelemetry's own protocol classes. */
final class OtlpSinkTest {
  private final Queue<ExportLogsServiceRequest> requests = new ConcurrentLinkedQueue<>();
  private final Queue<String> authorizations = new ConcurrentLinkedQueue<>();
  private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
  private HttpServer receiver;
  private OtlpSink sink;

  @BeforeEach
  void open() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/v1/logs",
        exchange -> {
          try (exchange;
              GZIPInputStream body = new GZIPInputStream(exchange.getRequestBody())) {
            requests.add(ExportLogsServiceRequest.parseFrom(body));
            authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
            Integer answer = answers.poll();
            exchange.sendResponseHeaders(answer == null ? 200 : answer, -1);
          }
        });
    receiver.start();
    sink =
        new OtlpSink(
            new OtlpSettings(
                URI.create("http://localhost:" + receiver.getAddress().getPort() + "/v1/logs"),
                Duration.ofSeconds(20),
                Map.of("Authorization", "Bearer let-me-in")));
  }

  @AfterEach
  void close() {
    sink.close();
    receiver.stop(0);
  }

  @Test
  void tellsAnEventAsALogRecord() throws Exception {
    JsonObject event = ocsf(Samples.decisionMade());
    sink.send(List.of(event));
    LogRecord record = records().getFirst();
    assertThat(record.getBody().getStringValue())
        .isEqualTo(new String(OcsfEvent.bytes(event), StandardCharsets.UTF_8));
    assertThat(record.getTimeUnixNano()).isEqualTo(event.integer("time").orElseThrow() * 1_000_000);
    assertThat(record.getEventName()).isEqualTo("countersign.DecisionMade");
    assertThat(attributes(record))
        .containsEntry("event.name", "countersign.DecisionMade")
        .containsEntry("countersign.tenant", Samples.TENANT)
        .containsEntry("countersign.run.id", Samples.RUN_ID)
        .containsEntry("ocsf.type_uid", event.integer("type_uid").orElseThrow().toString());
    String[] traceparent = Samples.TRACEPARENT.split("-", -1);
    assertThat(HexFormat.of().formatHex(record.getTraceId().toByteArray()))
        .isEqualTo(traceparent[1]);
    assertThat(HexFormat.of().formatHex(record.getSpanId().toByteArray()))
        .isEqualTo(traceparent[2]);
    assertThat(authorizations).containsExactly("Bearer let-me-in");
  }

  @Test
  void isDoneOnlyWhenTheReceiverHasTakenAll() throws Exception {
    List<JsonObject> events = history();
    answers.add(503);
    assertThatThrownBy(() -> sink.send(events))
        .isInstanceOf(Away.class)
        .hasMessageContaining("the OTLP receiver")
        .hasMessageNotContaining("let-me-in");
    requests.clear();
    sink.send(events);
    assertThat(bodies()).isEqualTo(events.stream().map(OtlpSinkTest::text).toList());
  }

  @Test
  void keepsRequestsSmallWhateverEventsWeigh() throws Exception {
    JsonObject heavy = JsonObject.builder().put("message", "x".repeat(3_000_000)).build();
    sink.send(List.of(heavy, heavy, heavy));
    assertThat(requests).hasSize(3);
    assertThat(bodies()).hasSize(3);
  }

  private List<LogRecord> records() {
    return requests.stream()
        .flatMap(request -> request.getResourceLogsList().stream())
        .flatMap(resource -> resource.getScopeLogsList().stream())
        .flatMap(scope -> scope.getLogRecordsList().stream())
        .toList();
  }

  private List<String> bodies() {
    return records().stream().map(record -> record.getBody().getStringValue()).toList();
  }

  private static Map<String, String> attributes(LogRecord record) {
    return record.getAttributesList().stream()
        .collect(Collectors.toMap(KeyValue::getKey, OtlpSinkTest::value));
  }

  private static String value(KeyValue attribute) {
    return attribute.getValue().hasIntValue()
        ? Long.toString(attribute.getValue().getIntValue())
        : attribute.getValue().getStringValue();
  }

  private static List<JsonObject> history() {
    return RandomHistory.of(7, 3, List.of("acme"), 100).stream()
        .map(event -> OcsfEvent.of(event, OcsfVersion.V1_8_0))
        .toList();
  }

  private static JsonObject ocsf(Event event) {
    return OcsfEvent.of(Samples.event(event), OcsfVersion.V1_8_0);
  }

  private static String text(JsonObject event) {
    return new String(OcsfEvent.bytes(event), StandardCharsets.UTF_8);
  }
}
