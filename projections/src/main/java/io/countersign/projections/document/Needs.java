package io.countersign.projections.document;

import io.countersign.schemas.Indexes.Kind;
import io.countersign.schemas.control.Spending;
import io.countersign.schemas.document.ControlName;
import io.countersign.schemas.event.BudgetSet;
import io.countersign.schemas.event.ControlEvent;
import io.countersign.schemas.event.EventEnvelope;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Which documents a batch needs.
 *
 * @param ids ids by index
 */
public record Needs(Map<Kind, Set<String>> ids) {

  /** The documents that these events touch, or look at. */
  public static Needs of(List<EventEnvelope> events) {
    Map<Kind, Set<String>> ids = new EnumMap<>(Kind.class);
    for (Kind kind : List.of(Kind.CALLS, Kind.RUNS, Kind.CONTROLS, Kind.BUDGETS)) {
      ids.put(kind, new LinkedHashSet<>());
    }
    Needs needs = new Needs(ids);
    events.forEach(needs::add);
    return needs;
  }

  private void add(EventEnvelope event) {
    UUID callId = event.callId();
    String runId = event.runId();
    if (callId != null) {
      need(Kind.CALLS, DocumentId.ofCall(event.tenant(), callId));
    }
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
