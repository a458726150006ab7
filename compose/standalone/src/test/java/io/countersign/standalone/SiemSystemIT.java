package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.schemas.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A call through the whole product, as a SIEM is told of it. */
@ExtendWith(SharedSystem.class)
final class SiemSystemIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final WholeSystem system;
  private final String tenant = Api.newTenant();

  SiemSystemIT(WholeSystem system) {
    this.system = system;
  }

  @Test
  void tellsSiemsWhoAskedWhatWasDecidedAndWhatHappened() throws IOException {
    system.register(tenant, "get_ticket", "READ");
    JsonNode decided =
        system
            .api()
            .post(
                "/v1/calls",
                system.gateway(tenant),
                Api.call(tenant, "run-1", "get_ticket", "{\"id\": \"T-17\"}"))
            .expect(200)
            .json();
    String call = decided.path("callId").asText();
    List<JsonNode> told = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      ViewsRig.await(
          "the SIEM topic to tell of the decision",
          () -> {
            consumer
                .poll(Duration.ofMillis(200))
                .forEach(
                    record -> {
                      JsonNode event = read(record.value());
                      if (event.at("/api/request/uid").asText().equals(call)) {
                        told.add(event);
                      }
                    });
            return told.size() >= 2;
          });
    }
    JsonNode intent = told.getFirst();
    assertThat(intent.at("/actor/app_name").asText()).isEqualTo("triage-bot");
    assertThat(intent.at("/actor/user/name").asText()).isEqualTo("ana");
    assertThat(intent.at("/api/request/data/id").asText()).isEqualTo("T-17");
    JsonNode decision = told.get(1);
    assertThat(decision.at("/type_uid").asInt()).isEqualTo(600302);
    assertThat(decision.at("/action").asText()).isEqualTo("Allowed");
    assertThat(decision.at("/metadata/sequence").asLong())
        .isEqualTo(decided.path("position").asLong());
    assertThat(told)
        .allSatisfy(e -> assertThat(e.at("/metadata/tenant_uid").asText()).isEqualTo(tenant));
    assertThat(system.api().get("/metrics", "").expect(200).body())
        .contains("countersign_siem_lag{", "countersign_siem_records_total");
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                system.installation().kafka().bootstrapServers(),
                "isolation.level",
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        Stream.of(Topics.SIEM_OCSF.name())
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  private static JsonNode read(byte[] value) {
    try {
      return JSON.readTree(value);
    } catch (IOException e) {
      throw new AssertionError("Expected JSON in the SIEM topic, but found something else", e);
    }
  }
}
