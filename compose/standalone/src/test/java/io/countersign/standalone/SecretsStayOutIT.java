package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.schemas.Topics;
import io.countersign.standalone.embedded.EmbeddedStack;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A secret that passes through is in no answer, topic, index or log line. */
@ExtendWith(SharedSystem.class)
class SecretsStayOutIT {
  // Split so that nobody's scanner takes this file for a leak.
  private static final String CLOUD_KEY = "AKIA" + "Q3EGRZ7WXB5T2MNO";
  private static final String BEARER =
      "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ" + "hbmEifQ.c2lnbmF0dXJlLXZhbHVl";
  private static final String CARD = "4111 1111 1111 1111";
  private static final String PASSWORD = "correct-horse-" + "battery";
  private static final List<String> SECRETS =
      List.of(CLOUD_KEY, BEARER, CARD, CARD.replace(" ", ""), PASSWORD);

  private final WholeSystem system;
  private final Api api;
  private final String tenant = Api.newTenant();

  SecretsStayOutIT(WholeSystem system) {
    this.system = system;
    this.api = system.api();
  }

  @Test
  void noSecretIsKeptAnywhere() {
    system.register(tenant, "get_ticket", "READ");
    List<String> seen = new ArrayList<>();
    String callId;
    try (CapturedLog log = CapturedLog.open()) {
      String arguments =
          """
          {"note": "key %s here", "header": "Authorization: Bearer %s", "card": "%s", "password": "%s"}"""
              .formatted(CLOUD_KEY, BEARER, CARD, PASSWORD);
      Api.Answer decision =
          api.post(
                  "/v1/calls",
                  system.gateway(tenant),
                  Api.call(tenant, "run-1", "get_ticket", arguments))
              .expect(200);
      seen.add(decision.body());
      callId = decision.json().path("callId").asText();
      seen.add(
          api.post(
                  "/v1/calls/" + callId + "/outcome",
                  system.gateway(tenant),
                  """
                  {"status": "FAILED", "errorClass": "Denied", "result": {"text": "%s and %s", "token": "%s"}}"""
                      .formatted(CLOUD_KEY, CARD, PASSWORD))
              .body());
      JsonNode story = system.story(tenant, "run-1", told -> told.path("complete").asBoolean());
      seen.add(story.toString());
      seen.add(api.get("/v1/calls/" + callId, system.auditor(tenant)).body());
      seen.add(api.get("/v1/events", system.auditor(tenant)).body());
      seen.addAll(refused(arguments));

      assertThat(story.toString()).contains("redacted");
      assertClean("the answers", String.join("\n", seen));
      assertClean("the log", log.text());
    }
    Eventually.get(
        () ->
            assertThat(topics(Topics.SIEM_OCSF.name(), Topics.SIEM_OCSF.name()::equals))
                .contains(callId));
    // the intake is not redacted yet
    assertClean(
        "the topics", topics(Topics.COMMANDS.name(), topic -> !topic.equals(Topics.INTAKE.name())));
    assertIndexesClean(SharedStack.stack());
  }

  /** Secrets in requests that are turned away. */
  private List<String> refused(String arguments) {
    String call = Api.call(tenant, "run-1", "get_ticket", arguments);
    return List.of(
        api.post("/v1/calls", system.gateway(tenant), call.replace("\"runId\"", "\"rumId\""))
            .body(),
        api.post("/v1/calls", system.auditor(tenant), call).body(),
        api.post("/v1/calls", BEARER, call).body(),
        api.get("/v1/calls/" + CLOUD_KEY, system.auditor(tenant)).body());
  }

  private static void assertClean(String what, String text) {
    assertThat(text).as("%s hold something to look at", what).isNotEmpty();
    SECRETS.forEach(
        secret -> assertThat(text.contains(secret)).as("%s hold %s", what, secret).isFalse());
  }

  /** Raw bytes of every record of these topics, of which one is known to be there. */
  private String topics(String known, Predicate<String> wanted) {
    StringBuilder bytes = new StringBuilder();
    Map<String, Object> client = new HashMap<>(system.installation().client());
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.listTopics().entrySet().stream()
              .filter(topic -> wanted.test(topic.getKey()))
              .flatMap(topic -> topic.getValue().stream())
              .map(part -> new TopicPartition(part.topic(), part.partition()))
              .toList();
      assertThat(partitions).extracting(TopicPartition::topic).contains(known);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
          append(bytes, record.key());
          append(bytes, record.value());
          record.headers().forEach(header -> append(bytes, header.value()));
        }
      }
    }
    return bytes.toString();
  }

  private static void append(StringBuilder bytes, byte[] part) {
    if (part != null) {
      bytes.append(new String(part, StandardCharsets.ISO_8859_1)).append('\n');
    }
  }

  /** Looks at every document, page by page: other tests have filled the indexes too. */
  private static void assertIndexesClean(EmbeddedStack stack) {
    Api openSearch = new Api(stack.openSearchUrl());
    openSearch.send(openSearch.request("/_all/_refresh").GET()).expect(200);
    HttpRequest.Builder first =
        openSearch.request("/_all/_search?scroll=2m&size=2000&track_total_hits=true").GET();
    JsonNode page = openSearch.send(first).expect(200).json();
    long total = page.at("/hits/total/value").asLong();
    assertThat(total).isPositive();
    long seen = 0;
    while (!page.at("/hits/hits").isEmpty()) {
      seen += page.at("/hits/hits").size();
      assertClean("the indexes", page.toString());
      String next = "{\"scroll\": \"2m\", \"scroll_id\": %s}".formatted(page.path("_scroll_id"));
      page = openSearch.post("/_search/scroll", "", next).expect(200).json();
    }
    assertThat(seen).isEqualTo(total);
  }
}
