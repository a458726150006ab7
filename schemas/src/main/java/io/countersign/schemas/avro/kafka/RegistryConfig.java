package io.countersign.schemas.avro.kafka;

import io.countersign.schemas.registry.RegistryCredentials;
import io.countersign.schemas.registry.RegistryLimits;
import io.countersign.schemas.registry.RegistrySettings;
import io.countersign.schemas.registry.SchemaRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;

/**
 * The client properties that our serializer and deserializer read, by the names Confluent's use
 * where there is one.
 */
public final class RegistryConfig {

  /** Comma-separated base URLs of the registry. Required. */
  public static final String URL = "schema.registry.url";

  /**
   * Whether the serializer may register a schema it meets. Default false: roles register theirs at
   * the start.
   */
  public static final String AUTO_REGISTER = "auto.register.schemas";

  /** A file with {@code user:password} for the registry. */
  public static final String BASIC_FILE = "countersign.registry.basic.file";

  /** A file with a bearer token for the registry. */
  public static final String BEARER_FILE = "countersign.registry.bearer.file";

  /**
   * The schema to read into, as an Avro {@code Schema} or its text. Default: the schema the record
   * was written with.
   */
  public static final String READER_SCHEMA = "countersign.reader.schema";

  private RegistryConfig() {}

  static SchemaRegistry registry(Map<String, ?> configs) {
    String urls = urls(configs);
    try {
      return new SchemaRegistry(
          RegistrySettings.of(urls, credentials(configs), RegistryLimits.DEFAULT));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(URL + ": " + e.getMessage());
    }
  }

  private static String urls(Map<String, ?> configs) {
    Object value = configs.get(URL);
    if (value instanceof List<?> list && !list.isEmpty()) {
      return String.join(",", list.stream().map(String::valueOf).toList());
    }
    if (value instanceof String text && !text.isBlank()) {
      return text;
    }
    throw new ConfigException(
        "Expected "
            + URL
            + " in the client's properties, but it is missing: set it to the registry's base URL");
  }

  private static RegistryCredentials credentials(Map<String, ?> configs) {
    Optional<String> basic = text(configs, BASIC_FILE);
    Optional<String> bearer = text(configs, BEARER_FILE);
    if (basic.isPresent() && bearer.isPresent()) {
      throw new ConfigException(
          "Expected " + BASIC_FILE + " or " + BEARER_FILE + ", but both are set");
    }
    if (basic.isPresent()) {
      return new RegistryCredentials.Basic(Path.of(basic.get()));
    }
    return bearer
        .<RegistryCredentials>map(file -> new RegistryCredentials.Bearer(Path.of(file)))
        .orElse(RegistryCredentials.NONE);
  }

  static boolean autoRegister(Map<String, ?> configs) {
    Object value = configs.get(AUTO_REGISTER);
    if (value == null) {
      return false;
    }
    return switch (String.valueOf(value)) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new ConfigException(
              "Expected " + AUTO_REGISTER + " true or false, but was " + value);
    };
  }

  private static Optional<String> text(Map<String, ?> configs, String key) {
    Object value = configs.get(key);
    return value == null ? Optional.empty() : Optional.of(value.toString());
  }
}
