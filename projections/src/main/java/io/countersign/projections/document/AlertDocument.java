package io.countersign.projections.document;

import io.countersign.schemas.Indexes;
import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.alert.AlertContributor;
import io.countersign.schemas.alert.ContributorDimension;
import io.countersign.schemas.alert.EntityLevel;
import io.countersign.schemas.document.AlertJson;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** One alert in the alerts index: the alert as text, and what it can be found by. */
public final class AlertDocument {
  private AlertDocument() {}

  /** Makes the document of one version of an alert; its version is the alert's. */
  public static SearchDocument of(Alert alert) {
    JsonObject json = AlertJson.of(alert);
    Set<String> tools = named(alert, EntityLevel.TOOL, ContributorDimension.TOOL);
    Set<String> servers = new LinkedHashSet<>();
    Set<String> names = new LinkedHashSet<>(tools);
    for (String tool : tools) {
      int slash = tool.indexOf('/');
      if (slash > 0) {
        servers.add(tool.substring(0, slash));
        names.add(tool.substring(slash + 1));
      }
    }
    if (alert.entity().level() == EntityLevel.SERVER) {
      servers.add(alert.entity().name());
    }
    Fields fields =
        new Fields()
            .copy(json, "tenant", "alertId", "key", "kind", "state", "severity", "action")
            .putText("level", Optional.of(alert.entity().level().name()))
            .putText("entity", Optional.of(alert.entity().name()))
            .putAll("actor", named(alert, EntityLevel.ACTOR, ContributorDimension.ACTOR))
            .putAll("server", servers)
            .putAll("tool", names)
            .putAll("reason", parts(alert, ContributorDimension.REASON))
            .putAll("callId", alert.callIds().stream().map(UUID::toString).toList())
            .putAll("runId", alert.runIds())
            .copy(json, "ledger", "generation", "position", "openedAt", "firstSeen", "lastSeen")
            .copy(json, "quietUntil")
            .putText("changedAt", Optional.of(alert.updatedAt().toString()))
            .put("order", Optional.of(JsonNumber.of(order(alert.alertId()))))
            .putText("text", Optional.of(alert.headline() + "\n" + alert.explanation()))
            .putText("document", Optional.of(json.toJson()));
    said(alert, fields);
    return new SearchDocument(
        Indexes.Kind.ALERTS,
        alert.alertId().toString(),
        alert.version(),
        fields.build(),
        alert.causeEventId());
  }

  private static void said(Alert alert, Fields fields) {
    if (alert.acknowledgement() != null) {
      fields.putText("acknowledgedBy", Optional.of(alert.acknowledgement().by()));
    }
    if (alert.resolution() != null) {
      fields
          .putText("verdict", Optional.of(alert.resolution().verdict().name()))
          .putText("resolvedBy", Optional.of(alert.resolution().by()));
    }
  }

  /** Tells alerts apart that one event opened, by as many bits as a number in JSON can hold. */
  private static long order(UUID alertId) {
    return alertId.getLeastSignificantBits() >>> 11;
  }

  private static Set<String> named(Alert alert, EntityLevel level, ContributorDimension dimension) {
    Set<String> names = new LinkedHashSet<>();
    if (alert.entity().level() == level) {
      names.add(alert.entity().name());
    }
    names.addAll(parts(alert, dimension));
    return names;
  }

  private static Set<String> parts(Alert alert, ContributorDimension dimension) {
    Set<String> parts = new LinkedHashSet<>();
    for (AlertContributor part : alert.contributors()) {
      if (part.dimension() == dimension) {
        parts.add(part.name());
      }
    }
    return parts;
  }
}
