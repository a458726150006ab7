package io.countersign.projections.document;

import io.countersign.schemas.Indexes.Kind;
import io.countersign.schemas.document.ApprovalJson;
import io.countersign.schemas.document.BudgetSnapshot;
import io.countersign.schemas.document.CallJson;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.document.ControlJson;
import io.countersign.schemas.document.ControlName;
import io.countersign.schemas.document.EventJson;
import io.countersign.schemas.document.RunJson;
import io.countersign.schemas.event.ControlEvent;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Folds one batch of events over the documents they touch. What comes out depends on the events
 * alone, not on how they were cut into batches nor on how often they were delivered: an event at or
 * before the position of a document leaves it as it is.
 */
public final class BatchFold {
  private final Folded calls;
  private final Folded approvals;
  private final Folded runs;
  private final Folded controls;
  private final Folded nodes;
  private final Folded windows;
  private final BudgetFold budgets;
  private final List<SearchDocument> timeline = new ArrayList<>();
  private final Map<String, EventEnvelope> touchedCalls = new LinkedHashMap<>();
  private final Map<String, EventEnvelope> touchedControls = new LinkedHashMap<>();
  private final Map<String, Progress> progress = new LinkedHashMap<>();

  /**
   * What a batch comes to.
   *
   * @param stages documents to write; each stage wholly before the next begins, because what a
   *     later one says may decide what is folded into an earlier one when the batch comes again
   * @param changed the calls, approvals, runs, controls and budgets that changed, by document id
   * @param calls for the topic, by {@code tenant/callId}: the snapshot of an open call, empty once
   *     it is finished
   * @param budgets for the topic, by tenant, budget, subject and window: what was used in the
   *     window that a node is in, empty for earlier ones
   * @param controls for the topic, by tenant and control: the event that last changed it, empty
   *     once it is not in force
   * @param opened how many documents of each index have their first event in the batch, however
   *     often it is delivered
   * @param progress how far each ledger was read
   */
  public record Result(
      List<List<SearchDocument>> stages,
      Map<Kind, Map<String, JsonObject>> changed,
      Map<String, Optional<CallSnapshot>> calls,
      Map<String, Optional<BudgetSnapshot>> budgets,
      Map<String, Optional<EventEnvelope>> controls,
      Map<Kind, Integer> opened,
      List<Progress> progress) {}

  /** How far a ledger was read. */
  public record Progress(int ledger, int generation, long position) {}

  private BatchFold(Map<Kind, Map<String, JsonObject>> known) {
    this.calls = new Folded(known.getOrDefault(Kind.CALLS, Map.of()));
    this.approvals = new Folded(known.getOrDefault(Kind.APPROVALS, Map.of()));
    this.runs = new Folded(known.getOrDefault(Kind.RUNS, Map.of()));
    this.controls = new Folded(known.getOrDefault(Kind.CONTROLS, Map.of()));
    this.nodes = new Folded(known.getOrDefault(Kind.BUDGETS, Map.of()));
    this.windows = new Folded(known.getOrDefault(Kind.BUDGETS, Map.of()));
    this.budgets = new BudgetFold(nodes, windows, controls);
  }

  /**
   * Folds a batch.
   *
   * @param known current documents of {@link Needs} by index and id; one that is absent has no
   *     events yet
   * @param events the batch, each ledger in the order of its positions
   */
  public static Result fold(Map<Kind, Map<String, JsonObject>> known, List<EventEnvelope> events) {
    BatchFold fold = new BatchFold(known);
    events.forEach(fold::apply);
    return fold.result();
  }

  private void apply(EventEnvelope event) {
    JsonObject json = EventJson.of(event);
    JsonObject call = applyToCall(event, json);
    applyToApproval(event, json, call);
    String runId = event.runId();
    if (runId != null) {
      runs.apply(DocumentId.ofRun(event.tenant(), runId), event, run -> RunJson.apply(run, json));
    }
    if (event.body() instanceof ControlEvent what) {
      applyToControl(event, what, json);
    }
    budgets.apply(event, json);
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
    return calls.apply(id, event, call -> CallJson.apply(call, json));
  }

