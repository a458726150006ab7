package io.countersign.standalone.command;

import io.countersign.standalone.config.Configuration;
import io.countersign.standalone.roles.CannotStart;
import io.countersign.standalone.roles.Endpoints;
import io.countersign.standalone.roles.Installation;

/** Finds the installation that a tool looks at. */
final class Connection {
  private Connection() {}

  /** The configured servers, or those of the {@code up} that runs on the data folder. */
  static Installation of(Configuration configuration) throws CannotStart {
    if (configuration.kafka().bootstrapServers().isPresent()) {
      return Installation.external(configuration);
    }
    Endpoints up = running(configuration);
    return Installation.embedded(configuration, up.kafka(), up.registry(), up.openSearch());
  }

  /** The {@code up} that runs on the data folder. */
  static Endpoints running(Configuration configuration) throws CannotStart {
    return Endpoints.read(configuration.data())
        .orElseThrow(
            () ->
                new CannotStart(
                    "Expected `countersign up` to run on the data folder %s, but it does not. Start it in another terminal: ./countersign up"
                        .formatted(configuration.data())));
  }
}
