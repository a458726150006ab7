package io.countersign.gateway.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.gateway.GatewaySettings;
import io.countersign.gateway.PlayedIngest;
import io.countersign.gateway.vertx.HttpGateway;
import io.countersign.gateway.vertx.HttpGatewaySettings;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Implementation;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The official MCP Java SDK on both sides of the gateway: an independent reading of the protocol.
 */
class OfficialSdkTest {

  @TempDir Path directory;
  private PlayedIngest ingest;
  private GatewaySettings settings;

  @BeforeEach
  void start() throws IOException {
    ingest = new PlayedIngest();
    settings = ingest.settings(directory);
  }

  @AfterEach
  void stop() {
    ingest.close();
  }

  @Test
  void worksOverStdio() {
    try (McpSyncClient client = client(SdkServers.overStdio(ingest, settings))) {
      drive(client, "notes", "1.2.3");
      assertThatThrownBy(() -> call(client, "die")).isInstanceOf(McpError.class);
      assertThat(ingest.awaitOutcome("die").path("status").asText()).isEqualTo("UNKNOWN");
    }
  }

  @Test
  void worksOverStreamableHttp() throws Exception {
    Path portFile = directory.resolve("port");
    Process server = SdkServers.startHttp(portFile);
    try (HttpGateway gateway =
            HttpGateway.start(
                settings,
                HttpGatewaySettings.loopback(
                    HttpSampleServer.endpoint(SdkServers.awaitPort(portFile, server))));
        McpSyncClient client = client(SdkServers.overHttp(gateway.port()))) {
      drive(client, "notes-http", "4.5.6");
      assertThatThrownBy(() -> call(client, "die")).isInstanceOf(McpError.class);
      assertThat(ingest.awaitOutcome("die").path("status").asText()).isEqualTo("UNKNOWN");
    } finally {
      server.destroyForcibly();
    }
  }

  private void drive(McpSyncClient client, String server, String version) {
    assertThat(client.initialize().serverInfo().name()).isEqualTo(server);
    assertThat(client.listTools().tools()).extracting(Tool::name).contains("read_note", "die");
    JsonNode proposal = ingest.awaitProposal("die");
    assertThat(proposal.path("server").asText()).isEqualTo(server);
    assertThat(proposal.path("description").asText()).isEqualTo("a sample");
    assertThat(proposal.at("/inputSchema/type").asText()).isEqualTo("object");
    assertThat(proposal.at("/annotations/destructiveHint").asBoolean()).isTrue();

    CallToolResult recorded = call(client, "deny:brakes:SHADOW_MODE");
    assertThat(text(recorded)).startsWith("Recorded, not executed: shadow mode");
    assertThat(recorded.meta()).containsEntry("io.countersign/retryable", false);

    assertThat(text(call(client, "read_note"))).isEqualTo("note N-1");
    JsonNode question = ingest.awaitQuestion("read_note");
    assertThat(question.at("/tool/server").asText()).isEqualTo(server);
    assertThat(question.at("/tool/version").asText()).isEqualTo(version);
    assertThat(question.at("/tool/schemaDigest").asText())
        .isEqualTo(
            // SHA-256 of {"properties":{"id":{"type":"string"}},"type":"object"}
            "sha256:e36382ec6abef464816fd2d62cfb88a3995907a5e91763b95fe4cbed24380252");
    assertThat(question.at("/actor/client/name").asText()).isEqualTo("sdk-client");
    assertThat(question.at("/arguments/id").asText()).isEqualTo("N-1");
    assertThat(ingest.awaitOutcome("read_note").path("status").asText()).isEqualTo("SUCCEEDED");

    CallToolResult denied = call(client, "deny_note");
    assertThat(denied.isError()).isTrue();
    assertThat(text(denied)).startsWith("Denied by Countersign: The tool is destructive");
    assertThat(denied.meta()).containsEntry("io.countersign/verdict", "DENY");

    assertThat(call(client, "fail_note").isError()).isTrue();
    assertThat(ingest.awaitOutcome("fail_note").path("errorClass").asText())
        .isEqualTo("tool_error");

    assertThatThrownBy(() -> call(client, "break_note")).isInstanceOf(McpError.class);
    assertThat(ingest.awaitOutcome("break_note").path("errorClass").asText())
        .isEqualTo("jsonrpc:-32050");
  }

  private static McpSyncClient client(McpClientTransport transport) {
    return McpClient.sync(transport)
        .clientInfo(Implementation.builder("sdk-client", "9.9").build())
        .requestTimeout(PlayedIngest.PATIENCE)
        .initializationTimeout(PlayedIngest.PATIENCE)
        .build();
  }

  private static CallToolResult call(McpSyncClient client, String tool) {
    return client.callTool(CallToolRequest.builder(tool).arguments(Map.of("id", "N-1")).build());
  }

  private static String text(CallToolResult result) {
    return ((TextContent) result.content().getFirst()).text();
  }
}
