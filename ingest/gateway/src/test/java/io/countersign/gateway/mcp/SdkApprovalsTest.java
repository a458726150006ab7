package io.countersign.gateway.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.gateway.GatewaySettings;
import io.countersign.gateway.PlayedApprovals;
import io.countersign.gateway.PlayedIngest;
import io.countersign.gateway.vertx.HttpGateway;
import io.countersign.gateway.vertx.HttpGatewaySettings;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import io.modelcontextprotocol.spec.McpSchema.ElicitFormRequest;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Approvals as a client of the official MCP Java SDK meets them. */
class SdkApprovalsTest {

  private static final String TOOL = "ask_note";

  @TempDir private Path directory;
  private final BlockingQueue<ProgressNotification> progress = new LinkedBlockingQueue<>();
  private final BlockingQueue<ElicitFormRequest> elicited = new LinkedBlockingQueue<>();
  private PlayedIngest ingest;
  private PlayedApprovals approvals;
  private GatewaySettings settings;

  @BeforeEach
  void start() throws Exception {
    ingest = new PlayedIngest();
    approvals = ingest.approvals();
    settings = ingest.settings(directory);
  }

  @AfterEach
  void stop() {
    ingest.close();
  }

  private McpSyncClient client(McpClientTransport transport, ClientCapabilities capabilities) {
    McpSyncClient client =
        McpClient.sync(transport)
            .requestTimeout(PlayedIngest.PATIENCE)
            .initializationTimeout(PlayedIngest.PATIENCE)
            .capabilities(capabilities)
            .progressConsumer(progress::add)
            .elicitation(
                request -> {
                  elicited.add(request);
                  return ElicitResult.builder(ElicitResult.Action.ACCEPT).content(Map.of()).build();
                })
            .urlElicitation(page -> ElicitResult.builder(ElicitResult.Action.ACCEPT).build())
            .build();
    client.initialize();
    client.listTools();
    return client;
  }

  private static CallToolResult call(McpSyncClient client, String id) {
    return client.callTool(
        CallToolRequest.builder(TOOL).arguments(Map.of("id", id)).progressToken("p-" + id).build());
  }

  private static String text(CallToolResult result) {
    return ((TextContent) result.content().getFirst()).text();
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    @Nullable T next = queue.poll(PlayedIngest.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  private void assertProgressAndOneRun(McpSyncClient client) throws Exception {
    CompletableFuture<CallToolResult> held =
        CompletableFuture.supplyAsync(() -> call(client, "N-1"), Thread::startVirtualThread);
    ProgressNotification none = next(progress);
    approvals.vote(TOOL);
    ProgressNotification one = next(progress);
    while (!one.message().endsWith("1 of 2 votes")) {
      one = next(progress);
    }
    approvals.vote(TOOL);
    assertThat(text(held.get(PlayedIngest.PATIENCE.toSeconds(), TimeUnit.SECONDS)))
        .isEqualTo("note N-1");
    assertThat(none.progressToken()).isEqualTo("p-N-1");
    assertThat(none.message()).startsWith("waiting for approval " + approvals.shortCode(TOOL));
    assertThat(one.progress()).isGreaterThan(none.progress());
    JsonNode outcome = ingest.awaitOutcome(TOOL);
    assertThat(outcome.path("status").asText()).isEqualTo("SUCCEEDED");
    assertThat(approvals.claims()).hasSize(1);
    assertThat(outcome.path("claimId")).isEqualTo(approvals.claims().getFirst().path("claimId"));
  }

  @Test
  void hearsOfTheVotesOverStdio() throws Exception {
    try (McpSyncClient client =
        client(SdkServers.overStdio(ingest, settings), ClientCapabilities.builder().build())) {
      assertProgressAndOneRun(client);
    }
  }

  @Test
  void hearsOfTheVotesAndConfirmsOverStreamableHttp() throws Exception {
    settings = settings.confirming(true);
    overHttp(
        ClientCapabilities.builder().elicitation().build(),
        client -> {
          assertProgressAndOneRun(client);
          assertThat(next(elicited).message()).contains("ask_note with {\"id\":\"N-1\"}");
          approvals.awaitConfirmed();
        });
  }

  @Test
  void makesTheCallAgainAfterItsApproval() throws Exception {
    settings = settings.with(settings.limits().withHoldApproval(Duration.ZERO));
    overHttp(
        ClientCapabilities.builder().build(),
        client -> {
          CallToolResult pending = call(client, "N-1");
          assertThat(pending.isError()).isTrue();
          assertThat(text(pending)).startsWith("Approval is pending");
          assertThat(pending.meta()).containsEntry("io.countersign/retryable", true);
          approvals.approve(TOOL);
          assertThat(text(call(client, "N-2"))).as("another action").startsWith("Approval is");
          assertThat(text(call(client, "N-1"))).isEqualTo("note N-1");
          assertThat(approvals.claims()).hasSize(1);
        });
  }

  @Test
  void isSentToTheApprovalPageWhenItCanShowOne() throws Exception {
    settings = settings.with(settings.limits().withHoldApproval(Duration.ZERO));
    overHttp(
        ClientCapabilities.builder().elicitation(true, true).build(),
        client ->
            assertThatThrownBy(() -> call(client, "N-1"))
                .isInstanceOfSatisfying(
                    McpError.class,
                    error -> {
                      assertThat(error.getJsonRpcError().code()).isEqualTo(-32042);
                      assertThat(String.valueOf(error.getJsonRpcError().data()))
                          .contains(PlayedApprovals.URL);
                    }));
  }

  private interface Story {
    void tell(McpSyncClient client) throws Exception;
  }

  private void overHttp(ClientCapabilities capabilities, Story story) throws Exception {
    Path portFile = directory.resolve("port");
    Process server = SdkServers.startHttp(portFile);
    try (HttpGateway gateway =
            HttpGateway.start(
                settings,
                HttpGatewaySettings.loopback(
                    HttpSampleServer.endpoint(SdkServers.awaitPort(portFile, server))));
        McpSyncClient client = client(SdkServers.overHttp(gateway.port()), capabilities)) {
      story.tell(client);
    } finally {
      server.destroyForcibly();
    }
  }
}
