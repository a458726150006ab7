package io.countersign.projections.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.projections.alert.avro.AlertForm;
import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.alert.AlertState;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.FindingRaised;
import io.countersign.schemas.event.IntentRecorded;
import io.countersign.schemas.event.OutcomeOverdue;
import io.countersign.testkit.RandomHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every history. */
class WatchLawsTest {
  private static final List<String> TENANTS = List.of("acme", "globex", "umbrella");
  private static final int EVENTS = 2_000;
  private static final AlertForm FORM = new AlertForm();

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void theSameEventsGiveTheSameBytesWhereverTheWatchWasStarted(long seed) {
    List<EventEnvelope> history = RandomHistory.of(seed, 0, TENANTS, EVENTS);
    List<String> once = bytes(watch(history, new Random(seed), 0));
    assertThat(once).as("seed %s", seed).hasSizeGreaterThan(10);
    assertThat(bytes(watch(history, new Random(seed), 7))).as("seed %s", seed).isEqualTo(once);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noAlertIsWithoutItsFacts(long seed) {
    List<EventEnvelope> history = RandomHistory.of(seed, 0, TENANTS, EVENTS);
    Map<UUID, EventEnvelope> events =
        history.stream().collect(Collectors.toMap(EventEnvelope::eventId, each -> each));
    Map<UUID, Long> versions = new HashMap<>();
    for (Alert alert : watch(history, new Random(seed), 0)) {
      assertThat(alert.version())
          .as("seed %s, alert %s", seed, alert)
          .isEqualTo(versions.merge(alert.alertId(), 1L, Long::sum));
      for (UUID eventId : alert.eventIds()) {
        EventEnvelope fact = events.get(eventId);
        assertThat(fact).as("seed %s, alert %s", seed, alert).isNotNull();
        assertThat(fact.tenant()).isEqualTo(alert.tenant());
        assertThat(fact.recordedAt()).isBetween(alert.firstSeen(), alert.lastSeen());
      }
      assertThat(events.get(alert.causeEventId()).tenant()).isEqualTo(alert.tenant());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5})
  void refusalsAreCountedAsAnybodyCanCountThem(long seed) {
    List<EventEnvelope> history = RandomHistory.of(seed, 0, TENANTS, EVENTS);
    Map<String, List<Instant>> denials = new HashMap<>();
    Map<String, Instant> expected = new HashMap<>();
    Map<UUID, String> agents = new HashMap<>();
    for (EventEnvelope event : history) {
      if (event.body() instanceof IntentRecorded intent) {
        agents.put(intent.callId(), String.valueOf(intent.actor().agent().id()));
      } else if (event.body() instanceof DecisionMade decision
          && decision.verdict() == Verdict.DENY) {
        String key =
            "%s DENIALS/ACTOR/%s/%s"
                .formatted(
                    event.tenant(), agents.get(decision.callId()), DenialRules.reason(decision));
        List<Instant> times = denials.computeIfAbsent(key, none -> new ArrayList<>());
        times.add(event.recordedAt());
        Instant since = event.recordedAt().minus(Duration.ofMinutes(10));
        if (times.stream().filter(time -> time.isAfter(since)).count() >= 10) {
          expected.putIfAbsent(key, event.recordedAt());
        }
      }
    }
    Map<String, Instant> found = new HashMap<>();
    for (Alert alert : watch(history, new Random(seed), 0)) {
      if (alert.kind().equals("DENIALS") && alert.version() == 1) {
        found.putIfAbsent(alert.tenant() + " " + alert.key(), alert.openedAt());
      }
    }
    assertThat(expected).as("seed %s", seed).isNotEmpty();
    assertThat(found).as("seed %s", seed).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(longs = {6, 7})
  void everyFindingAndEveryMissingOutcomeIsInAnAlert(long seed) {
    List<EventEnvelope> history = RandomHistory.of(seed, 0, TENANTS, EVENTS);
    Map<UUID, Alert> last = new HashMap<>();
    watch(history, new Random(seed), 0).forEach(alert -> last.put(alert.alertId(), alert));
    for (EventEnvelope event : history) {
      String kind = null;
      if (event.body() instanceof FindingRaised finding) {
        kind = finding.finding().equals("DIGEST_MISMATCH") ? "DIGEST_MISMATCH" : "FINDING";
      } else if (event.body() instanceof OutcomeOverdue) {
        kind = "OUTCOME_MISSING";
      }
      if (kind != null) {
        String wanted = kind;
        assertThat(last.values())
            .as("seed %s, event %s", seed, event)
            .anyMatch(
                alert ->
                    alert.kind().equals(wanted)
                        && alert.tenant().equals(event.tenant())
                        && alert.state() == AlertState.OPEN
                        && !event.recordedAt().isBefore(alert.firstSeen()));
      }
    }
  }

  /**
   * @param restarts how often at most another watch goes on with what was remembered
   */
  private static List<Alert> watch(List<EventEnvelope> history, Random random, int restarts) {
    MapMemory memory = new MapMemory();
    Watch watch = new Watch(memory, FORM);
    List<Alert> told = new ArrayList<>();
    int left = restarts;
    for (EventEnvelope event : history) {
      if (left > 0 && random.nextInt(EVENTS / restarts) == 0) {
        watch = new Watch(memory, FORM);
        left--;
      }
      told.addAll(watch.see(event));
    }
    return told;
  }

  private static List<String> bytes(List<Alert> alerts) {
    return alerts.stream().map(alert -> HexFormat.of().formatHex(FORM.write(alert))).toList();
  }
}
