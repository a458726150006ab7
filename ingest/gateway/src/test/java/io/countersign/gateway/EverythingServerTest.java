package io.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The reference server of the MCP project, in another language and by other people than the SDK the
 * other tests use.
 */
class EverythingServerTest {

  private static final String PACKAGE = "@modelcontextprotocol/server-everything";
  private static final Path INSTALLED = Path.of("target", "npm").toAbsolutePath();
  private static final int INSTALL_SECONDS = 180;

  @TempDir Path directory;

  @Test
  void worksThroughTheGateway() throws Exception {
    Path server = install();
    try (PlayedIngest ingest = new PlayedIngest();
        RunningStdio gateway =
            new RunningStdio(
                ingest.settings(directory),
                directory.resolve("unused"),
                List.of("node", server.toString(), "stdio"))) {
      gateway.send(
          "{\"jsonrpc\":\"2.0\",\"id\":\"init\",\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{},\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}}");
      gateway.awaitAnswer("init");
      gateway.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
      gateway.send("{\"jsonrpc\":\"2.0\",\"id\":\"list\",\"method\":\"tools/list\"}");
      gateway.awaitAnswer("list");
      gateway.send(
          "{\"jsonrpc\":\"2.0\",\"id\":\"call\",\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":{\"message\":\"hello\"}}}");
      gateway.awaitAnswer("call");
      JsonNode question = ingest.awaitQuestion("echo");
      assertThat(question.at("/tool/server").asText()).isNotEmpty();
      assertThat(question.at("/tool/version").asText()).isNotEmpty();
      assertThat(question.at("/tool/schemaDigest").asText()).startsWith("sha256:");
      JsonNode outcome = ingest.awaitOutcome("echo");
      assertThat(outcome.path("status").asText()).isEqualTo("SUCCEEDED");
      assertThat(outcome.at("/result/content/0/text").asText()).contains("hello");
    }
  }

  private static Path install() throws IOException, InterruptedException {
    assumeTrue(isOnPath("node") && isOnPath("npm"), "skipped: node and npm are not on the PATH");
    Path server = INSTALLED.resolve("node_modules/" + PACKAGE + "/dist/index.js");
    if (!Files.exists(server)) {
      Files.createDirectories(INSTALLED);
      Process npm =
          new ProcessBuilder(
                  "npm",
                  "install",
                  "--prefix",
                  INSTALLED.toString(),
                  "--no-package-lock",
                  "--no-audit",
                  "--no-fund",
                  "--ignore-scripts",
                  PACKAGE)
              .redirectErrorStream(true)
              .redirectOutput(INSTALLED.resolve("npm.log").toFile())
              .start();
      boolean ended = npm.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS);
      npm.destroyForcibly();
      assumeTrue(
          ended && Files.exists(server),
          "skipped: npm could not install "
              + PACKAGE
              + " (is a registry reachable?); see target/npm/npm.log");
    }
    return server;
  }

  private static boolean isOnPath(String program) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }
}
