package io.countersign.projections.document;

import io.countersign.schemas.control.Budget;
import io.countersign.schemas.control.Spending;
import io.countersign.schemas.document.BudgetJson;
import io.countersign.schemas.document.BudgetSnapshot;
import io.countersign.schemas.document.ControlName;
import io.countersign.schemas.event.BudgetSet;
import io.countersign.schemas.event.BudgetThresholdReached;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Folds what calls spend over the budget nodes: a document per node with its latest window, a
 * document per window, and for the topic the window that a node is in.
 *
 * <p>A node's document tells which window came before a new one, and a budget's control tells its
 * limits. Both may be ahead of the event when a batch comes again, so windows are written before
 * nodes and nodes before controls: whatever is ahead, what it was needed for has been written.
 */
final class BudgetFold {
  private final Folded nodes;
  private final Folded windows;
  private final Folded controls;
  private final Map<String, Optional<BudgetSnapshot>> snapshots = new LinkedHashMap<>();
  private final Map<String, Last> last = new LinkedHashMap<>();

  /** The last event of the batch about a window. */
  private record Last(EventEnvelope event, Spending spending) {}

  BudgetFold(Folded nodes, Folded windows, Folded controls) {
    this.nodes = nodes;
    this.windows = windows;
    this.controls = controls;
  }

  /** Applies an event; the controls must have seen it before. */
  void apply(EventEnvelope event, JsonObject json) {
    if (event.body() instanceof BudgetSet set) {
      String id = set.budget().id();
      body(json, "budget")
          .ifPresent(
              budget ->
                  nodes.apply(
                      DocumentId.ofNode(event.tenant(), id, ""),
                      event,
                      before -> BudgetJson.set(before, id, budget, json)));
    }
    List<Spending> spendings = Spendings.of(event.body());
    for (int i = 0; i < spendings.size(); i++) {
      spend(event, json, spendings.get(i), i);
    }
  }

  private void spend(EventEnvelope event, JsonObject json, Spending spending, int index) {
    Optional<JsonObject> budget = budget(event, json, spending.budgetId());
    String nodeId = DocumentId.ofNode(event.tenant(), spending.budgetId(), spending.subject());
    String windowId = DocumentId.ofWindow(event.tenant(), spending);
    Optional<Instant> before =
        BudgetJson.windowStart(nodes.find(nodeId).orElse(null))
            .filter(start -> !start.equals(spending.windowStart()));
    JsonObject window =
        windows.apply(
            windowId,
            event,
            known -> BudgetJson.window(known, spending, budget, before, json, index));
    nodes.apply(nodeId, event, known -> BudgetJson.spend(known, spending, budget, json, index));
    last.put(windowId, new Last(event, spending));
    if (window.integer("firstPosition").equals(Optional.of(event.position()))) {
      BudgetJson.windowBefore(window)
          .ifPresent(
              start -> snapshots.put(key(event.tenant(), spending, start), Optional.empty()));
    }
  }

  /**
   * What the topic needs to hear, by key: for the window that a node is in what was used, nothing
   * for earlier ones. An event that was delivered again after a later one of the same window says
   * nothing: the later one has been written, or will pass by too.
   */
  Map<String, Optional<BudgetSnapshot>> snapshots() {
    last.forEach(
        (windowId, last) -> {
          EventEnvelope event = last.event();
          Spending spending = last.spending();
          JsonObject window = windows.get(windowId);
          JsonObject node =
              nodes.get(DocumentId.ofNode(event.tenant(), spending.budgetId(), spending.subject()));
          String key = key(event.tenant(), spending, spending.windowStart());
          boolean passed =
              BudgetJson.windowStart(node)
                  .filter(start -> !start.equals(spending.windowStart()))
                  .isPresent();
          if (passed) {
            snapshots.put(key, Optional.empty());
          } else if (Version.of(window) == Version.of(event)) {
            snapshots.put(key, Optional.of(snapshot(event, spending, window)));
          }
        });
    return snapshots;
  }

  private static BudgetSnapshot snapshot(
      EventEnvelope event, Spending spending, JsonObject window) {
    Budget budget = window.object("budget").map(Budgets::read).orElse(null);
    return new BudgetSnapshot(
        event.tenant(),
        spending,
        budget,
        event.ledger(),
        event.generation(),
        event.position(),
        event.recordedAt());
  }

  /** The budget as the ledger has it at this event. */
  private Optional<JsonObject> budget(EventEnvelope event, JsonObject json, String budgetId) {
    if (event.body() instanceof BudgetThresholdReached) {
      return body(json, "budget");
    }
    return controls
        .find(DocumentId.ofControl(event, ControlName.budget(budgetId)))
        .flatMap(control -> control.object("budget"));
  }

  private static Optional<JsonObject> body(JsonObject json, String member) {
    return json.object("body").flatMap(body -> body.object(member));
  }

  /** Key of the topic; parts stay apart whatever characters they hold. */
  private static String key(String tenant, Spending spending, Instant windowStart) {
    return String.join(
        "\n",
        tenant,
        escaped(spending.budgetId()),
        escaped(spending.subject()),
        windowStart.toString());
  }

  private static String escaped(String part) {
    return part.replace("\\", "\\\\").replace("\n", "\\n");
  }
}
