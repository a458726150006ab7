package io.countersign.standalone.roles;

import io.countersign.projections.Projections;
import io.countersign.projections.kafka.FollowerSettings;
import io.countersign.standalone.config.Configuration;
import java.util.Map;
import java.util.stream.Collectors;

/** Starts the role that derives everything else from the events. */
final class ProjectionsRole {
  private ProjectionsRole() {}

  static void start(RoleParts parts) throws CannotStart {
    parts.requireOpenSearch();
    Configuration.Projections settings = parts.configuration().projections();
    Map<String, String> client =
        parts.installation().client().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().toString()));
    FollowerSettings following =
        new FollowerSettings(
            client,
            parts.installation().registryUrls(),
            parts.installation().openSearch(),
            parts.configuration().openSearch().timeout(),
            parts.indexes(),
            FollowerSettings.TopicNames.DEFAULT,
            settings.group(),
            settings.instanceId(),
            settings.batchEvents(),
            settings.cachedDocuments());
    Projections projections =
        parts.add("projections", Projections.start(following, parts.meters()));
    parts.readyWhen(projections::readiness);
    SiemPart.start(parts, client);
    Alerting.start(parts, following);
  }
}
