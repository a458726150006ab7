package io.countersign.gateway.vertx;

import io.countersign.gateway.GatewaySettings;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the HTTP form of the gateway needs beside {@link GatewaySettings}.
 *
 * @param upstream the MCP endpoint of the server, for example {@code http://localhost:3001/mcp}
 * @param host address to listen on
 * @param port port to listen on; 0 takes a free one
 * @param path path of the gateway's own endpoint
 * @param allowedOrigins web origins that may call beside those of this machine, for example {@code
 *     https://console.example}
 * @param trustedPrincipalHeader a header that names the principal of each request. Only for a
 *     gateway behind a proxy that authenticates and sets it; a request without it then has no
 *     principal, whatever the options say
 * @param trustedScopesHeader a header that names the scopes of each request, separated by spaces or
 *     commas, under the same condition; a request without it then has none
 */
public record HttpGatewaySettings(
    URI upstream,
    String host,
    int port,
    String path,
    Set<String> allowedOrigins,
    @Nullable String trustedPrincipalHeader,
    @Nullable String trustedScopesHeader) {

  public HttpGatewaySettings {
    GatewaySettings.requireHttp("upstream URL", upstream);
    if (upstream.getQuery() != null || upstream.getFragment() != null) {
      throw new IllegalArgumentException(
          "Expected the upstream URL without query and fragment, but it has one.");
    }
    if (host.isBlank()) {
      throw new IllegalArgumentException("Expected an address to listen on, but it is blank.");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("Expected a port of 0 to 65535, but it is " + port + ".");
    }
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException(
          "Expected the path to start with /, but it is " + path + ".");
    }
    allowedOrigins = Set.copyOf(allowedOrigins);
    requireHeader("principal", trustedPrincipalHeader);
    requireHeader("scopes", trustedScopesHeader);
  }

  private static void requireHeader(String what, @Nullable String name) {
    if (name != null && !name.matches("[A-Za-z0-9-]{1,64}")) {
      throw new IllegalArgumentException(
          "Expected the trusted %s header to be a header's name, but it is not.".formatted(what));
    }
  }

  /** A proxy on a free loopback port under {@code /mcp}. */
  public static HttpGatewaySettings loopback(URI upstream) {
    return new HttpGatewaySettings(upstream, "127.0.0.1", 0, "/mcp", Set.of(), null, null);
  }
}
