package io.countersign.standalone.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.call.StandingAnswer;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.event.BrakeEngaged;
import io.countersign.schemas.event.BrakeReleased;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.standalone.Api;
import io.countersign.standalone.Eventually;
import io.countersign.standalone.SharedStack;
import io.countersign.standalone.SharedSystem;
import io.countersign.standalone.WholeSystem;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A kill switch for the whole platform stops every tenant, and the log proves from where on. */
@ExtendWith(SharedSystem.class)
class BrakeUnderLoadIT {
  private static final Logger LOG = LoggerFactory.getLogger(BrakeUnderLoadIT.class);
  private static final int TENANTS = 10;
  private static final int PER_SECOND = Integer.getInteger("countersign.brake.load", 200);
  private static final int LEDGERS = 4;
  private static final int ANSWERS_BEFORE = 500;
  private static final int DENIALS_AFTER = 300;

  private final WholeSystem system;
  private final Api api;

  BrakeUnderLoadIT(WholeSystem system) {
    this.system = system;
    this.api = system.api();
  }

  @Test
  void nothingIsAllowedInAnyLedgerAfterTheBrakeUntilItIsReleased() {
    Map<String, String> gateways = new TreeMap<>();
    IntStream.range(0, TENANTS)
        .mapToObj(number -> Api.newTenant())
        .forEach(
            tenant -> {
              gateways.put(tenant, system.gateway(tenant));
              system.register(tenant, "get_ticket", "READ");
              system.register(tenant, "close_ticket", "READ");
            });
    String admin = system.token(Role.ADMIN, "*");
    String brakeId = null;
    Instant asked;
    try (CallLoad load = new CallLoad(api.url("/"), "brake", gateways, PER_SECOND)) {
      awaitVerdicts(load, "ALLOW", ANSWERS_BEFORE);
      asked = Instant.now();
      JsonNode brake =
          api.post(
                  "/v1/brakes",
                  admin,
                  "{\"kind\": \"KILL\", \"scope\": {}, \"reason\": \"a drill for all tenants\"}")
              .expect(201)
              .json();
      Duration answered = Duration.between(asked, Instant.now());
      brakeId = brake.path("brakeId").asText();
      LOG.info("The brake was answered after {} ms: {}", answered.toMillis(), brake);
      assertThat(brake.path("complete").asBoolean()).as("%s", brake).isTrue();
      assertThat(brake.path("recorded").asInt()).isEqualTo(LEDGERS);
      long denied = count(load, "DENY");
      awaitVerdicts(load, "DENY", denied + DENIALS_AFTER);
    } finally {
      if (brakeId != null) {
        api.delete("/v1/brakes/" + brakeId, admin, "{\"reason\": \"the drill is over\"}")
            .expect(200);
      }
    }
    assertNothingAllowedUnder(brakeId, asked);
  }

  private void assertNothingAllowedUnder(String brakeId, Instant asked) {
    List<EventEnvelope> events;
    try (RecordAudit audit =
        new RecordAudit(
            Map.of("bootstrap.servers", SharedStack.stack().bootstrapServers()),
            new LogFormats(
                Map.of("schema.registry.url", SharedStack.stack().registryUrl().toString())),
            LEDGERS)) {
      events =
          Eventually.get(
              () -> {
                List<EventEnvelope> committed = audit.committed();
                assertThat(ledgersReleasing(committed, brakeId)).hasSize(LEDGERS);
                return committed;
              });
    }
    Map<Integer, Instant> engaged = new HashMap<>();
    Set<Integer> released = new HashSet<>();
    long stopped = 0;
    for (EventEnvelope event : events) {
      int ledger = event.ledger();
      if (event.body() instanceof BrakeEngaged brake
          && brake.brakeId().toString().equals(brakeId)) {
        assertThat(engaged.put(ledger, event.recordedAt())).as("engaged once").isNull();
      } else if (event.body() instanceof BrakeReleased brake
          && brake.brakeId().toString().equals(brakeId)) {
        released.add(ledger);
      } else if (engaged.containsKey(ledger) && !released.contains(ledger)) {
        assertThat(allows(event)).as("an ALLOW under the brake: %s", event).isFalse();
        stopped += event.body() instanceof DecisionMade ? 1 : 0;
      }
    }
    assertThat(engaged).hasSize(LEDGERS);
    assertThat(stopped).as("decisions under the brake").isGreaterThanOrEqualTo(DENIALS_AFTER);
    LOG.info(
        "Asked at {}, recorded per ledger after {} ms; {} decisions under the brake, none allowed",
        asked,
        engaged.values().stream().map(at -> Duration.between(asked, at).toMillis()).toList(),
        stopped);
  }

  private static Set<Integer> ledgersReleasing(List<EventEnvelope> events, String brakeId) {
    Set<Integer> ledgers = new HashSet<>();
    for (EventEnvelope event : events) {
      if (event.body() instanceof BrakeReleased brake
          && brake.brakeId().toString().equals(brakeId)) {
        ledgers.add(event.ledger());
      }
    }
    return ledgers;
  }

  private static boolean allows(EventEnvelope event) {
    return switch (event.body()) {
      case DecisionMade decision -> decision.verdict() == Verdict.ALLOW;
      case CommandRejected rejected -> {
        StandingAnswer standing = rejected.standing();
        yield standing != null
            && rejected.commandType().equals("RecordIntent")
            && standing.verdict() == Verdict.ALLOW;
      }
      default -> false;
    };
  }

  private static void awaitVerdicts(CallLoad load, String verdict, long count) {
    Eventually.get(
        () -> {
          assertThat(load.surprises()).isEmpty();
          assertThat(count(load, verdict)).as(verdict).isGreaterThanOrEqualTo(count);
          return true;
        });
  }

  private static long count(CallLoad load, String verdict) {
    return load.answered().values().stream()
        .filter(answer -> answer.verdict().equals(verdict))
        .count();
  }
}
