package io.countersign.gateway.mcp;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;

/** An MCP server over standard streams, built with the official SDK. */
public final class StdioSampleServer {

  private StdioSampleServer() {}

  public static void main(String[] args) {
    var unused =
        McpServer.sync(new StdioServerTransportProvider(McpJsonDefaults.getMapper()))
            .serverInfo("notes", "1.2.3")
            .capabilities(ServerCapabilities.builder().tools(false).build())
            .tools(SampleTools.all())
            .build();
  }
}
