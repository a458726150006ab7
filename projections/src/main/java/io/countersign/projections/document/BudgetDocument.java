package io.countersign.projections.document;

import io.countersign.schemas.Indexes;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A budget node, or one of its windows, in the budgets index. */
public final class BudgetDocument {
  /** Most nodes of one event; a path through the tree is far shorter. */
  private static final long NODES_OF_AN_EVENT = 256;

  private BudgetDocument() {}

  /** Makes the document of a node. */
  static SearchDocument ofNode(String id, JsonObject node, UUID lastEvent) {
    return of("NODE", id, node, lastEvent);
  }

  /** Makes the document of a window. */
  static SearchDocument ofWindow(String id, JsonObject window, UUID lastEvent) {
    return of("WINDOW", id, window, lastEvent);
  }

  private static SearchDocument of(String scope, String id, JsonObject node, UUID lastEvent) {
    JsonObject budget = node.object("budget").orElse(JsonObject.EMPTY);
    JsonObject parts = budget.object("node").orElse(JsonObject.EMPTY);
    String subject = node.string("subject").orElse("");
    long order =
        node.integer("firstPosition").orElse(0L) * NODES_OF_AN_EVENT
            + Math.min(NODES_OF_AN_EVENT - 1, node.integer("index").orElse(0L));
    Fields fields =
        new Fields()
            .copy(node, "tenant", "budgetId", "subject")
            .putText("scope", Optional.of(scope))
            .copy(budget, "window");
    for (String part : List.of("team", "principal", "agent", "server", "tool")) {
      fields.putText(part, Optional.ofNullable(Budgets.part(parts, part, subject)));
    }
    fields
        .copy(node, "windowStart", "windowEnd")
        .copy(node, "ledger", "generation", "position", "firstPosition")
        .put("order", Optional.of(JsonNumber.of(order)))
        .copy(node, "openedAt", "changedAt")
        .putText("document", Optional.of(node.toJson()));
    return new SearchDocument(
        Indexes.Kind.BUDGETS, id, Version.of(node), fields.build(), lastEvent);
  }
}