  /**
   * An outcome ends the approval that its call has. Approvals are written before calls, so a call
   * that is ahead of the event names an approval that is ahead too.
   */
  private void applyToApproval(EventEnvelope event, JsonObject json, @Nullable JsonObject call) {
    Optional<String> named = Approvals.named(event.body());
    if (named.isPresent()) {
      approvals.apply(
          DocumentId.ofApproval(event.tenant(), named.get()),
          event,
          before -> ApprovalJson.apply(before, json, call));
    } else if (call != null && Approvals.endsTheOneOfItsCall(event)) {
      Approvals.of(call)
          .map(id -> DocumentId.ofApproval(event.tenant(), id))
          .filter(id -> approvals.find(id).isPresent())
          .ifPresent(
              id -> approvals.apply(id, event, before -> ApprovalJson.apply(before, json, call)));
    }
  }

  private void applyToControl(EventEnvelope event, ControlEvent what, JsonObject json) {
    String id = DocumentId.ofControl(event, ControlName.of(what));
    controls.apply(id, event, before -> ControlJson.apply(before, what, json));
    if (ControlRecords.isChange(what)) {
      touchedControls.put(id, event);
    }
  }

  private Result result() {
    List<SearchDocument> first = new ArrayList<>(timeline);
    windows.forEachChanged(
        (id, last) -> first.add(BudgetDocument.ofWindow(id, windows.get(id), last)));
    approvals.forEachChanged(
        (id, last) -> first.add(ApprovalDocument.of(id, approvals.get(id), last)));
    List<SearchDocument> second = new ArrayList<>();
    nodes.forEachChanged((id, last) -> second.add(BudgetDocument.ofNode(id, nodes.get(id), last)));
    List<SearchDocument> third = new ArrayList<>();
    calls.forEachChanged((id, last) -> third.add(CallDocument.of(id, calls.get(id), last)));
    runs.forEachChanged((id, last) -> third.add(RunDocument.of(id, runs.get(id), last)));
    controls.forEachChanged(
        (id, last) -> third.add(ControlDocument.of(id, controls.get(id), last)));
    Map<String, Optional<CallSnapshot>> snapshots = new LinkedHashMap<>();
    touchedCalls.forEach((id, event) -> snapshot(id, event, snapshots));
    Map<String, Optional<EventEnvelope>> records = new LinkedHashMap<>();
    touchedControls.forEach((id, event) -> ControlRecords.put(controls.get(id), event, records));
    Map<String, JsonObject> changedBudgets = new LinkedHashMap<>(windows.changed());
    changedBudgets.putAll(nodes.changed());
    return new Result(
        List.of(List.copyOf(first), List.copyOf(second), List.copyOf(third)),
        Map.of(
            Kind.CALLS,
            calls.changed(),
            Kind.APPROVALS,
            approvals.changed(),
            Kind.RUNS,
            runs.changed(),
            Kind.CONTROLS,
            controls.changed(),
            Kind.BUDGETS,
            changedBudgets),
        snapshots,
        budgets.snapshots(),
        records,
        opened(),
        List.copyOf(progress.values()));
  }

  private Map<Kind, Integer> opened() {
    return Map.of(
        Kind.CALLS,
        calls.opened(),
        Kind.APPROVALS,
        approvals.opened(),
        Kind.RUNS,
        runs.opened(),
        Kind.CONTROLS,
        controls.opened(),
        Kind.BUDGETS,
        nodes.opened() + windows.opened());
  }

  /**
   * A call that is open is told as it stands after all its events, so an event that was delivered
   * again after later ones says nothing new. One that has ended is taken back.
   */
  private void snapshot(
      String id, EventEnvelope event, Map<String, Optional<CallSnapshot>> snapshots) {
    JsonObject call = calls.get(id);
    CallJson.state(call)
        .ifPresent(
            state ->
                snapshots.put(
                    event.tenant() + "/" + event.callId(),
                    state.finished() ? Optional.empty() : OpenCall.snapshot(call, state)));
  }
}
