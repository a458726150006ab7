package io.countersign.standalone.http;

import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/** Names a request without anything its sender made up, for logs and metrics. */
final class Routes {
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS");

  private Routes() {}

  static String method(RoutingContext context) {
    String name = context.request().method().name();
    return METHODS.contains(name) ? name : "OTHER";
  }

  /** The path with its parameters' names instead of their values. */
  static String template(RoutingContext context) {
    Route route = context.currentRoute();
    String path = route == null ? null : route.getPath();
    return path == null ? "no route" : path;
  }
}
