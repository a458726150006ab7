package io.countersign.standalone.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.OutcomeRecorded;
import io.countersign.standalone.Api;
import io.countersign.standalone.Eventually;
import io.countersign.standalone.UpProcess;
import io.countersign.standalone.faults.CallLoad.Answered;
import io.countersign.standalone.roles.Endpoints;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code countersign up} is killed under load, again and again: what was answered stands, once, as
 * it was answered.
 */
class KillUpIT {
  private static final Logger LOG = LoggerFactory.getLogger(KillUpIT.class);
  private static final int ROUNDS = Integer.getInteger("countersign.kills", 3);
  private static final int LEDGERS = 4;
  private static final int PER_SECOND = 100;
  private static final int ANSWERS_BEFORE_THE_KILL = 150;
  private static final List<String> TENANTS = List.of("acme", "globex", "initech");

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private final Map<String, String> gateways = new TreeMap<>();
  private final Map<String, String> auditors = new TreeMap<>();
  private final Map<UUID, Answered> answered = new HashMap<>();
  private final Map<UUID, Long> outcomes = new HashMap<>();
  private final List<Long> restarts = new ArrayList<>();

  @Test
  void whatWasAnsweredStandsOnceAfterEveryKill() {
    UpProcess up = UpProcess.start(folder.resolve("data"));
    try {
      introduce(up);
      for (int round = 1; round <= ROUNDS; round++) {
        killUnderLoad(up, "round-" + round);
        Instant killed = Instant.now();
        up = up.restart();
        restarts.add(Duration.between(killed, Instant.now()).toMillis());
        check(up);
      }
      LOG.info(
          "{} kills, {} intents and {} outcomes answered, READY again after {} ms",
          ROUNDS,
          answered.size(),
          outcomes.size(),
          restarts);
    } finally {
      up.close();
    }
  }

  private void introduce(UpProcess up) {
    for (String tenant : TENANTS) {
      gateways.put(tenant, up.token(Role.GATEWAY, tenant));
      auditors.put(tenant, up.token(Role.AUDITOR, tenant));
      String operator = up.token(Role.OPERATOR, tenant);
      up.api().put("/v1/tools/tickets/get_ticket", operator, Api.tool("READ")).expect(201);
      up.api().put("/v1/tools/tickets/close_ticket", operator, Api.tool("WRITE")).expect(201);
    }
  }

  private void killUnderLoad(UpProcess up, String name) {
    CallLoad load = new CallLoad(up.url(), name, gateways, PER_SECOND);
    try (load) {
      Eventually.get(
          () -> {
            assertThat(load.answered()).hasSizeGreaterThan(ANSWERS_BEFORE_THE_KILL);
            assertThat(load.outcomes()).isNotEmpty();
            return true;
          });
      up.killHard();
    }
    assertThat(load.surprises()).isEmpty();
    answered.putAll(load.answered());
    outcomes.putAll(load.outcomes());
  }

  private void check(UpProcess up) {
    Endpoints endpoints = Endpoints.read(up.data()).orElseThrow();
    try (RecordAudit audit =
        new RecordAudit(
            Map.of("bootstrap.servers", endpoints.kafka()),
            new LogFormats(Map.of("schema.registry.url", endpoints.registry().toString())),
            LEDGERS)) {
      RecordAudit.Figures figures = audit.assertSound();
      List<EventEnvelope> events = audit.committed();
      assertDecisionsStand(events);
      assertOutcomesStand(events);
      LOG.info("{} answered intents stand: {}", answered.size(), figures);
    }
    assertStoriesTellThem(up);
  }

  private void assertDecisionsStand(List<EventEnvelope> events) {
    Map<UUID, List<EventEnvelope>> decisions = new HashMap<>();
    for (EventEnvelope event : events) {
      if (event.body() instanceof DecisionMade made) {
        decisions.computeIfAbsent(made.callId(), id -> new ArrayList<>()).add(event);
      }
    }
    answered.forEach(
        (callId, told) ->
            assertThat(decisions.get(callId))
                .as("decisions of %s, told as %s", callId, told)
                .singleElement()
                .satisfies(
                    event -> {
                      DecisionMade made = (DecisionMade) event.body();
                      assertThat(
                              new Answered(
                                  event.runId(),
                                  made.verdict().name(),
                                  event.ledger(),
                                  event.position()))
                          .isEqualTo(told);
                    }));
  }

  private void assertOutcomesStand(List<EventEnvelope> events) {
    Map<UUID, Long> recorded = new HashMap<>();
    for (EventEnvelope event : events) {
      if (event.body() instanceof OutcomeRecorded outcome) {
        assertThat(recorded.put(outcome.callId(), event.position()))
            .as("a second outcome of %s", outcome.callId())
            .isNull();
      }
    }
    assertThat(recorded).containsAllEntriesOf(outcomes);
  }

  private void assertStoriesTellThem(UpProcess up) {
    Map<String, Map<UUID, String>> runs = new TreeMap<>();
    answered.forEach(
        (callId, told) ->
            runs.computeIfAbsent(told.runId(), run -> new HashMap<>()).put(callId, told.verdict()));
    runs.forEach(
        (runId, verdicts) -> {
          String tenant =
              TENANTS.stream()
                  .filter(name -> runId.contains("-" + name + "-"))
                  .findFirst()
                  .orElseThrow();
          Eventually.get(
              () -> {
                JsonNode story =
                    up.api().get("/v1/runs/" + runId, auditors.get(tenant)).expect(200).json();
                assertTells(story, verdicts);
                return true;
              });
        });
  }

  private static void assertTells(JsonNode story, Map<UUID, String> verdicts) {
    List<String> calls =
        StreamSupport.stream(story.path("calls").spliterator(), false)
            .map(call -> call.path("callId").asText())
            .toList();
    assertThat(calls).hasSameSizeAs(new TreeSet<>(calls));
    Map<UUID, String> told = new HashMap<>();
    story
        .path("calls")
        .forEach(
            call ->
                told.put(
                    UUID.fromString(call.path("callId").asText()),
                    call.at("/decision/verdict").asText()));
    assertThat(told).containsAllEntriesOf(verdicts);
  }
}
