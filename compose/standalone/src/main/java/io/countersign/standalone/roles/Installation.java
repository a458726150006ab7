package io.countersign.standalone.roles;

import io.countersign.schemas.Replication;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.avro.kafka.RegistryConfig;
import io.countersign.schemas.kafka.KafkaSettings;
import io.countersign.schemas.registry.RegistryCredentials;
import io.countersign.schemas.registry.RegistryLimits;
import io.countersign.schemas.registry.RegistrySettings;
import io.countersign.standalone.config.Configuration;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The servers that the roles of one installation share, and how its topics are laid out.
 *
 * @param kafka the cluster
 * @param replication copies of each record
 * @param ledgers partitions of commands and events
 * @param standbys copies of each ledger's state on other engines
 * @param registry the schema registry
 * @param formats how records are read and written
 * @param openSearch nodes of the search cluster
 */
public record Installation(
    KafkaSettings kafka,
    Replication replication,
    int ledgers,
    int standbys,
    RegistrySettings registry,
    LogFormats formats,
    List<URI> openSearch) {
  private static final int LEDGERS = 12;
  private static final int EMBEDDED_LEDGERS = 4;

  /** Servers that somebody else runs. */
  public static Installation external(Configuration configuration) throws CannotStart {
    String bootstrap =
        configuration
            .kafka()
            .bootstrapServers()
            .orElseThrow(() -> missing("kafka.bootstrapServers", "Kafka"));
    if (configuration.registry().urls().isEmpty()) {
      throw missing("registry.urls", "the schema registry");
    }
    return of(
        configuration,
        kafka(configuration, bootstrap),
        configuration.registry().urls(),
        configuration.openSearch().urls(),
        new Defaults(Replication.PRODUCTION, LEDGERS, 1));
  }

  /** Servers that this machine runs for itself alone. */
  public static Installation embedded(
      Configuration configuration, String bootstrapServers, URI registry, URI openSearch)
      throws CannotStart {
    return of(
        configuration,
        KafkaSettings.of(bootstrapServers),
        List.of(registry),
        List.of(openSearch),
        new Defaults(Replication.SINGLE, EMBEDDED_LEDGERS, 0));
  }

  private record Defaults(Replication replication, int ledgers, int standbys) {}

  private static Installation of(
      Configuration configuration,
      KafkaSettings kafka,
      List<URI> registryUrls,
      List<URI> openSearch,
      Defaults defaults)
      throws CannotStart {
    Configuration.Registry registry = configuration.registry();
    Configuration.Kafka topics = configuration.kafka();
    try {
      Replication replication =
          new Replication(
              topics.replicationFactor().orElse((int) defaults.replication().factor()).shortValue(),
              topics.minInSync().orElse(defaults.replication().minInSync()));
      return new Installation(
          kafka,
          replication,
          configuration.engine().partitions().orElse(defaults.ledgers()),
          configuration.engine().standbys().orElse(defaults.standbys()),
          new RegistrySettings(registryUrls, credentials(registry), RegistryLimits.DEFAULT),
          new LogFormats(formats(registry, registryUrls)),
          openSearch);
    } catch (IllegalArgumentException e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
  }

  private static KafkaSettings kafka(Configuration configuration, String bootstrap)
      throws CannotStart {
    try {
      return configuration.kafka().properties().isPresent()
          ? KafkaSettings.of(bootstrap, configuration.kafka().properties().get())
          : KafkaSettings.of(bootstrap);
    } catch (IOException | IllegalArgumentException e) {
      throw new CannotStart("kafka.properties: " + e.getMessage(), e);
    }
  }

  private static RegistryCredentials credentials(Configuration.Registry registry) {
    if (registry.basicFile().isPresent()) {
      return new RegistryCredentials.Basic(registry.basicFile().get());
    }
    return registry
        .bearerFile()
        .<RegistryCredentials>map(RegistryCredentials.Bearer::new)
        .orElse(RegistryCredentials.NONE);
  }

  private static Map<String, Object> formats(Configuration.Registry registry, List<URI> urls) {
    Map<String, Object> formats = new HashMap<>();
    formats.put(
        RegistryConfig.URL, urls.stream().map(URI::toString).collect(Collectors.joining(",")));
    registry.basicFile().ifPresent(file -> formats.put(RegistryConfig.BASIC_FILE, file.toString()));
    registry
        .bearerFile()
        .ifPresent(file -> formats.put(RegistryConfig.BEARER_FILE, file.toString()));
    registry.serializer().ifPresent(name -> formats.put(LogFormats.SERIALIZER, name));
    registry.deserializer().ifPresent(name -> formats.put(LogFormats.DESERIALIZER, name));
    return formats;
  }

  private static CannotStart missing(String key, String server) {
    return new CannotStart(
        "Expected %s to say where %s is, but it is not set. Set it in the configuration, or run `countersign up`, which brings its own."
            .formatted(key, server));
  }

  /** Properties of a Kafka client without an id of its own. */
  public Map<String, Object> client() {
    Map<String, Object> client = new HashMap<>(kafka.client("countersign"));
    client.remove("client.id");
    return client;
  }
}
