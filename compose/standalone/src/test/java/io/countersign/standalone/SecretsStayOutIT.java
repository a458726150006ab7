package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.schemas.Topics;
import io.countersign.standalone.embedded.EmbeddedStack;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
      String callId = decision.json().path("callId").asText();
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
    assertClean("the topics", topics());
    assertClean("the indexes", indexes(SharedStack.stack()));
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

  /** Raw bytes of every record of every topic but the intake, which is not redacted yet. */
  private String topics() {
    StringBuilder bytes = new StringBuilder();
    Map<String, Object> client = new HashMap<>(system.installation().client());
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.listTopics().entrySet().stream()
              .filter(topic -> !topic.getKey().equals(Topics.INTAKE.name()))
              .flatMap(topic -> topic.getValue().stream())
              .map(part -> new TopicPartition(part.topic(), part.partition()))
              .toList();
      assertThat(partitions).extracting(TopicPartition::topic).contains(Topics.COMMANDS.name());
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

  private static String indexes(EmbeddedStack stack) {
    Api openSearch = new Api(stack.openSearchUrl());
    openSearch.send(openSearch.request("/_all/_refresh").GET()).expect(200);
    Api.Answer hits =
        openSearch.send(openSearch.request("/_all/_search?size=10000").GET()).expect(200);
    assertThat(hits.json().at("/hits/total/value").asInt()).isBetween(1, 9_999);
    return hits.body();
  }
}
