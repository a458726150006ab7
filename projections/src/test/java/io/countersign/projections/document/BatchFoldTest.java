package io.countersign.projections.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.projections.document.BatchFold.Result;
import io.countersign.schemas.Indexes.Kind;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.document.CallJson;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.json.JsonObject;
import io.countersign.testkit.RandomHistory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BatchFoldTest {
  private static final List<String> TENANTS = List.of("acme", "globex");

  @Test
  void givesTheSameDocumentsHoweverTheEventsAreCutAndRepeated() {
    for (long seed = 1; seed <= 20; seed++) {
      MemoryStore.assertSameHoweverCut(RandomHistory.withControls(seed, 3, TENANTS, 400), seed);
    }
  }

  @Test
  void keepsASnapshotOfExactlyTheOpenCalls() {
    MemoryStore store = new MemoryStore();
    store.take(RandomHistory.withControls(77, 3, TENANTS, 2_000));
    List<String> open = new ArrayList<>();
    store
        .of(Kind.CALLS)
        .forEach(
            (id, call) -> {
              if (CallJson.state(call).filter(state -> !state.finished()).isPresent()) {
                open.add(id);
              }
            });
    assertThat(open).hasSizeGreaterThan(10);
    assertThat(store.snapshots.keySet()).containsExactlyInAnyOrderElementsOf(open);
    assertThat(store.snapshots.values())
        .extracting(CallSnapshot::state)
        .contains(CallState.ALLOWED, CallState.PENDING)
        .containsOnly(CallState.ALLOWED, CallState.PENDING);
  }

  @Test
  void writesOneTimelineDocumentPerEventAndSaysHowFarItRead() {
    List<EventEnvelope> events = RandomHistory.withControls(5, 3, TENANTS, 100);
    Result result = BatchFold.fold(Map.of(), events);
    List<SearchDocument> timeline =
        result.stages().getFirst().stream()
            .filter(document -> document.kind() == Kind.TIMELINE)
            .toList();
    assertThat(timeline)
        .extracting(SearchDocument::id)
        .containsExactlyElementsOf(events.stream().map(e -> e.eventId().toString()).toList());
    assertThat(result.progress()).containsExactly(new BatchFold.Progress(3, 1, 99));
  }

  @Test
  void letsADecisionAndAnOutcomeBeFoundByThePrincipalOfTheirIntent() {
    Result result = BatchFold.fold(Map.of(), RandomHistory.of(9, 3, TENANTS, 300));
    Map<String, String> principals = new HashMap<>();
    for (SearchDocument document : result.stages().getFirst()) {
      String call = document.source().string("callId").orElseThrow();
      String principal = document.source().string("principal").orElse("none");
      assertThat(principals.computeIfAbsent(call, first -> principal)).isEqualTo(principal);
    }
    assertThat(principals.values()).contains("user-1", "none");
  }

  @Test
  void countsEachRunExactly() {
    List<EventEnvelope> events = RandomHistory.withControls(13, 3, TENANTS, 1_000);
    MemoryStore store = new MemoryStore();
    store.take(events);
    long expected =
        events.stream().filter(e -> "run-3".equals(e.runId()) && e.tenant().equals("acme")).count();
    JsonObject run =
        store.of(Kind.RUNS).getOrDefault(DocumentId.ofRun("acme", "run-3"), JsonObject.EMPTY);
    assertThat(run.integer("eventCount")).contains(expected);
    long sum = 0;
    for (JsonObject each : store.of(Kind.RUNS).values()) {
      sum += each.integer("eventCount").orElseThrow();
    }
    assertThat(sum).isEqualTo(events.stream().filter(e -> e.runId() != null).count());
  }
}
