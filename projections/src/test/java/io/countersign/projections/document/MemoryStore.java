package io.countersign.projections.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.projections.document.BatchFold.Result;
import io.countersign.schemas.Indexes.Kind;
import io.countersign.schemas.document.BudgetSnapshot;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.StrictJson;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** An index and a compacted topic in memory: what is left after all batches. */
final class MemoryStore {
  final Map<Kind, Map<String, JsonObject>> known = new EnumMap<>(Kind.class);
  final Map<String, SearchDocument> documents = new TreeMap<>();
  final Map<String, CallSnapshot> snapshots = new TreeMap<>();
  final Map<String, BudgetSnapshot> budgets = new TreeMap<>();
  final Map<String, EventEnvelope> controls = new TreeMap<>();

  void take(List<EventEnvelope> batch) {
    takeUntil(batch, Integer.MAX_VALUE);
  }

  /** Crashes after so many stages, before anything reaches the topics. */
  void takeUntil(List<EventEnvelope> batch, int crash) {
    Map<Kind, Map<String, JsonObject>> needed = new EnumMap<>(Kind.class);
    Needs needs = Needs.of(batch);
    needs
        .ids()
        .forEach(
            (kind, ids) -> {
              Map<String, JsonObject> found = new HashMap<>(of(kind));
              found.keySet().retainAll(ids);
              needed.put(kind, found);
            });
    Map<String, JsonObject> ended = new HashMap<>(of(Kind.APPROVALS));
    ended.keySet().retainAll(needs.endedApprovals(of(Kind.CALLS)));
    needed.computeIfAbsent(Kind.APPROVALS, none -> new HashMap<>()).putAll(ended);
    Result result = BatchFold.fold(needed, batch);
    for (int stage = 0; stage < Math.min(crash, result.stages().size()); stage++) {
      result.stages().get(stage).forEach(this::write);
    }
    if (crash < result.stages().size()) {
      return;
    }
    result.calls().forEach((key, value) -> keep(snapshots, key, value));
    result.budgets().forEach((key, value) -> keep(budgets, key, value));
    result.controls().forEach((key, value) -> keep(controls, key, value));
  }

  Map<String, JsonObject> of(Kind kind) {
    return known.computeIfAbsent(kind, none -> new HashMap<>());
  }

  private void write(SearchDocument document) {
    documents.merge(
        document.kind() + " " + document.id(),
        document,
        (before, now) -> now.version() > before.version() ? now : before);
    if (document.kind() != Kind.TIMELINE) {
      String content = document.source().string(document.kind().content()).orElseThrow();
      of(document.kind()).put(document.id(), (JsonObject) StrictJson.reread(content));
    }
  }

  private static <V> void keep(Map<String, V> topic, String key, Optional<V> value) {
    topic.remove(key);
    value.ifPresent(present -> topic.put(key, present));
  }

  Map<String, String> text() {
    Map<String, String> text = new TreeMap<>();
    documents.forEach(
        (key, document) -> text.put(key, document.version() + " " + document.source().toJson()));
    return text;
  }

  /** Takes events at once and in pieces, some of them again and some with a crash in between. */
  static void assertSameHoweverCut(List<EventEnvelope> events, long seed) {
    MemoryStore atOnce = new MemoryStore();
    atOnce.take(events);
    MemoryStore inPieces = new MemoryStore();
    Random random = new Random(seed);
    int committed = 0;
    while (committed < events.size()) {
      int end = Math.min(events.size(), committed + 1 + random.nextInt(40));
      if (random.nextInt(4) == 0) {
        inPieces.takeUntil(events.subList(committed, end), random.nextInt(3));
        continue;
      }
      inPieces.take(events.subList(committed, end));
      if (random.nextInt(3) > 0) {
        committed = end;
      }
      if (random.nextInt(10) == 0) {
        committed = random.nextInt(committed + 1);
      }
    }
    assertThat(inPieces.text()).as("seed %d", seed).isEqualTo(atOnce.text());
    assertThat(inPieces.snapshots).as("seed %d", seed).isEqualTo(atOnce.snapshots);
    assertThat(inPieces.budgets).as("seed %d", seed).isEqualTo(atOnce.budgets);
    assertThat(inPieces.controls).as("seed %d", seed).isEqualTo(atOnce.controls);
  }
}
