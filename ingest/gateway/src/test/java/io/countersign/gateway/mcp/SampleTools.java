package io.countersign.gateway.mcp;

import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import java.util.List;
import java.util.Map;

/** The tools of the sample servers that are built with the official SDK. */
public final class SampleTools {

  static final Map<String, Object> SCHEMA =
      Map.of("type", "object", "properties", Map.of("id", Map.of("type", "string")));

  private SampleTools() {}

  static List<SyncToolSpecification> all() {
    return List.of(
        tool("read_note"),
        tool("fail_note"),
        tool("break_note"),
        tool("deny_note"),
        tool("ask_note"),
        tool("die"));
  }

  private static SyncToolSpecification tool(String name) {
    return SyncToolSpecification.builder()
        .tool(
            Tool.builder(name, SCHEMA)
                .description("a sample")
                .annotations(ToolAnnotations.builder().destructiveHint(name.equals("die")).build())
                .build())
        .callHandler((exchange, request) -> answer(request))
        .build();
  }

  private static CallToolResult answer(CallToolRequest request) {
    String id = String.valueOf(request.arguments().get("id"));
    return switch (request.name()) {
      case "read_note", "ask_note" -> CallToolResult.builder().addTextContent("note " + id).build();
      case "fail_note" ->
          CallToolResult.builder().addTextContent("no note " + id).isError(true).build();
      case "break_note" -> throw McpError.builder(-32050).message("broken").build();
      case "die" -> {
        Runtime.getRuntime().halt(9);
        throw new AssertionError("the process has ended");
      }
      default -> throw new AssertionError("Expected no call of " + request.name());
    };
  }
}
