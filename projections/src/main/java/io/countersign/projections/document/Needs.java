package io.countersign.projections.document;

import io.countersign.schemas.Indexes.Kind;
import io.countersign.schemas.control.Spending;
import io.countersign.schemas.document.ControlName;
import io.countersign.schemas.event.BudgetSet;
import io.countersign.schemas.event.ControlEvent;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.json.JsonObject;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Which documents a batch needs.
 *
 * @param ids ids by index
 * @param ended tenants by the id of a call whose approval the batch ends; only the call names it
 */
public record Needs(Map<Kind, Set<String>> ids, Map<String, String> ended) {

  /** Every kind of document that batches are folded over. */
  public static final List<Kind> KINDS =
      List.of(Kind.CALLS, Kind.APPROVALS, Kind.RUNS, Kind.CONTROLS, Kind.BUDGETS);

  /** What must be folded to make documents of these kinds: other documents are looked at too. */
  public static Set<Kind> behind(Set<Kind> kinds) {
    Set<Kind> behind = EnumSet.copyOf(kinds);
    if (kinds.contains(Kind.TIMELINE) || kinds.contains(Kind.APPROVALS)) {
      behind.add(Kind.CALLS);
    }
    if (kinds.contains(Kind.BUDGETS)) {
      behind.add(Kind.CONTROLS);
    }
    return behind;
  }

  /** The documents that these events touch, or look at. */
  public static Needs of(List<EventEnvelope> events) {
    Map<Kind, Set<String>> ids = new EnumMap<>(Kind.class);
    for (Kind kind : KINDS) {
      ids.put(kind, new LinkedHashSet<>());
    }
    Needs needs = new Needs(ids, new LinkedHashMap<>());
    events.forEach(needs::add);
    return needs;
  }

  /**
   * The approvals that calls name and the batch ends, needed beside the others.
   *
   * @param calls the calls of {@link #ids} as they are known
   */
  public Set<String> endedApprovals(Map<String, JsonObject> calls) {
    Set<String> approvals = new LinkedHashSet<>();
    ended.forEach(
        (id, tenant) ->
            Optional.ofNullable(calls.get(id))
                .flatMap(Approvals::of)
                .ifPresent(approval -> approvals.add(DocumentId.ofApproval(tenant, approval))));
    return approvals;
  }

  private void add(EventEnvelope event) {
    UUID callId = event.callId();
    String runId = event.runId();
    if (callId != null) {
      need(Kind.CALLS, DocumentId.ofCall(event.tenant(), callId));
      if (Approvals.endsTheOneOfItsCall(event)) {
        ended.put(DocumentId.ofCall(event.tenant(), callId), event.tenant());
      }
    }
    Approvals.named(event.body())
        .ifPresent(id -> need(Kind.APPROVALS, DocumentId.ofApproval(event.tenant(), id)));
    if (runId != null) {
      need(Kind.RUNS, DocumentId.ofRun(event.tenant(), runId));
    }
    if (event.body() instanceof ControlEvent control) {
      need(Kind.CONTROLS, DocumentId.ofControl(event, ControlName.of(control)));
    }
    if (event.body() instanceof BudgetSet set) {
      need(Kind.BUDGETS, DocumentId.ofNode(event.tenant(), set.budget().id(), ""));
    }
    for (Spending spending : Spendings.of(event.body())) {
      String tenant = event.tenant();
      need(Kind.CONTROLS, DocumentId.ofControl(event, ControlName.budget(spending.budgetId())));
      need(Kind.BUDGETS, DocumentId.ofNode(tenant, spending.budgetId(), spending.subject()));
      need(Kind.BUDGETS, DocumentId.ofWindow(tenant, spending));
    }
  }

  private void need(Kind kind, String id) {
    ids.getOrDefault(kind, Set.of()).add(id);
  }
}
