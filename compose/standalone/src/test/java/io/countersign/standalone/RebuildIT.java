package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.projections.Projections;
import io.countersign.projections.kafka.FollowerSettings;
import io.countersign.projections.kafka.Rebuild;
import io.countersign.projections.kafka.RebuildRefused;
import io.countersign.projections.kafka.RebuildRequest;
import io.countersign.projections.kafka.RebuildResult;
import io.countersign.schemas.Indexes;
import io.countersign.schemas.Indexes.Kind;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.opensearch.SearchCluster.Answer;
import io.countersign.standalone.embedded.EmbeddedStack;
import io.countersign.testkit.RandomHistory;
import io.countersign.testkit.Variations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Rebuilds beside live projections, against a real broker, registry and OpenSearch. */
@ExtendWith(SharedStack.class)
final class RebuildIT {
  private static final String TENANT = "acme";
  private static final int LEDGER = TenantPartition.of(TENANT, ViewsRig.LEDGERS);
  private static final Pattern HALF_DONE = Pattern.compile(RebuildProcess.HALF_DONE);
  private static final int EVENTS = 2_000;

  @TempDir Path folder;
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
  void givesReadersTheSameDocumentsDuringTrafficThoughKilledTwice() throws Exception {
    List<EventEnvelope> events = history(EVENTS);
    FollowerSettings settings = rig.settings(rig.stack.openSearchUrl(), "main", rig.indexes, 200);
    try (Projections live = rig.start(settings)) {
      rig.append(events.subList(0, 1_000));
      rig.awaitReadUpTo(rig.indexes, LEDGER, 999);
      try (Reader reader = new Reader()) {
        for (int kill = 1; kill <= 2; kill++) {
          try (ChildJvm rebuild =
              new ChildJvm.Command()
                  .start("rebuild-" + kill, folder, RebuildProcess.halfDone(settings))) {
            rebuild.awaitSaid(HALF_DONE);
            rebuild.kill();
            assertThat(rebuild.said()).doesNotContain("VERIFYING");
          }
          rig.append(events.subList(1_000 + (kill - 1) * 300, 1_000 + kill * 300));
        }
        try (ChildJvm rebuild =
            new ChildJvm.Command()
                .start("rebuild-3", folder, RebuildProcess.arguments(settings, 50))) {
          for (int from = 1_600; from < EVENTS; from += 10) {
            rig.append(events.subList(from, from + 10));
          }
          rebuild.awaitSaid(Pattern.compile("REBUILT"));
        }
        rig.awaitReadUpTo(rig.indexes, LEDGER, EVENTS - 1);
        reader.sawEverything(EVENTS);
      }
      assertThat(live.readiness()).isEmpty();
    }
    assertThat(behind(Kind.TIMELINE))
        .hasSizeGreaterThan(3)
        .allMatch(name -> name.contains("-g000002"));
    assertThat(everything(rig.indexes)).isEqualTo(builtLive(EVENTS));
    assertThat(rig.records(rig.topics.deadLetters())).isEmpty();
  }

  @Test
  void rebuildsOneKindAndLeavesNothingBehind() throws Exception {
    List<EventEnvelope> events = history(600);
    FollowerSettings settings = rig.settings(rig.stack.openSearchUrl(), "main", rig.indexes, 200);
    try (Projections live = rig.start(settings)) {
      rig.append(events.subList(0, 500));
      rig.awaitReadUpTo(rig.indexes, LEDGER, 499);
      RebuildResult timeline =
          Rebuild.run(request(settings, Set.of(Kind.TIMELINE), true), state -> {});
      assertThat(timeline.events()).isEqualTo(500);
      assertThat(timeline.codes().values().stream().mapToLong(Long::longValue).sum())
          .isEqualTo(500);
      assertThat(timeline.dropped()).contains(rig.indexes.concrete(Kind.TIMELINE, 1));
      RebuildResult controls =
          Rebuild.run(request(settings, Set.of(Kind.CONTROLS), true), state -> {});
      assertThat(controls.generation()).isEqualTo(3);
      rig.append(events.subList(500, 600));
      rig.awaitReadUpTo(rig.indexes, LEDGER, 599);
      assertThat(live.readiness()).isEmpty();
    }
    assertThat(everything(rig.indexes)).isEqualTo(builtLive(600));
    assertThat(rig.concrete(rig.indexes))
        .contains(
            rig.indexes.concrete(Kind.TIMELINE, 2),
            rig.indexes.concrete(Kind.CALLS, 1),
            rig.indexes.concrete(Kind.CONTROLS, 3),
            rig.indexes.concrete(Kind.PROGRESS, 3))
        .doesNotContain(
            rig.indexes.concrete(Kind.TIMELINE, 1),
            rig.indexes.concrete(Kind.CALLS, 2),
            rig.indexes.concrete(Kind.PROGRESS, 2));
  }

