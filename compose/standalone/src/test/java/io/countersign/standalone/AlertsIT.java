package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.countersign.schemas.Topics;
import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.alert.AlertState;
import io.countersign.schemas.document.AlertJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A burst of refusals through HTTP becomes an alert on the topic, can be found, is told to a signed
 * webhook and an Alertmanager, and engages a brake that refuses the next call.
 */
@ExtendWith(SharedStack.class)
class AlertsIT {
  private static final Logger LOG = LoggerFactory.getLogger(AlertsIT.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] KEY =
      "countersign alerts webhook key!!".getBytes(StandardCharsets.UTF_8);
  private static final String TENANT = Api.newTenant();

  private static final List<Post> hooks = new CopyOnWriteArrayList<>();
  private static final List<Post> alertmanager = new CopyOnWriteArrayList<>();
  private static HttpServer receiver;
  private static WholeSystem system;

  @TempDir private static Path folder;

  private record Post(String path, Map<String, String> headers, String body) {
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new AssertionError("Expected JSON, but was " + body, e);
      }
    }
  }

  @BeforeAll
  static void start() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/hook", exchange -> take(exchange, hooks));
    receiver.createContext("/am", exchange -> take(exchange, alertmanager));
    receiver.start();
    String url = "http://localhost:" + receiver.getAddress().getPort();
    Path secret =
        Files.writeString(
            folder.resolve("secret"), "whsec_" + Base64.getEncoder().encodeToString(KEY));
    Map<String, String> settings = new HashMap<>();
    settings.put("notifications.publicUrl", "https://console.example");
    settings.put("notifications.channels[0].name", "hook");
    settings.put("notifications.channels[0].tenant", TENANT);
    settings.put("notifications.channels[0].kind", "webhook");
    settings.put("notifications.channels[0].url", url + "/hook");
    settings.put("notifications.channels[0].secretFiles", secret.toString());
    settings.put("notifications.channels[1].name", "am");
    settings.put("notifications.channels[1].tenant", TENANT);
    settings.put("notifications.channels[1].kind", "alertmanager");
    settings.put("notifications.channels[1].url", url + "/am");
    settings.put("alerts.brakes[0].name", "denials");
    settings.put("alerts.brakes[0].tenant", TENANT);
    settings.put("alerts.brakes[0].kinds", "DENIALS");
    settings.put("alerts.brakes[0].severity", "medium");
    settings.put("alerts.brakes[0].scope", "server");
    settings.put("alerts.brakes[0].kind", "kill");
    system = WholeSystem.start(SharedStack.stack(), folder.resolve("data"), settings);
  }

  @AfterAll
  static void stop() {
    if (system != null) {
      system.close();
    }
    receiver.stop(0);
  }

  private static void take(com.sun.net.httpserver.HttpExchange exchange, List<Post> into)
      throws IOException {
    try (exchange) {
      Map<String, String> headers = new HashMap<>();
      exchange
          .getRequestHeaders()
          .forEach(
              (name, values) ->
                  headers.put(name.toLowerCase(java.util.Locale.ROOT), values.getFirst()));
      into.add(
          new Post(
              exchange.getRequestURI().getPath(),
              headers,
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
      exchange.sendResponseHeaders(200, -1);
    }
  }

  @Test
  void aBurstOfRefusalsIsToldEverywhereAndStopsTheServer() throws Exception {
    system.register(TENANT, "get_ticket", "READ");
    JsonNode before = call("get_ticket");
    assertThat(before.path("verdict").asText()).isEqualTo("ALLOW");

    Instant tenth = Instant.EPOCH;
    for (int i = 0; i < 10; i++) {
      assertThat(call("unheard_of").path("verdict").asText()).isEqualTo("DENY");
      tenth = Instant.now();
    }
    Alert alert = onTopic("DENIALS");
    LOG.info(
        "From the answer to the tenth refusal to the alert on the topic: {} ms",
        Duration.between(tenth, Instant.now()).toMillis());
    assertThat(alert.state()).isEqualTo(AlertState.OPEN);
    assertThat(alert.measure()).isNotNull();
    assertThat(alert.measure().observed()).isEqualTo(10);
    assertThat(alert.callIds()).hasSize(10);

    JsonNode told = toldByWebhook(alert.alertId());
    assertThat(told.path("type").asText()).isEqualTo("alert");
    assertThat(told.path("data").path("alert"))
        .isEqualTo(JSON.readTree(AlertJson.of(alert).toJson()));
    assertThat(told.path("data").path("url").asText())
        .isEqualTo("https://console.example/alerts/" + alert.alertId());

    JsonNode firing = toldToAlertmanager(alert.alertId());
    assertThat(firing.path("labels").path("alertname").asText()).isEqualTo("DENIALS");
    assertThat(firing.path("labels").path("severity").asText()).isEqualTo("medium");
    assertThat(Instant.parse(firing.path("startsAt").asText())).isEqualTo(alert.openedAt());
    assertThat(Instant.parse(firing.path("endsAt").asText())).isEqualTo(alert.quietUntil());

    isFoundAndSaidToBeExpected(alert);

    JsonNode stopped =
        Eventually.get(
            () -> {
              JsonNode answer = call("get_ticket");
              assertThat(answer.path("verdict").asText()).isEqualTo("DENY");
              return answer;
            });
    assertThat(stopped.path("reasons").toString())
        .contains("KILL_SWITCH")
        .contains(alert.alertId().toString());
  }

  private static void isFoundAndSaidToBeExpected(Alert alert) throws IOException {
    String one = "/v1/alerts/" + alert.alertId() + "?tenant=" + TENANT;
    String auditor = system.auditor(TENANT);
    JsonNode found = theOnlyOne(auditor, "kind=DENIALS&state=OPEN&severity=MEDIUM");
    assertThat(found).isEqualTo(JSON.readTree(AlertJson.of(alert).toJson()));
    assertThat(system.api().get(one, auditor).expect(200).json()).isEqualTo(found);
    assertThat(found(auditor, "kind=DENIALS&callId=" + alert.callIds().getFirst())).hasSize(1);
    assertThat(found(auditor, "kind=DENIALS&verdict=EXPECTED")).isEmpty();
    String stranger = system.auditor(Api.newTenant());
    system.api().get(one, stranger).expect(404);

    String path = "/v1/alerts/" + alert.alertId();
    system
        .api()
        .post(path + "/acknowledge", system.operator(TENANT), "{\"note\": \"looking\"}")
        .expect(200);
    system
        .api()
        .post(
            path + "/resolve",
            system.operator(TENANT),
            "{\"verdict\": \"EXPECTED\", \"note\": \"a test\"}")
        .expect(200);
    JsonNode resolved = theOnlyOne(auditor, "kind=DENIALS&verdict=EXPECTED&state=RESOLVED");
    assertThat(resolved.path("acknowledgement").path("note").asText()).isEqualTo("looking");
    assertThat(resolved.path("resolution").path("verdict").asText()).isEqualTo("EXPECTED");
    assertThat(resolved.path("version").asLong()).isGreaterThan(alert.version());
  }

  private static JsonNode theOnlyOne(String token, String filters) {
    return Eventually.get(
        () -> {
          JsonNode page = found(token, filters);
          assertThat(page).hasSize(1);
          return page.path(0);
        });
  }

  private static JsonNode found(String token, String filters) {
    return system
        .api()
        .get("/v1/alerts?tenant=" + TENANT + "&" + filters, token)
        .expect(200)
        .json()
        .path("alerts");
  }

  private static JsonNode call(String tool) {
    return system
        .api()
        .post(
            "/v1/calls",
            system.gateway(TENANT),
            Api.call(TENANT, "run-" + UUID.randomUUID(), tool, "{}"))
        .expect(200)
        .json();
  }

  /** The first alert of a kind, as a reader of committed records has it. */
  private static Alert onTopic(String kind) {
    Map<String, Object> config = new HashMap<>(system.installation().client());
    config.put("isolation.level", "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        Deserializer<Alert> alerts = system.installation().formats().alertDeserializer()) {
      List<TopicPartition> partitions = new ArrayList<>();
      consumer
          .partitionsFor(Topics.ALERTS.name())
          .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      return Eventually.get(
          () -> {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(20))) {
              Alert alert = alerts.deserialize(record.topic(), record.value());
              if (alert.tenant().equals(TENANT) && alert.kind().equals(kind)) {
                return alert;
              }
            }
            throw new AssertionError("Expected an alert of kind " + kind);
          });
    }
  }

  private static JsonNode toldByWebhook(UUID alertId) throws Exception {
    Post post =
        Eventually.get(
            () ->
                hooks.stream()
                    .filter(one -> one.body().contains(alertId.toString()))
                    .findFirst()
                    .orElseThrow());
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
    String signed =
        "%s.%s.%s"
            .formatted(
                post.headers().get("webhook-id"),
                post.headers().get("webhook-timestamp"),
                post.body());
    assertThat(post.headers().get("webhook-signature"))
        .isEqualTo(
            "v1,"
                + Base64.getEncoder()
                    .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
    return post.json();
  }

  private static JsonNode toldToAlertmanager(UUID alertId) {
    Post post =
        Eventually.get(
            () ->
                alertmanager.stream()
                    .filter(one -> one.body().contains(alertId.toString()))
                    .findFirst()
                    .orElseThrow());
    assertThat(post.path()).isEqualTo("/am/api/v2/alerts");
    assertThat(post.json()).hasSize(1);
    return post.json().path(0);
  }
}
