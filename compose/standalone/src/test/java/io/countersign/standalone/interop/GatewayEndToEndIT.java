package io.countersign.standalone.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.standalone.Api;
import io.countersign.standalone.ChildJvm;
import io.countersign.standalone.Eventually;
import io.countersign.standalone.SharedSystem;
import io.countersign.standalone.WholeSystem;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Implementation;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The official MCP SDK as client, our gateway as it is launched, servers of other people, and the
 * story an auditor reads.
 */
@ExtendWith(SharedSystem.class)
class GatewayEndToEndIT {
  private static final String EVERYTHING = "@modelcontextprotocol/server-everything";
  private static final int INSTALL_SECONDS = 180;

  private final WholeSystem system;
  private final String tenant = Api.newTenant();
  @TempDir private Path folder;

  private GatewayRig rig;

  GatewayEndToEndIT(WholeSystem system) {
    this.system = system;
  }

  @BeforeEach
  void rig() {
    rig = new GatewayRig(system, tenant, folder);
  }

  @Test
  void aRunOverStdioIsToldFromTheFirstCallToTheLastOutcome() throws Exception {
    registerNotes();
    List<String> server = GatewayRig.java(NotesServer.class.getName());
    try (McpSyncClient client = GatewayRig.client(rig.stdio(server))) {
      driveNotes(client);
    }
    assertStoryOfNotes();
  }

  @Test
  void aRunOverStreamableHttpIsToldFromTheFirstCallToTheLastOutcome() throws Exception {
    registerNotes();
    try (ChildJvm server =
        new ChildJvm.Command()
            .start(
                "notes", folder, NotesServer.class.getName(), folder.resolve("web").toString())) {
      String upstream = server.awaitSaid(Pattern.compile(NotesServer.LISTENS + "(\\S+)")).group(1);
      List<String> gateway = new ArrayList<>(List.of("--listen", "0", "--upstream", upstream));
      gateway.addAll(0, rig.options());
      try (ChildJvm process =
          new ChildJvm.Command().launcher("gateway", folder, gateway.toArray(String[]::new))) {
        String url =
            process.awaitSaid(Pattern.compile("READY (http://127\\.0\\.0\\.1:\\d+)/mcp")).group(1);
        try (McpSyncClient client =
            GatewayRig.client(
                HttpClientStreamableHttpTransport.builder(url).endpoint("/mcp").build())) {
          driveNotes(client);
        }
      }
    }
    assertStoryOfNotes();
  }

  @Test
  void shadowModeRecordsAWriteAndDoesNotExecuteIt() throws Exception {
    registerNotes();
    String brake =
        """
        {"kind": "SHADOW", "scope": {"tenant": "%s"}, "reason": "we watch the agent first"}"""
            .formatted(tenant);
    system.api().post("/v1/brakes", system.operator(tenant), brake).expect(201);
    try (McpSyncClient client =
        GatewayRig.client(rig.stdio(GatewayRig.java(NotesServer.class.getName())))) {
      client.initialize();
      CallToolResult write = GatewayRig.call(client, "delete_note", Map.of("id", "N-1"));
      assertThat(GatewayRig.text(write))
          .startsWith("Recorded, not executed: shadow mode is on.")
          .contains("we watch the agent first", "SHADOW_MODE")
          .doesNotContain("ran on");
      assertThat(write.meta()).containsEntry("io.countersign/retryable", false);
      CallToolResult read = GatewayRig.call(client, "read_note", Map.of("id", "N-1"));
      assertThat(GatewayRig.text(read)).as("reading goes on").isEqualTo("read_note ran on N-1");
    }
    JsonNode story = story(2, 1);
    assertThat(texts(story, "/decision/verdict")).containsExactlyInAnyOrder("DENY", "ALLOW");
    assertThat(story.path("findings")).isEmpty();
  }

  @Test
  void theReferenceServerOfTheMcpProjectWorksBehindIt() throws Exception {
    Path server = installEverything();
    try (McpSyncClient client =
        GatewayRig.client(rig.stdio(List.of("node", server.toString(), "stdio")))) {
      Implementation info = client.initialize().serverInfo();
      Tool echo =
          Eventually.get(client::listTools).tools().stream()
              .filter(tool -> tool.name().equals("echo"))
              .findFirst()
              .orElseThrow();
      awaitProposal(info.name(), "echo");
      CallToolResult before = GatewayRig.call(client, "echo", Map.of("message", "hello"));
      assertThat(before.isError()).isTrue();
      assertThat(GatewayRig.text(before)).contains("Denied by Countersign");

      String schema = McpJsonDefaults.getMapper().writeValueAsString(echo.inputSchema());
      rig.register(info.name(), "echo", info.version(), "READ", schema);
      CallToolResult after = GatewayRig.call(client, "echo", Map.of("message", "hello"));
      assertThat(GatewayRig.text(after)).contains("hello");
      assertThat(after.isError()).isNotEqualTo(true);
    }
    JsonNode story = story(2, 1);
    assertThat(texts(story, "/decision/verdict")).containsExactlyInAnyOrder("DENY", "ALLOW");
  }

