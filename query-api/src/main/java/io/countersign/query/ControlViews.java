package io.countersign.query;

import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.TenantSettings;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Controls as clients see them: as they were recorded, and beside it what holds right now. */
public final class ControlViews {
  private ControlViews() {}

  /** A control with the place where its changes are listed. */
  public static JsonObject withChanges(JsonObject control) {
    String changes =
        "/v1/events?tenant=%s&control=%s"
            .formatted(
                encoded(control.string("tenant").orElse("")),
                encoded(control.string("control").orElse("")));
    return copy(control, JsonObject.builder()).put("changes", changes).build();
  }

  /** A policy without its document, for lists. */
  public static JsonObject withoutDocument(JsonObject policy) {
    Map<String, JsonValue> members = new LinkedHashMap<>(policy.members());
    members.remove("document");
    return new JsonObject(members);
  }

  /** The settings of a tenant; those that hold until it sets its own when there are none. */
  public static JsonObject settings(String tenant, Optional<JsonObject> control) {
    return control
        .map(ControlViews::withChanges)
        .orElseGet(
            () ->
                JsonObject.builder()
                    .put("tenant", tenant)
                    .put("control", "settings")
                    .put("state", JsonNull.NULL)
                    .put("settings", defaults())
                    .put("change", JsonNull.NULL)
                    .build());
  }

  /**
   * A server with the gate that holds at {@code now}. A review is overdue from the day after {@code
   * nextReview} on, in UTC as for the engine; then the gate is one lower.
   *
   * @param server the reviewed server
   */
  public static JsonObject server(JsonObject server, Instant now) {
    Gate assessed = Gate.valueOf(server.string("gate").orElse(Gate.BLOCK.name()));
    JsonObject.Builder view = copy(server, JsonObject.builder());
    Optional<Instant> overdueFrom =
        server
            .object("review")
            .flatMap(review -> review.string("nextReview"))
            .map(day -> LocalDate.parse(day).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    boolean overdue = overdueFrom.filter(from -> !now.isBefore(from)).isPresent();
    overdueFrom.ifPresent(from -> view.put("overdueFrom", from.toString()));
    return view.put("overdue", overdue)
        .put("gateInForce", (overdue ? lower(assessed) : assessed).name())
        .put("evaluatedAt", now.toString())
        .build();
  }

  /** A server that has tools and no review: the gate is the one of the settings. */
  public static JsonObject unreviewed(
      String tenant, String server, JsonObject settings, Instant now) {
    String gate =
        settings
            .object("settings")
            .flatMap(values -> values.string("unreviewedGate"))
            .orElse(TenantSettings.DEFAULT.unreviewedGate().name());
    return JsonObject.builder()
        .put("tenant", tenant)
        .put("control", "server/" + server)
        .put("server", server)
        .put("state", "UNREVIEWED")
        .put("review", JsonNull.NULL)
        .put("gate", JsonNull.NULL)
        .put("change", JsonNull.NULL)
        .put("overdue", false)
        .put("gateInForce", gate)
        .put("evaluatedAt", now.toString())
        .build();
  }

  private static Gate lower(Gate gate) {
    return switch (gate) {
      case BLOCK, PROTOTYPE_ONLY -> Gate.BLOCK;
      case READ_ONLY -> Gate.PROTOTYPE_ONLY;
      case WRITES_WITH_APPROVAL -> Gate.READ_ONLY;
      case PRODUCTION_APPROVED -> Gate.WRITES_WITH_APPROVAL;
    };
  }

  private static JsonObject defaults() {
    TenantSettings settings = TenantSettings.DEFAULT;
    return JsonObject.builder()
        .put("timeZone", settings.timeZone())
        .put("unreviewedGate", settings.unreviewedGate().name())
        .put("policyNeedsApproval", settings.policyNeedsApproval())
        .put("riskNeedsApproval", settings.riskNeedsApproval())
        .put("releaseNeedsApproval", settings.releaseNeedsApproval())
        .build();
  }

  private static JsonObject.Builder copy(JsonObject from, JsonObject.Builder to) {
    from.members().forEach(to::put);
    return to;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
