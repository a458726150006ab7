package io.countersign.standalone.interop;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

/**
 * An MCP server of three tools, built with the official SDK: over standard streams, or over
 * Streamable HTTP when a folder is named.
 */
final class NotesServer {
  static final String NAME = "notes";
  static final String VERSION = "1.2.3";
  static final String LISTENS = "listens on ";

  /** Every tool's schema, as the catalogue must know it. */
  static final String SCHEMA =
      "{\"type\": \"object\", \"properties\": {\"id\": {\"type\": \"string\"}}}";

  private static final Map<String, Object> SCHEMA_OF_THE_SDK =
      Map.of("type", "object", "properties", Map.of("id", Map.of("type", "string")));

  private NotesServer() {}

  public static void main(String[] args) throws Exception {
    if (args.length == 0) {
      var unused =
          McpServer.sync(new StdioServerTransportProvider(McpJsonDefaults.getMapper()))
              .serverInfo(NAME, VERSION)
              .capabilities(ServerCapabilities.builder().tools(false).build())
              .tools(tools())
              .build();
    } else {
      http(Files.createDirectories(Path.of(args[0])));
    }
  }

  private static void http(Path folder) throws Exception {
    HttpServletStreamableServerTransportProvider transport =
        HttpServletStreamableServerTransportProvider.builder()
            .jsonMapper(McpJsonDefaults.getMapper())
            .mcpEndpoint("/mcp")
            .build();
    var unused =
        McpServer.sync(transport)
            .serverInfo(NAME, VERSION)
            .capabilities(ServerCapabilities.builder().tools(false).build())
            .tools(tools())
            .build();
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toString());
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    Context context = tomcat.addContext("", folder.toString());
    Tomcat.addServlet(context, "mcp", transport).setAsyncSupported(true);
    context.addServletMappingDecoded("/*", "mcp");
    tomcat.start();
    System.out.println(
        LISTENS + "http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/mcp");
    tomcat.getServer().await();
  }

  private static List<SyncToolSpecification> tools() {
    return List.of(tool("read_note"), tool("delete_note"), tool("forgotten_tool"));
  }

  private static SyncToolSpecification tool(String name) {
    return SyncToolSpecification.builder()
        .tool(Tool.builder(name, SCHEMA_OF_THE_SDK).description("a sample").build())
        .callHandler((exchange, request) -> answer(request))
        .build();
  }

  private static CallToolResult answer(CallToolRequest request) {
    return CallToolResult.builder()
        .addTextContent(request.name() + " ran on " + request.arguments().get("id"))
        .build();
  }
}
