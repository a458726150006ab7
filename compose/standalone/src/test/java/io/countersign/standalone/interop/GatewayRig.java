package io.countersign.standalone.interop;

import io.countersign.schemas.access.Role;
import io.countersign.standalone.Countersign;
import io.countersign.standalone.Eventually;
import io.countersign.standalone.WholeSystem;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Implementation;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A gateway as it is launched in front of an MCP server, and the official SDK as its client. */
final class GatewayRig {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final WholeSystem system;
  private final String tenant;
  private final Path folder;

  GatewayRig(WholeSystem system, String tenant, Path folder) {
    this.system = system;
    this.tenant = tenant;
    this.folder = folder;
  }

  void register(String server, String tool, String version, String risk, String schema) {
    String body =
        """
        {"version": "%s", "risk": "%s", "purpose": "part of a test", "inputSchema": %s,
         "owner": {"name": "Support tools", "contact": "support-tools"}}"""
            .formatted(version, risk, schema);
    String path = "/v1/tools/%s/%s".formatted(server.replace("/", "%2F"), tool);
    system.api().put(path, system.operator(tenant), body).expect(201);
  }

  McpClientTransport stdio(List<String> server, String... options) throws IOException {
    List<String> command = new ArrayList<>(java(Countersign.class.getName()));
    command.addAll(options());
    command.addAll(List.of(options));
    command.add("--");
    command.addAll(server);
    return new StdioClientTransport(
        ServerParameters.builder(command.getFirst())
            .args(command.subList(1, command.size()))
            .build(),
        McpJsonDefaults.getMapper());
  }

  List<String> options() throws IOException {
    Path token = Files.writeString(folder.resolve("token"), system.token(Role.GATEWAY, tenant));
    return List.of(
        "gateway",
        "--url",
        system.api().url("/").toString().replaceAll("/$", ""),
        "--token-file",
        token.toString(),
        "--tenant",
        tenant,
        "--principal",
        "ana",
        "--agent",
        "triage-bot");
  }

  static List<String> java(String main) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx256m",
        "-XX:+UseSerialGC",
        "-cp",
        System.getProperty("java.class.path"),
        main);
  }

  static McpSyncClient client(McpClientTransport transport) {
    return McpClient.sync(transport)
        .clientInfo(Implementation.builder("sdk-client", "9.9").build())
        .requestTimeout(PATIENCE)
        .initializationTimeout(PATIENCE)
        .build();
  }

  static CallToolResult call(McpSyncClient client, String tool, Map<String, Object> arguments) {
    // The SDK's transport fails when two threads send at once, as when a server asks meanwhile.
    return Eventually.get(
        () -> client.callTool(CallToolRequest.builder(tool).arguments(arguments).build()));
  }

  static String text(CallToolResult result) {
    return ((TextContent) result.content().getFirst()).text();
  }
}
