package io.countersign.standalone.command;

import io.countersign.standalone.config.ConfigurationReader;
import io.countersign.standalone.config.ConfigurationRefused;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a command that runs until it is stopped and answers over HTTP. */
final class ServerOptions {
  @Mixin private Setup setup = new Setup();

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "HTTP port of its API, health and metrics; 0 picks a free one (default: 8080).")
  private @Nullable Integer port;

  /** What a server does between its start and its stop. */
  interface Start {
    void start(ConfigurationReader.Read read, Lifetime lifetime) throws Exception;
  }

  /** Where the configuration comes from. */
  Setup setup() {
    return setup;
  }

  /** Starts, waits until the process is told to stop, and stops everything that was started. */
  int run(Start server) throws Exception {
    ConfigurationReader.Read read = read();
    Lifetime lifetime = new Lifetime();
    try {
      server.start(read, lifetime);
    } catch (Exception e) {
      lifetime.stop();
      throw e;
    }
    lifetime.awaitStop();
    return Commands.DONE;
  }

  private ConfigurationReader.Read read() throws ConfigurationRefused {
    return setup.read(port == null ? Map.of() : Map.of("http.port", port.toString()));
  }
}
