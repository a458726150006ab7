package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.projections.Projections;
import io.countersign.projections.kafka.FollowerSettings;
import io.countersign.projections.kafka.Rebuild;
import io.countersign.projections.kafka.RebuildRequest;
import io.countersign.projections.opensearch.Pruner;
import io.countersign.schemas.Indexes.Kind;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.control.ClassRetention;
import io.countersign.schemas.control.HoldScope;
import io.countersign.schemas.control.RecordClass;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.LegalHoldPlaced;
import io.countersign.schemas.event.LegalHoldReleased;
import io.countersign.schemas.event.RetentionSet;
import io.countersign.standalone.embedded.EmbeddedStack;
import io.countersign.testkit.RandomHistory;
import io.countersign.testkit.Variations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Retention and legal holds, against a real OpenSearch. */
@ExtendWith(SharedStack.class)
final class PruningIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TENANT = "acme";
  private static final int LEDGER = TenantPartition.of(TENANT, ViewsRig.LEDGERS);
  private static final int EVENTS = 900;
  private static final Duration KEPT = Duration.ofDays(30);

  private ViewsRig rig;

  @BeforeEach
  void open(EmbeddedStack stack) throws Exception {
    rig = new ViewsRig(stack);
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  @Test
  void takesOutWhatHasExpiredUnlessItIsHeldAndTheSameAfterARebuild() throws Exception {
    List<EventEnvelope> events = history();
    HoldScope run = new HoldScope("run-3", null);
    HoldScope principal = new HoldScope(null, "user-1");
    int next = EVENTS;
    events.add(
        also(
            events,
            next++,
            new RetentionSet(
                List.of(new ClassRetention(RecordClass.CALLS, (int) KEPT.toDays())),
                List.of(),
                "enough",
                "olga")));
    events.add(also(events, next++, new LegalHoldPlaced("h-1", run, "a case", "olga")));
    events.add(also(events, next++, new LegalHoldPlaced("h-2", principal, "a case", "olga")));
    Instant now = events.getLast().recordedAt().plus(Duration.ofDays(1));
    Pruner pruner = new Pruner(rig.cluster, rig.indexes);
    FollowerSettings settings = rig.settings(rig.stack.openSearchUrl(), "main", rig.indexes, 300);
    try (Projections projections = rig.start(settings)) {
      rig.append(events);
      rig.awaitReadUpTo(rig.indexes, LEDGER, next - 1);
      Map<Kind, Map<String, String>> before = everything();
      Map<Kind, Map<String, String>> kept = surviving(before, now, PruningIT::isHeld);
      // a run names the first of its principals only, so a hold on anybody keeps every run
      kept.put(Kind.RUNS, before.get(Kind.RUNS));
      assertThat(kept.get(Kind.TIMELINE)).hasSizeLessThan(before.get(Kind.TIMELINE).size());
      assertThat(kept.get(Kind.TIMELINE).values()).anyMatch(each -> isHeld(source(each)));

      assertThat(pruner.run(now).documents()).containsKeys(Kind.TIMELINE, Kind.CALLS);
      assertThat(everything()).isEqualTo(kept);
      assertThat(pruner.run(now).documents()).isEmpty();

      Rebuild.run(
          new RebuildRequest(settings, RebuildRequest.rebuildable(), true, false, 500),
          state -> {});
      assertThat(everything()).isEqualTo(before);
      pruner.run(now);
      assertThat(everything()).isEqualTo(kept);

      List<EventEnvelope> released = new ArrayList<>();
      released.add(also(events, next++, new LegalHoldReleased("h-1", run, "closed", "olga")));
      released.add(also(events, next++, new LegalHoldReleased("h-2", principal, "closed", "olga")));
      rig.append(released);
      rig.awaitReadUpTo(rig.indexes, LEDGER, next - 1);
      Map<Kind, Map<String, String>> unheld = surviving(everything(), now, none -> false);
      Pruner.Pruned pruned = pruner.run(now);
      assertThat(everything()).isEqualTo(unheld);
      assertThat(pruned.months())
          .contains(rig.indexes.month(2, events.getFirst().recordedAt()))
          .doesNotContain(rig.indexes.month(2, events.getLast().recordedAt()));
      assertThat(projections.readiness()).isEmpty();
    }
  }

  /** Calls of one tenant, three hours apart. */
  private static List<EventEnvelope> history() {
    List<EventEnvelope> events = new ArrayList<>();
    for (EventEnvelope event : RandomHistory.of(31, LEDGER, List.of(TENANT), EVENTS)) {
      events.add(
          Variations.with(
              event,
              "recordedAt",
              event.recordedAt().plus(Duration.ofHours(3 * event.position()))));
    }
    return events;
  }

  private static EventEnvelope also(List<EventEnvelope> events, int position, Event body) {
    EventEnvelope last = events.getLast();
    return EventEnvelope.of(
        new EventEnvelope.Place(LEDGER, 1, position, position, last.recordedAt()),
        new EventEnvelope.Cause(
            new UUID(0x5100_0000_0000_4000L, 0x8000_0000_0000_0000L | position),
            last.commandId(),
            null,
            last.source(),
            null,
            last.salt()),
        null,
        null,
        TENANT,
        body);
  }

  /** The same as the pruner's queries, by looking at each document. */
  private static Map<Kind, Map<String, String>> surviving(
      Map<Kind, Map<String, String>> documents, Instant now, Predicate<JsonNode> held) {
    Instant before = now.minus(KEPT);
    Map<Kind, Map<String, String>> surviving = new EnumMap<>(documents);
    surviving.put(
        Kind.TIMELINE,
        without(
            documents.get(Kind.TIMELINE),
            each ->
                !each.has("control")
                    && !held.test(each)
                    && time(each, "recordedAt").isBefore(before)));
    surviving.put(
        Kind.CALLS,
        without(
            documents.get(Kind.CALLS),
            each ->
                !List.of("ALLOWED", "PENDING", "APPROVED", "CLAIMED")
                        .contains(each.path("state").asText())
                    && !held.test(each)
                    && time(each, "changedAt").isBefore(before)));
    surviving.put(
        Kind.RUNS,
        without(
            documents.get(Kind.RUNS),
            each -> !held.test(each) && time(each, "lastAt").isBefore(before)));
    return surviving;
  }

  private static Map<String, String> without(
      Map<String, String> documents, Predicate<JsonNode> expired) {
    Map<String, String> left = new TreeMap<>(documents);
    left.values().removeIf(document -> expired.test(source(document)));
    return left;
  }

  private static boolean isHeld(JsonNode document) {
    return document.path("runId").asText().equals("run-3")
        || document.path("principal").asText().equals("user-1");
  }

  private static Instant time(JsonNode document, String field) {
    return Instant.parse(document.path(field).asText());
  }

  private static JsonNode source(String document) {
    try {
      return JSON.readTree(document.substring(document.indexOf(' ') + 1));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private Map<Kind, Map<String, String>> everything() throws Exception {
    Map<Kind, Map<String, String>> documents = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      documents.put(kind, rig.documents(rig.indexes, kind));
    }
    return documents;
  }
}
