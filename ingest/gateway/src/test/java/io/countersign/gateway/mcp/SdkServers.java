package io.countersign.gateway.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.gateway.GatewayMain;
import io.countersign.gateway.GatewaySettings;
import io.countersign.gateway.PlayedIngest;
import io.countersign.gateway.TestJvm;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpClientTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Servers built with the official SDK, and the way of its client to them through a gateway. */
final class SdkServers {

  private SdkServers() {}

  /** A client that starts a gateway that starts a server. */
  static McpClientTransport overStdio(PlayedIngest ingest, GatewaySettings settings) {
    List<String> gateway =
        new ArrayList<>(
            TestJvm.command(
                GatewayMain.class, ingest.url().toString(), settings.tokenFile().toString()));
    gateway.addAll(TestJvm.command(StdioSampleServer.class));
    return new StdioClientTransport(
        ServerParameters.builder(gateway.getFirst())
            .args(gateway.subList(1, gateway.size()))
            .build(),
        McpJsonDefaults.getMapper());
  }

  static McpClientTransport overHttp(int port) {
    return HttpClientStreamableHttpTransport.builder("http://127.0.0.1:" + port)
        .endpoint("/mcp")
        .build();
  }

  /** An HTTP server that writes its port into that file. */
  static Process startHttp(Path portFile) throws IOException {
    return new ProcessBuilder(TestJvm.command(HttpSampleServer.class, portFile.toString()))
        .inheritIO()
        .start();
  }

  static int awaitPort(Path file, Process server) throws IOException {
    long end = System.nanoTime() + PlayedIngest.PATIENCE.toNanos();
    while (!Files.exists(file)) {
      assertThat(server.isAlive()).as("the sample server runs").isTrue();
      assertThat(System.nanoTime()).as("the sample server has a port in time").isLessThan(end);
      Thread.onSpinWait();
    }
    return Integer.parseInt(Files.readString(file));
  }
}
