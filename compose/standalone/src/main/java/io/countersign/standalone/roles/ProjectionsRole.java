package io.countersign.standalone.roles;

import io.countersign.projections.Projections;
import io.countersign.projections.kafka.FollowerSettings;
import io.countersign.schemas.Indexes;
import io.countersign.standalone.config.Configuration;
import java.util.Map;
import java.util.stream.Collectors;

/** Starts the role that derives everything else from the events. */
public final class ProjectionsRole {
  private ProjectionsRole() {}

  static void start(RoleParts parts) throws CannotStart {
    parts.requireOpenSearch();
    FollowerSettings following = settings(parts.configuration(), parts.installation());
    Projections projections =
        parts.add("projections", Projections.start(following, parts.meters()));
    parts.readyWhen(projections::readiness);
    SiemPart.start(parts, following.kafka());
    Alerting.start(parts, following);
  }

  /** Where this installation's projections read and write. */
  public static FollowerSettings settings(Configuration configuration, Installation installation)
      throws CannotStart {
    Configuration.Projections settings = configuration.projections();
    Map<String, String> client =
        installation.client().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().toString()));
    try {
      return new FollowerSettings(
          client,
          installation.registry(),
          installation.openSearch(),
          configuration.openSearch().timeout(),
          new Indexes(configuration.openSearch().prefix()),
          FollowerSettings.TopicNames.DEFAULT,
          settings.group(),
          settings.instanceId(),
          settings.batchEvents(),
          settings.cachedDocuments());
    } catch (IllegalArgumentException e) {
      throw new CannotStart("openSearch.prefix: " + e.getMessage(), e);
    }
  }
}
