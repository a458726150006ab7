package io.countersign.gateway.mcp;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/**
 * An MCP server over Streamable HTTP, built with the official SDK in an embedded servlet container.
 * As a program it writes its port to the file named by its argument.
 */
public final class HttpSampleServer {

  private final Tomcat tomcat = new Tomcat();

  HttpSampleServer(Path base) throws LifecycleException {
    HttpServletStreamableServerTransportProvider transport =
        HttpServletStreamableServerTransportProvider.builder()
            .jsonMapper(McpJsonDefaults.getMapper())
            .mcpEndpoint("/mcp")
            .build();
    var unused =
        McpServer.sync(transport)
            .serverInfo("notes-http", "4.5.6")
            .capabilities(ServerCapabilities.builder().tools(false).build())
            .tools(SampleTools.all())
            .build();
    tomcat.setBaseDir(base.toString());
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    Context context = tomcat.addContext("", base.toString());
    Tomcat.addServlet(context, "mcp", transport).setAsyncSupported(true);
    context.addServletMappingDecoded("/*", "mcp");
    tomcat.start();
  }

  int port() {
    return tomcat.getConnector().getLocalPort();
  }

  static URI endpoint(int port) {
    return URI.create("http://127.0.0.1:" + port + "/mcp");
  }

  public static void main(String[] args) throws LifecycleException, IOException {
    Path port = Path.of(args[0]);
    HttpSampleServer server =
        new HttpSampleServer(Files.createDirectories(port.resolveSibling("tomcat")));
    Path written = Files.writeString(port.resolveSibling("port.new"), "" + server.port());
    Files.move(written, port, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    server.tomcat.getServer().await();
  }
}
