package io.countersign.standalone.command;

import io.countersign.standalone.config.Configuration;
import io.countersign.standalone.config.ConfigurationReader;
import io.countersign.standalone.config.ConfigurationRefused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which a command finds its configuration. */
final class Setup {
  /** Where the log files go; must be known before the first logger is made. */
  private static final String LOG_FOLDER = "countersign.log.dir";

  /** Where the script that started us says the repository's data folder is. */
  private static final String DEFAULT_DATA = "countersign.data";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of everything that is kept (default: data in the repository's root).")
  @Nullable Path data;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings in YAML (default: countersign.yaml in the data folder, when there).")
  @Nullable Path config;

  /** Reads the configuration and points the logs into the data folder. */
  ConfigurationReader.Read read(Map<String, String> commandLine) throws ConfigurationRefused {
    Map<String, String> given = new HashMap<>(commandLine);
    Map<String, String> environment = System.getenv();
    Optional<Path> folder = Optional.ofNullable(data);
    if (folder.isEmpty() && !environment.containsKey("COUNTERSIGN_DATA") && config == null) {
      folder = Optional.ofNullable(System.getProperty(DEFAULT_DATA)).map(Path::of);
    }
    folder.ifPresent(path -> given.put("data", path.toString()));
    ConfigurationReader.Read read =
        ConfigurationReader.read(file(given, environment), environment, given);
    System.setProperty(
        LOG_FOLDER, read.configuration().data().toAbsolutePath().resolve("logs").toString());
    return read;
  }

  Configuration read() throws ConfigurationRefused {
    return read(Map.of()).configuration();
  }

  private Optional<Path> file(Map<String, String> given, Map<String, String> environment) {
    if (config != null) {
      return Optional.of(config);
    }
    String folder =
        given.getOrDefault("data", environment.getOrDefault("COUNTERSIGN_DATA", "data"));
    Path beside = Path.of(folder, "countersign.yaml");
    return Files.exists(beside) ? Optional.of(beside) : Optional.empty();
  }
}
