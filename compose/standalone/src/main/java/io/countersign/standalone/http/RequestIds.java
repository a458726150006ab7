package io.countersign.standalone.http;

import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import java.util.regex.Pattern;

/** Names each request, so that an answer, a log line and a client's complaint can be joined. */
final class RequestIds {
  static final String HEADER = "X-Request-Id";
  private static final String KEY = RequestIds.class.getName();

  /** A UUID or a trace id. Anything freer is a way for a secret into the log and the answer. */
  private static final Pattern ACCEPTED =
      Pattern.compile("[0-9a-fA-F]{32}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private RequestIds() {}

  /** Takes the client's id when it is a UUID or a trace id, and makes one otherwise. */
  static void assign(RoutingContext context) {
    String given = context.request().getHeader(HEADER);
    String id =
        given != null && ACCEPTED.matcher(given).matches() ? given : UUID.randomUUID().toString();
    context.put(KEY, id);
    context.response().putHeader(HEADER, id);
  }

  static String of(RoutingContext context) {
    String id = context.get(KEY);
    return id == null ? "unknown" : id;
  }
}
