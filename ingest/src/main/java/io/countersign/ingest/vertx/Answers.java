package io.countersign.ingest.vertx;

import io.countersign.schemas.http.ProblemException;
import io.countersign.schemas.json.JsonObject;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletionException;

/** Writes answers, and hands failures to whoever renders them. */
final class Answers {
  private Answers() {}

  static void json(RoutingContext context, int status, JsonObject body) {
    write(context, status, "application/json", body.toJson());
  }

  static void lines(RoutingContext context, String lines) {
    write(context, 200, "application/x-ndjson", lines);
  }

  /** Public keys, which readers may keep for half of the time that the next one is ahead. */
  static void keys(RoutingContext context, String jwks) {
    context.response().putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=300");
    write(context, 200, "application/jwk-set+json", jwks);
  }

  private static void write(RoutingContext context, int status, String type, String body) {
    HttpServerResponse response = context.response();
    // A caller that has gone away hears nothing; what was recorded stands.
    if (!response.ended() && !response.closed()) {
      response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, type).end(body);
    }
  }

  static void fail(RoutingContext context, Throwable failure) {
    if (context.response().ended() || context.response().closed()) {
      return;
    }
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof ProblemException problem) {
      problem
          .problem()
          .retryAfterSeconds()
          .ifPresent(
              seconds ->
                  context.response().putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(seconds)));
      context.fail(problem.problem().status(), problem);
    } else {
      context.fail(500, cause);
    }
  }
}
