package io.countersign.standalone.roles;

import io.countersign.projections.alert.streams.AlertInstance;
import io.countersign.projections.alert.streams.AlertSettings;
import io.countersign.projections.kafka.AlertFollower;
import io.countersign.projections.kafka.FollowerSettings;
import io.countersign.schemas.opensearch.SearchCluster;
import io.countersign.standalone.config.Configuration;

/** The part of the projections role that makes alerts, and makes them searchable. */
final class Alerting {
  private Alerting() {}

  /**
   * Starts the watch and what follows it. Neither waits for the other, nor for the rest of the
   * role.
   */
  static void start(RoleParts parts, FollowerSettings following) {
    Configuration configuration = parts.configuration();
    AlertInstance watch =
        parts.add(
            "alerts",
            AlertInstance.start(
                new AlertSettings(
                    parts.installation().client(),
                    AlertSettings.APPLICATION,
                    configuration.projections().instanceId(),
                    configuration
                        .alerts()
                        .stateDirectory()
                        .orElseGet(() -> configuration.data().resolve("alerts")),
                    parts.installation().replication().factor(),
                    parts.installation().standbys(),
                    configuration.alerts().threads()),
                parts.installation().formats()));
    parts.readyWhen(watch::notReady);
    SearchCluster cluster =
        parts.add(
            "search client of alerts",
            new SearchCluster(
                parts.installation().openSearch(), configuration.openSearch().timeout()));
    AlertFollower index =
        parts.add(
            "alerts index",
            AlertFollower.start(
                following, parts.installation().formats().alertDeserializer(), cluster));
    parts.readyWhen(index::notReady);
  }
}
