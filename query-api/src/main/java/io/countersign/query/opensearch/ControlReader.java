package io.countersign.query.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.query.BrakeView;
import io.countersign.query.BudgetView;
import io.countersign.query.ControlViews;
import io.countersign.query.ListQuery;
import io.countersign.query.Listing;
import io.countersign.query.opensearch.Searches.Progress;
import io.countersign.schemas.Indexes;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.document.ControlKind;
import io.countersign.schemas.document.ControlName;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.opensearch.SearchCluster;
import io.countersign.schemas.opensearch.SearchUnavailable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers questions about controls and budgets from the indexes. Every answer is about one tenant,
 * with the platform's brakes, which hold for all. Calls block; safe for use by many threads.
 */
public final class ControlReader {
  /** Most entries that OpenSearch gives at once without asking for more. */
  private static final int MOST = 10_000;

  /** More budgets than a tenant can have in force. */
  private static final int MOST_BUDGETS = 1_000;

  private static final JsonObject NODES = SearchBodies.term("scope", "NODE");

  private final Searches searches;

  public ControlReader(SearchCluster cluster, Indexes indexes) {
    this.searches = new Searches(cluster, indexes);
  }

  /** Reads one page of a kind of control as it was recorded. */
  public Page page(ListQuery query) throws SearchUnavailable {
    return searches.page(query, searches.progress(query.tenant()), List.of());
  }

  /** Reads one control; empty when the tenant has none of that name. */
  public Optional<JsonObject> control(String tenant, ControlName name) throws SearchUnavailable {
    List<JsonObject> within = new ArrayList<>();
    within.add(SearchBodies.term("name", name.name()));
    String server = name.server();
    if (server != null) {
      within.add(SearchBodies.term("server", server));
    }
    return searches
        .search(Indexes.Kind.CONTROLS, SearchBodies.controls(tenant, name.kind().name(), within, 1))
        .stream()
        .map(ControlReader::document)
        .findFirst();
  }

  /** Whether the tenant has or had a tool of this server. */
  public boolean hasToolsOf(String tenant, String server) throws SearchUnavailable {
    List<JsonObject> within = List.of(SearchBodies.term("server", server));
    JsonObject body = SearchBodies.controls(tenant, ControlKind.TOOL.name(), within, 1);
    return !searches.search(Indexes.Kind.CONTROLS, body).isEmpty();
  }

  /** Reads the settings of a tenant; those that hold by default when it has none. */
  public JsonObject settings(String tenant) throws SearchUnavailable {
    return ControlViews.settings(tenant, control(tenant, ControlName.SETTINGS));
  }

  /** Reads one page of brakes, those of the platform with how far they are recorded. */
  public Page brakes(ListQuery query) throws SearchUnavailable {
    Progress progress = searches.progress(query.tenant());
    Page page = searches.page(query, progress, List.of());
    List<JsonObject> brakes = page.entries().stream().map(Searches::object).toList();
    List<String> ofThePlatform =
        brakes.stream()
            .filter(BrakeView::isOfThePlatform)
            .map(brake -> brake.string("name").orElse(""))
            .toList();
    Map<String, Map<Integer, BrakeView.Recorded>> recorded =
        recorded(ofThePlatform, progress.ledgers());
    List<String> views = new ArrayList<>();
    for (JsonObject brake : brakes) {
      Map<Integer, BrakeView.Recorded> ledgers =
          recorded.getOrDefault(brake.string("name").orElse(""), Map.of());
      views.add(BrakeView.of(brake, ledgers, progress.ledgers(), progress.ledger()).toJson());
    }
    return new Page(views, page.next(), page.readUpTo());
  }

  /** Reads one page of the nodes of the budgets in force, as they stand at {@code now}. */
  public Page budgets(ListQuery query, Instant now) throws SearchUnavailable {
    return budgets(query, List.of(), now);
  }

  /**
   * Reads the nodes that a call counts for, as they stand at {@code now}.
   *
   * @param parts what the call has of each part of a node; a node that names no such part counts it
   *     too
   * @param most most nodes that are read
   */
  List<JsonObject> budgetsOf(String tenant, Map<String, List<String>> parts, int most, Instant now)
      throws SearchUnavailable {
    List<JsonObject> within = new ArrayList<>();
    parts.forEach((part, values) -> within.add(SearchBodies.anyOfOrNone(part, values)));
    ListQuery query = ListQuery.all(Listing.BUDGETS, tenant, most);
    return budgets(query, within, now).entries().stream()
        .map(Searches::object)
        .filter(ControlReader::isOfOneCall)
        .toList();
  }

  /**
   * Whether a node that the index found is surely the call's: not one that stands for values that
   * have used nothing yet, nor one of several stars, whose subject nobody here can take apart.
   */
  private static boolean isOfOneCall(JsonObject node) {
    long stars =
        node.object("node").orElse(JsonObject.EMPTY).members().values().stream()
            .filter(new JsonString("*")::equals)
            .count();
    return !node.bool("each").orElse(false) && stars <= 1;
  }

  private Page budgets(ListQuery query, List<JsonObject> filters, Instant now)
      throws SearchUnavailable {
    Progress progress = searches.progress(query.tenant());
    List<JsonObject> inForce = List.of(SearchBodies.term("state", "SET"));
    Map<String, JsonObject> budgets = new HashMap<>();
    for (JsonNode hit :
        searches.search(
            Indexes.Kind.CONTROLS,
            SearchBodies.controls(
                query.tenant(), ControlKind.BUDGET.name(), inForce, MOST_BUDGETS))) {
      document(hit)
          .object("budget")
          .ifPresent(budget -> budgets.put(hit.path("_source").path("name").asText(), budget));
    }
    List<JsonObject> within = new ArrayList<>(filters);
    within.add(NODES);
    within.add(SearchBodies.anyOf("budgetId", budgets.keySet()));
    Page page = searches.page(query, progress, within);
    List<String> views = new ArrayList<>();
    for (String entry : page.entries()) {
      JsonObject node = Searches.object(entry);
      JsonObject budget =
          budgets.getOrDefault(node.string("budgetId").orElse(""), JsonObject.EMPTY);
      views.add(BudgetView.of(node, budget, now).toJson());
    }
    return new Page(views, page.next(), page.readUpTo());
  }

  private Map<String, Map<Integer, BrakeView.Recorded>> recorded(List<String> brakes, int ledgers)
      throws SearchUnavailable {
    Map<String, Map<Integer, BrakeView.Recorded>> recorded = new HashMap<>();
    int chunk = Math.max(1, MOST / ledgers);
    for (int from = 0; from < brakes.size(); from += chunk) {
      List<String> some = brakes.subList(from, Math.min(brakes.size(), from + chunk));
      JsonObject body =
          SearchBodies.controls(
              CommandEnvelope.PLATFORM,
              ControlKind.BRAKE.name(),
              List.of(SearchBodies.anyOf("name", some)),
              MOST);
      for (JsonNode hit : searches.search(Indexes.Kind.CONTROLS, body)) {
        JsonNode brake = hit.path("_source");
        recorded
            .computeIfAbsent(brake.path("name").asText(), name -> new HashMap<>())
            .put(
                brake.path("ledger").asInt(),
                BrakeView.Recorded.valueOf(brake.path("state").asText()));
      }
    }
    return recorded;
  }

  private static JsonObject document(JsonNode hit) {
    return Searches.object(hit.path("_source").path("document").asText());
  }
}