  @Test
  void refusesToHandOverWhatDiffersFromTheRecord() throws Exception {
    List<EventEnvelope> events = history(300);
    FollowerSettings settings = rig.settings(rig.stack.openSearchUrl(), "main", rig.indexes, 200);
    try (Projections live = rig.start(settings)) {
      rig.append(events);
      rig.awaitReadUpTo(rig.indexes, LEDGER, 299);
      AtomicBoolean robbed = new AtomicBoolean();
      String robbedId = events.get(7).eventId().toString();
      assertThatThrownBy(
              () ->
                  Rebuild.run(
                      request(settings, RebuildRequest.rebuildable(), false),
                      state -> {
                        if (rob(rig.indexes.month(2, events.get(7).recordedAt()), robbedId)) {
                          robbed.set(true);
                        }
                      }))
          .isInstanceOf(RebuildRefused.class)
          .hasMessageContaining("events by code of ledger " + LEDGER)
          .hasMessageContaining("--restart");
      assertThat(robbed).isTrue();
      assertThat(behind(Kind.TIMELINE)).allMatch(name -> name.contains("-g000001"));
      RebuildRequest anew =
          new RebuildRequest(settings, RebuildRequest.rebuildable(), true, true, 100);
      assertThat(Rebuild.run(anew, state -> {}).events()).isEqualTo(300);
      assertThat(live.readiness()).isEmpty();
    }
    assertThat(rig.documents(rig.indexes, Kind.TIMELINE)).hasSize(300);
  }

  private boolean rob(String index, String id) {
    try {
      return rig.cluster.send("DELETE", "/" + index + "/_doc/" + id, null).succeeded();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static RebuildRequest request(FollowerSettings settings, Set<Kind> kinds, boolean drop) {
    return new RebuildRequest(settings, kinds, drop, false, 100);
  }

  /** Events of one ledger, an hour apart, so that they lie in several months. */
  private static List<EventEnvelope> history(int count) {
    List<EventEnvelope> events = new ArrayList<>();
    for (EventEnvelope event : RandomHistory.withControls(23, LEDGER, List.of(TENANT), count)) {
      events.add(
          Variations.with(
              event, "recordedAt", event.recordedAt().plus(Duration.ofHours(event.position()))));
    }
    return events;
  }

  private Set<String> behind(Kind kind) throws Exception {
    return rig
        .cluster
        .send("GET", "/_alias/" + rig.indexes.alias(kind), null)
        .body()
        .properties()
        .stream()
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** What projections that were never disturbed make of the same record. */
  private Map<Kind, Map<String, String>> builtLive(int events) throws Exception {
    Indexes live = new Indexes(rig.indexes.prefix() + "live-");
    try (Projections projections =
        rig.start(rig.settings(rig.stack.openSearchUrl(), "live", live, 333))) {
      rig.awaitReadUpTo(live, LEDGER, events - 1);
      assertThat(projections.readiness()).isEmpty();
      return everything(live);
    } finally {
      rig.delete(live);
    }
  }

  private Map<Kind, Map<String, String>> everything(Indexes where) throws Exception {
    Map<Kind, Map<String, String>> documents = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      documents.put(kind, rig.documents(where, kind));
    }
    return documents;
  }

  /** Asks the alias again and again: it must answer in full, and never with less than before. */
  private final class Reader implements AutoCloseable {
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicReference<String> disappointed = new AtomicReference<>("");
    private final Thread thread = Thread.ofPlatform().start(this::read);
    private volatile long most;
    private long answers;

    private void read() {
      while (!stop.get() && disappointed.get().isEmpty()) {
        try {
          Answer answer =
              rig.cluster.sendText(
                  "POST",
                  "/"
                      + rig.indexes.alias(Kind.TIMELINE)
                      + "/_search?allow_partial_search_results=false",
                  "{\"size\":0,\"track_total_hits\":true}");
          JsonNode total = answer.body().path("hits").path("total").path("value");
          if (!answer.succeeded() || total.asLong(-1) < most) {
            disappointed.set(
                "Expected at least %d, but was %d %s"
                    .formatted(most, answer.status(), answer.body()));
          }
          most = total.asLong();
          answers++;
        } catch (Exception e) {
          disappointed.set(e.toString());
        }
      }
    }

    void sawEverything(long events) throws Exception {
      ViewsRig.await(
          "the reader to see everything", () -> most >= events || !disappointed.get().isEmpty());
      assertThat(disappointed.get()).isEmpty();
      assertThat(answers).isGreaterThan(100);
    }

    @Override
    public void close() throws InterruptedException {
      stop.set(true);
      thread.join();
    }
  }
}