  private void driveNotes(McpSyncClient client) {
    assertThat(client.initialize().serverInfo().name()).isEqualTo(NotesServer.NAME);
    assertThat(client.listTools().tools()).hasSize(3);
    awaitProposal(NotesServer.NAME, "forgotten_tool");

    CallToolResult read = GatewayRig.call(client, "read_note", Map.of("id", "N-1"));
    assertThat(GatewayRig.text(read)).isEqualTo("read_note ran on N-1");

    CallToolResult write = GatewayRig.call(client, "delete_note", Map.of("id", "N-1"));
    assertThat(write.isError()).isTrue();
    assertThat(GatewayRig.text(write)).startsWith("Denied by Countersign").doesNotContain("ran on");
    assertThat(write.meta()).containsEntry("io.countersign/verdict", "DENY");

    CallToolResult unknown = GatewayRig.call(client, "forgotten_tool", Map.of("id", "N-1"));
    assertThat(unknown.isError()).isTrue();
    assertThat(GatewayRig.text(unknown))
        .startsWith("Denied by Countersign")
        .contains("TOOL_PROPOSED")
        .as("only what speaks against the call")
        .doesNotContain("CLOCK_AGREES", "NOT_REACHED");
  }

  private void assertStoryOfNotes() {
    JsonNode story = story(3, 1);
    Map<String, JsonNode> calls = new HashMap<>();
    story.path("calls").forEach(call -> calls.put(call.at("/tool/name").asText(), call));
    assertThat(calls.get("read_note").at("/decision/verdict").asText()).isEqualTo("ALLOW");
    assertThat(calls.get("read_note").at("/outcome/status").asText()).isEqualTo("SUCCEEDED");
    assertThat(calls.get("read_note").at("/intent/arguments/json/id").asText()).isEqualTo("N-1");
    assertThat(calls.get("read_note").at("/actor/principal/id").asText()).isEqualTo("ana");
    assertThat(calls.get("read_note").at("/actor/client/name").asText()).isEqualTo("sdk-client");
    assertThat(calls.get("delete_note").at("/decision/verdict").asText()).isEqualTo("DENY");
    assertThat(calls.get("delete_note").path("decision").toString())
        .contains("\"SERVER_NOT_REVIEWED\"");
    assertThat(calls.get("forgotten_tool").at("/decision/verdict").asText()).isEqualTo("DENY");
    assertThat(calls.get("forgotten_tool").path("decision").toString()).contains("TOOL_PROPOSED");
    assertThat(story.path("findings")).isEmpty();
    assertThat(story.path("complete").asBoolean()).isTrue();
  }

  /** What the gateway saw in a list stands in the catalogue, and nobody answers for it yet. */
  private void awaitProposal(String server, String tool) {
    String operator = system.operator(tenant);
    Eventually.get(
        () -> {
          JsonNode page = system.api().get("/v1/tools?state=PROPOSED", operator).expect(200).json();
          List<String> proposed = new ArrayList<>();
          page.path("tools")
              .forEach(
                  seen ->
                      proposed.add(
                          seen.path("server").asText() + "/" + seen.path("name").asText()));
          assertThat(proposed).contains(server + "/" + tool);
          return page;
        });
  }

  /** The story of the tenant's one run, once it has so many calls and executed calls. */
  private JsonNode story(int calls, int executed) {
    String auditor = system.auditor(tenant);
    String runId =
        Eventually.get(
            () -> {
              JsonNode page = system.api().get("/v1/calls", auditor).expect(200).json();
              assertThat(page.path("calls")).hasSize(calls);
              return page.at("/calls/0/runId").asText();
            });
    return system.story(
        tenant,
        runId,
        told ->
            told.path("calls").size() == calls
                && texts(told, "/outcome/status").stream().filter("SUCCEEDED"::equals).count()
                    == executed);
  }

  private static List<String> texts(JsonNode story, String pointer) {
    List<String> texts = new ArrayList<>();
    story.path("calls").forEach(call -> texts.add(call.at(pointer).asText()));
    return texts;
  }

  private void registerNotes() {
    rig.register(NotesServer.NAME, "read_note", NotesServer.VERSION, "READ", NotesServer.SCHEMA);
    rig.register(NotesServer.NAME, "delete_note", NotesServer.VERSION, "WRITE", NotesServer.SCHEMA);
  }

  private static Path installEverything() throws IOException, InterruptedException {
    assumeTrue(isOnPath("node") && isOnPath("npm"), "skipped: node and npm are not on the PATH");
    Path npmFolder = Files.createDirectories(Path.of("target", "npm").toAbsolutePath());
    Path server = npmFolder.resolve("node_modules/" + EVERYTHING + "/dist/index.js");
    if (!Files.exists(server)) {
      Process npm =
          new ProcessBuilder(
                  "npm",
                  "install",
                  "--prefix",
                  npmFolder.toString(),
                  "--no-package-lock",
                  "--no-audit",
                  "--no-fund",
                  "--ignore-scripts",
                  EVERYTHING)
              .redirectErrorStream(true)
              .redirectOutput(npmFolder.resolve("npm.log").toFile())
              .start();
      boolean ended = npm.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS);
      npm.destroyForcibly();
      assumeTrue(
          ended && Files.exists(server),
          "skipped: npm could not install " + EVERYTHING + "; see target/npm/npm.log");
    }
    return server;
  }

  private static boolean isOnPath(String program) {
    for (String place : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(place, program))) {
        return true;
      }
    }
    return false;
  }
}
