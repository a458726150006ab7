package io.countersign.standalone.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.f4b6a3.uuid.UuidCreator;
import io.countersign.schemas.Topics;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.intake.IntakeReport;
import io.countersign.standalone.Api;
import io.countersign.standalone.Eventually;
import io.countersign.standalone.SharedStack;
import io.countersign.standalone.SharedSystem;
import io.countersign.standalone.WholeSystem;
import io.countersign.standalone.embedded.EmbeddedStack;
import io.countersign.standalone.interop.ConfluentPrograms.Published;
import io.countersign.standalone.interop.ConfluentPrograms.Seen;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Confluent's own serializers, in programs of their own, read our topics and write our intake. */
@ExtendWith(SharedSystem.class)
class ConfluentInteropIT {
  private static final String SECRET = "AKIAIOSFODNN7EXAMPLE";

  private final WholeSystem system;
  private final EmbeddedStack stack = SharedStack.stack();
  private final String tenant = Api.newTenant();

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private ConfluentPrograms programs;

  ConfluentInteropIT(WholeSystem system) {
    this.system = system;
  }

  @BeforeEach
  void registerTools() {
    programs = new ConfluentPrograms(stack, folder);
    system.register(tenant, "get_ticket", "READ");
  }

  @Test
  void theirDeserializerReadsCommandsAndEvents() throws Exception {
    JsonNode decision =
        system
            .api()
            .post(
                "/v1/calls",
                system.gateway(tenant),
                Api.call(tenant, "run-1", "get_ticket", "{\"id\": \"T-17\"}"))
            .expect(200)
            .json();
    String callId = decision.path("callId").asText();
    system.story(tenant, "run-1", told -> told.path("calls").size() == 1);

    List<Seen> commands = ofTenant(programs.read(Topics.COMMANDS.name()));
    assertThat(commands)
        .extracting(Seen::schema)
        .containsOnly("io.countersign.v1.command.CommandEnvelope");
    assertThat(commands)
        .filteredOn(command -> callId.equals(command.value().at("/recordIntent/callId").asText()))
        .singleElement()
        .satisfies(
            command -> {
              assertThat(command.value().at("/recordIntent/tool/name").asText())
                  .isEqualTo("get_ticket");
              assertThat(command.value().at("/source").isObject()).isTrue();
            });

    List<Seen> events = ofTenant(programs.read(Topics.EVENTS.name()));
    assertThat(events)
        .extracting(Seen::schema)
        .containsOnly("io.countersign.v1.event.EventEnvelope");
    assertThat(events)
        .filteredOn(
            event -> event.value().path("position").asLong() == decision.path("position").asLong())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.partition()).isEqualTo(decision.path("ledger").asInt());
              assertThat(event.value().at("/decisionMade/verdict").asText()).isEqualTo("ALLOW");
              assertThat(event.value().path("runId").asText()).isEqualTo("run-1");
            });
  }

  @Test
  void whatTheirSerializerPublishesIsAuthenticatedRedactedAndDecided() throws Exception {
    String callId = id();
    String intent =
        Api.call(
            tenant, "run-2", "get_ticket", "{\"id\": \"T-17\", \"note\": \"key " + SECRET + "\"}");
    String token = system.gateway(tenant);
    programs.publish(
        Topics.INTAKE.name(),
        List.of(
            Published.by(token, id(), tenant, "INTENT", callId, intent),
            Published.by(token, id(), tenant, "OUTCOME", callId, "{\"status\": \"SUCCEEDED\"}")));

    JsonNode story =
        system.story(
            tenant, "run-2", told -> told.path("calls").at("/0/outcome/status").isTextual());
    JsonNode call = story.path("calls").get(0);
    assertThat(call.path("callId").asText()).isEqualTo(callId);
    assertThat(call.at("/decision/verdict").asText()).isEqualTo("ALLOW");
    assertThat(call.at("/intent/arguments/json/id").asText()).isEqualTo("T-17");
    assertThat(call.at("/outcome/status").asText()).isEqualTo("SUCCEEDED");
    assertThat(story.toString()).doesNotContain(SECRET);
    assertThat(call.at("/intent/arguments/redactions")).isNotEmpty();
    assertThat(programs.read(Topics.EVENTS.name()))
        .filteredOn(event -> callId.equals(event.value().path("callId").asText()))
        .as("nobody here saw the gateway wait")
        .hasSize(3)
        .allSatisfy(
            event ->
                assertThat(event.value().at("/source/grade").asText())
                    .isEqualTo("GATEWAY_REPORTED"));

    // What stands in the intake is what they wrote; our deserializer reads it too.
    List<ConsumerRecord<byte[], byte[]>> intake = records(Topics.INTAKE.name());
    try (Deserializer<IntakeReport> reports =
        new LogFormats(Map.of("schema.registry.url", stack.registryUrl().toString()))
            .reportDeserializer()) {
      assertThat(intake)
          .extracting(record -> reports.deserialize(Topics.INTAKE.name(), record.value()))
          .filteredOn(report -> report.callId().toString().equals(callId))
          .extracting(IntakeReport::kind)
          .containsExactly("INTENT", "OUTCOME");
    }
    assertNoSecretIn(Topics.COMMANDS.name(), Topics.EVENTS.name(), Topics.DEAD_LETTERS.name());
  }

  @Test
  void aReportWithoutAValidTokenBecomesADeadLetterWithoutItsContent() throws Exception {
    String intent = Api.call(tenant, "run-3", "get_ticket", "{\"note\": \"key " + SECRET + "\"}");
    String token = system.gateway(tenant);
    String stranger = system.gateway(Api.newTenant());
    List<Published> refused =
        List.of(
            Published.by(token, id(), tenant, "INTENT", id(), intent).byNobody(),
            Published.by(token + "x", id(), tenant, "INTENT", id(), intent),
            Published.by(system.auditor(tenant), id(), tenant, "INTENT", id(), intent),
            Published.by(stranger, id(), tenant, "INTENT", id(), intent),
            Published.by(token, id(), tenant, "INTENT", id(), "{\"note\": \"" + SECRET + "\"}"));
    int before = records(Topics.DEAD_LETTERS.name()).size();
    programs.publish(Topics.INTAKE.name(), refused);

    List<ConsumerRecord<byte[], byte[]>> letters =
        Eventually.get(
            () -> {
              List<ConsumerRecord<byte[], byte[]>> all = records(Topics.DEAD_LETTERS.name());
              assertThat(all).hasSize(before + refused.size());
              return all;
            });
    // others may have put letters there too
    letters =
        letters.stream()
            .filter(
                letter -> header(letter, "countersign-source-topic").equals(Topics.INTAKE.name()))
            .toList();
    assertThat(letters.stream().map(letter -> header(letter, "countersign-reason")).toList())
        .contains("unauthorized", "forbidden", "invalid-request");
    assertThat(letters).allSatisfy(letter -> assertThat(letter.value()).isEmpty());
    assertNoSecretIn(Topics.COMMANDS.name(), Topics.EVENTS.name(), Topics.DEAD_LETTERS.name());
    // A report that comes after them is still read, and nothing of them was recorded.
    programs.publish(
        Topics.INTAKE.name(),
        List.of(
            Published.by(
                token,
                id(),
                tenant,
                "INTENT",
                id(),
                Api.call(tenant, "run-4", "get_ticket", "{}"))));
    system.story(tenant, "run-4", told -> told.path("calls").size() == 1);
    system.api().get("/v1/runs/run-3", system.auditor(tenant)).expect(404);
  }

  private List<Seen> ofTenant(List<Seen> all) {
    List<Seen> own =
        all.stream().filter(seen -> tenant.equals(seen.value().path("tenant").asText())).toList();
    assertThat(own).isNotEmpty();
    return own;
  }

  private void assertNoSecretIn(String... topics) throws Exception {
    byte[] secret = SECRET.getBytes(StandardCharsets.UTF_8);
    for (String topic : topics) {
      for (ConsumerRecord<byte[], byte[]> record : records(topic)) {
        List<byte[]> parts = new ArrayList<>();
        parts.add(record.value());
        record.headers().forEach(header -> parts.add(header.value()));
        parts.forEach(
            part ->
                assertThat(contains(part, secret))
                    .as("the secret in %s at %s", topic, record.offset())
                    .isFalse());
      }
    }
  }

  private static boolean contains(byte[] in, byte[] what) {
    for (int at = 0; at + what.length <= in.length; at++) {
      if (Arrays.equals(in, at, at + what.length, what, 0, what.length)) {
        return true;
      }
    }
    return false;
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", stack.bootstrapServers(), "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .collect(Collectors.toList());
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
      return records;
    }
  }

  private static String id() {
    return UuidCreator.getTimeOrderedEpoch().toString();
  }
}
