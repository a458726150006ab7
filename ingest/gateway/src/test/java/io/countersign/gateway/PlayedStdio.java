package io.countersign.gateway;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of the stdio form share: a played ingest, and settings to change before starting. */
abstract class PlayedStdio {

  @TempDir Path directory;
  PlayedIngest ingest;
  GatewaySettings settings;

  @BeforeEach
  void start() throws IOException {
    ingest = new PlayedIngest();
    settings = ingest.settings(directory);
  }

  @AfterEach
  void stop() {
    ingest.close();
  }

  RunningStdio gateway() throws IOException {
    return new RunningStdio(settings, directory);
  }
}
