package io.countersign.gateway.vertx;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages of strangers from using a gateway on the user's machine (DNS rebinding; MCP,
 * Streamable HTTP, security warning). An origin must be of this machine or allowed; on a loopback
 * address so must the name the request was sent to.
 */
final class OriginGuard {

  private final Set<String> allowed;
  private final boolean onLoopback;

  OriginGuard(Set<String> allowedOrigins, String listenHost) {
    this.allowed = allowedOrigins;
    this.onLoopback = isLoopback(listenHost);
  }

  boolean admits(@Nullable String origin, @Nullable String host) {
    return originIsFine(origin) && (!onLoopback || hostIsFine(host));
  }

  private boolean originIsFine(@Nullable String origin) {
    return origin == null || allowed.contains(origin) || isLoopback(hostOf(origin));
  }

  private boolean hostIsFine(@Nullable String host) {
    if (host == null) {
      return false;
    }
    String name = hostOf("http://" + host);
    return isLoopback(name) || allowed.stream().anyMatch(origin -> name.equals(hostOf(origin)));
  }

  private static String hostOf(String origin) {
    try {
      String host = new URI(origin).getHost();
      return host == null ? "" : host.toLowerCase(Locale.ROOT);
    } catch (URISyntaxException malformed) {
      return "";
    }
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.equals("::1")
        || host.matches("127(\\.[0-9]{1,3}){3}");
  }
}
