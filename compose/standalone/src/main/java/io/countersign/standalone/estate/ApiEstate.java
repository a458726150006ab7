package io.countersign.standalone.estate;

import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import io.countersign.standalone.client.ApiAnswer;
import io.countersign.standalone.client.ApiClient;
import io.countersign.standalone.client.ApiClient.Call;
import io.countersign.standalone.client.ApiRefused;
import io.countersign.standalone.client.ApiUnreachable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The controls of a tenant as the API has them. Read from the projections, which lag a little. */
public final class ApiEstate {
  private static final String PAGE = "100";

  private final ApiClient api;
  private final Optional<String> tenant;
  private JsonObject readUpTo = JsonObject.EMPTY;

  /**
   * @param tenant whose controls; empty for the only tenant of the client's token
   */
  public ApiEstate(ApiClient api, Optional<String> tenant) {
    this.api = api;
    this.tenant = tenant;
  }

  /**
   * Last position that had been read of each ledger when {@link #read} began to look; empty before.
   */
  public JsonObject readUpTo() {
    return readUpTo;
  }

  /** What is in force. */
  public Estate read() throws ApiRefused, ApiUnreachable, InterruptedException {
    List<Control> controls = new ArrayList<>();
    readUpTo = JsonObject.EMPTY;
    api.send(Call.get(List.of("v1", "settings"), query(Map.of())))
        .body()
        .object("settings")
        .ifPresent(settings -> controls.add(control(Kind.SETTINGS, settings)));
    for (JsonObject node : all("budgets", Map.of())) {
      // A budget of many nodes is told with each node that was used; the one without a subject
      // stands for the budget itself.
      if (ApiAnswer.text(node, "subject").isEmpty()) {
        controls.add(control(Kind.BUDGET, renamed(node, "budgetId", "id")));
      }
    }
    for (JsonObject limit : all("limits", Map.of("state", "SET"))) {
      limit.object("limit").ifPresent(body -> controls.add(control(Kind.LIMIT, rated(body))));
    }
    for (JsonObject server : all("servers", Map.of())) {
      server
          .object("review")
          .ifPresent(
              body -> controls.add(control(Kind.SERVER_REVIEW, renamed(body, "override", "gate"))));
    }
    for (JsonObject tool : all("tools", Map.of("state", "ACTIVE"))) {
      tool.object("definition").ifPresent(body -> controls.add(control(Kind.TOOL, limited(body))));
    }
    for (JsonObject policy : all("policies", Map.of("state", "IN_FORCE"))) {
      List<String> path = List.of("v1", "policies", ApiAnswer.text(policy, "name"));
      controls.add(control(Kind.POLICY, api.send(Call.get(path, query(Map.of()))).body()));
    }
    return new Estate(controls);
  }

  private List<JsonObject> all(String list, Map<String, String> filter)
      throws ApiRefused, ApiUnreachable, InterruptedException {
    List<JsonObject> entries = new ArrayList<>();
    Map<String, String> query = new LinkedHashMap<>(query(filter));
    query.put("limit", PAGE);
    while (true) {
      ApiAnswer page = api.send(Call.get(List.of("v1", list), query));
      entries.addAll(page.objects(list));
      // The first page tells the least: it was made before all others.
      if (readUpTo.members().isEmpty()) {
        readUpTo = page.body().object("readUpTo").orElse(JsonObject.EMPTY);
      }
      Optional<String> next = page.body().string("next");
      if (next.isEmpty()) {
        return entries;
      }
      query.put("cursor", next.get());
    }
  }

  /** Does one change; the answer says where it was recorded. */
  public ApiAnswer apply(Change change, String reason)
      throws ApiRefused, ApiUnreachable, InterruptedException {
    Control control = change.control();
    List<String> path = path(control);
    if (change.after() == null) {
      return api.send(
          Call.json(
              "DELETE", path, query(Map.of()), JsonObject.builder().put("reason", reason).build()));
    }
    return api.send(
        control.kind() == Kind.POLICY
            ? Call.yaml("PUT", path, query(Map.of()), control.text("document"))
            : Call.json("PUT", path, query(Map.of()), control.request()));
  }

  private static List<String> path(Control control) {
    List<String> path = new ArrayList<>(List.of("v1"));
    switch (control.kind()) {
      case SETTINGS -> path.add("settings");
      case BUDGET -> path.add("budgets");
      case LIMIT -> path.add("limits");
      case SERVER_REVIEW -> path.add("servers");
      case TOOL -> path.add("tools");
      case POLICY -> path.add("policies");
    }
    path.addAll(control.name());
    if (control.kind() == Kind.SERVER_REVIEW) {
      path.add("review");
    }
    return path;
  }

  private Map<String, String> query(Map<String, String> filter) {
    Map<String, String> query = new LinkedHashMap<>(filter);
    tenant.ifPresent(named -> query.put("tenant", named));
    return query;
  }

  static Control control(Kind kind, JsonObject told) {
    return new Control(kind, Normal.section(told, kind.shape()));
  }

  private static JsonObject renamed(JsonObject object, String from, String to) {
    return object.get(from).map(value -> with(object, to, value)).orElse(object);
  }

  private static JsonObject limited(JsonObject tool) {
    return tool.object("limits").map(limits -> with(tool, "limits", rated(limits))).orElse(tool);
  }

  /** A rate is told in milliseconds and asked for as a duration. */
  static JsonObject rated(JsonObject limits) {
    return limits
        .object("rate")
        .map(
            rate ->
                with(
                    limits,
                    "rate",
                    with(
                        rate,
                        "per",
                        new JsonString(
                            Normal.length(
                                rate.number("perMillis").map(JsonNumber::longValue).orElse(0L))))))
        .orElse(limits);
  }

  private static JsonObject with(JsonObject object, String member, JsonValue value) {
    Map<String, JsonValue> members = new LinkedHashMap<>(object.members());
    members.put(member, value);
    return new JsonObject(members);
  }
}
