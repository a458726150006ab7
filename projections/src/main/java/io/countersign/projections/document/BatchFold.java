package io.countersign.projections.document;

import io.countersign.schemas.call.CallState;
import io.countersign.schemas.document.CallJson;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.document.EventJson;
import io.countersign.schemas.document.RunJson;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Folds one batch of events over the calls and runs they touch. What comes out depends on the
 * events alone, not on how they were cut into batches nor on how often they were delivered: an
 * event at or before the position of a document leaves it as it is.
 */
public final class BatchFold {
  private final Map<String, JsonObject> calls;
  private final Map<String, JsonObject> runs;
  private final List<SearchDocument> timeline = new ArrayList<>();
  private final Map<String, UUID> changedCalls = new LinkedHashMap<>();
  private final Map<String, UUID> changedRuns = new LinkedHashMap<>();
  private final Map<String, EventEnvelope> touchedCalls = new LinkedHashMap<>();
  private final Map<String, EventEnvelope> decisions = new HashMap<>();
  private final Map<String, Progress> progress = new LinkedHashMap<>();

  /**
   * What a batch comes to.
   *
   * @param timeline one document per event, in order
   * @param summaries calls and runs that changed
   * @param calls the calls that changed, by document id
   * @param runs the runs that changed, by document id
   * @param snapshots for each call of the batch by {@code tenant/callId}: its snapshot while it is
   *     open, empty once it is finished
   * @param progress how far each ledger was read
   */
  public record Result(
      List<SearchDocument> timeline,
      List<SearchDocument> summaries,
      Map<String, JsonObject> calls,
      Map<String, JsonObject> runs,
      Map<String, Optional<CallSnapshot>> snapshots,
      List<Progress> progress) {}

  /** How far a ledger was read. */
  public record Progress(int ledger, int generation, long position) {}

  /** Which documents a batch needs, by id. */
  public record Needs(Set<String> calls, Set<String> runs) {

    /** The documents that these events touch. */
    public static Needs of(List<EventEnvelope> events) {
      Set<String> calls = new LinkedHashSet<>();
      Set<String> runs = new LinkedHashSet<>();
      for (EventEnvelope event : events) {
        UUID callId = event.callId();
        String runId = event.runId();
        if (callId != null) {
          calls.add(DocumentId.ofCall(event.tenant(), callId));
        }
        if (runId != null) {
          runs.add(DocumentId.ofRun(event.tenant(), runId));
        }
      }
      return new Needs(calls, runs);
    }
  }

  private BatchFold(Map<String, JsonObject> calls, Map<String, JsonObject> runs) {
    this.calls = new HashMap<>(calls);
    this.runs = new HashMap<>(runs);
  }

  /**
   * Folds a batch.
   *
   * @param calls current calls by document id; a call that is absent has no events yet
   * @param runs current runs by document id
   * @param events the batch, each ledger in the order of its positions
   */
  public static Result fold(
      Map<String, JsonObject> calls, Map<String, JsonObject> runs, List<EventEnvelope> events) {
    BatchFold fold = new BatchFold(calls, runs);
    events.forEach(fold::apply);
    return fold.result();
  }

  private void apply(EventEnvelope event) {
    JsonObject json = EventJson.of(event);
    JsonObject call = applyToCall(event, json);
    applyToRun(event, json);
    timeline.add(TimelineDocument.of(event, json, call));
    progress.merge(
        DocumentId.ofProgress(event.ledger(), event.generation()),
        new Progress(event.ledger(), event.generation(), event.position()),
        (before, now) -> now.position() > before.position() ? now : before);
  }

  private @Nullable JsonObject applyToCall(EventEnvelope event, JsonObject json) {
    UUID callId = event.callId();
    if (callId == null) {
      return null;
    }
    String id = DocumentId.ofCall(event.tenant(), callId);
    touchedCalls.put(id, event);
    if (event.body() instanceof DecisionMade) {
      decisions.put(id, event);
    }
    JsonObject before = calls.get(id);
    if (isApplied(before, event)) {
      return before;
    }
    JsonObject after = CallJson.apply(before, json);
    calls.put(id, after);
    changedCalls.put(id, event.eventId());
    return after;
  }

  private void applyToRun(EventEnvelope event, JsonObject json) {
    String runId = event.runId();
    if (runId == null) {
      return;
    }
    String id = DocumentId.ofRun(event.tenant(), runId);
    JsonObject before = runs.get(id);
    if (!isApplied(before, event)) {
      runs.put(id, RunJson.apply(before, json));
      changedRuns.put(id, event.eventId());
    }
  }

  private static boolean isApplied(@Nullable JsonObject document, EventEnvelope event) {
    return document != null && Version.of(event) <= Version.of(document);
  }

  private Result result() {
    List<SearchDocument> summaries = new ArrayList<>();
    changedCalls.forEach(
        (id, last) -> summaries.add(CallDocument.of(id, present(calls, id), last)));
    changedRuns.forEach((id, last) -> summaries.add(RunDocument.of(id, present(runs, id), last)));
    Map<String, Optional<CallSnapshot>> snapshots = new LinkedHashMap<>();
    touchedCalls.forEach((id, event) -> snapshot(id, event, snapshots));
    return new Result(
        List.copyOf(timeline),
        List.copyOf(summaries),
        pick(calls, changedCalls.keySet()),
        pick(runs, changedRuns.keySet()),
        snapshots,
        List.copyOf(progress.values()));
  }

  /**
   * A snapshot is written when its decision passes by, and taken back whenever a finished call
   * does. A decision that was delivered again after a later one of the same call says nothing: the
   * later one has been written, or will pass by too.
   */
  private void snapshot(
      String id, EventEnvelope event, Map<String, Optional<CallSnapshot>> snapshots) {
    JsonObject call = present(calls, id);
    Optional<CallState> state = CallJson.state(call);
    String key = event.tenant() + "/" + event.callId();
    if (state.isEmpty()) {
      return;
    }
    if (state.get().finished()) {
      snapshots.put(key, Optional.empty());
      return;
    }
    EventEnvelope decision = decisions.get(id);
    Optional<String> standing = call.object("decision").flatMap(d -> d.string("eventId"));
    if (decision != null && standing.equals(Optional.of(decision.eventId().toString()))) {
      snapshots.put(key, Optional.of(Snapshots.of(decision, state.get())));
    }
  }

  private static JsonObject present(Map<String, JsonObject> documents, String id) {
    JsonObject document = documents.get(id);
    if (document == null) {
      throw new IllegalStateException("Expected document " + id + " in the batch, but it is not");
    }
    return document;
  }

  private static Map<String, JsonObject> pick(Map<String, JsonObject> from, Set<String> ids) {
    Map<String, JsonObject> picked = new LinkedHashMap<>();
    ids.forEach(id -> picked.put(id, present(from, id)));
    return picked;
  }
}
