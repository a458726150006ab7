package io.countersign.ingest.vertx;

import io.countersign.ingest.Problems;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/** Reads a request's body up to a limit, so that nobody can fill the memory. */
final class RequestBody {
  /** A body that takes longer holds places that others wait for. */
  private static final Duration MOST_TIME = Duration.ofSeconds(30);

  private RequestBody() {}

  /** The body; fails with {@code too-large} as soon as it is known to exceed the limit. */
  static Future<Buffer> read(RoutingContext context, int maxBytes) {
    Buffer read = context.body() == null ? null : context.body().buffer();
    if (read != null) {
      // Somebody before us has read it.
      return read.length() > maxBytes ? tooLarge(context, maxBytes) : Future.succeededFuture(read);
    }
    HttpServerRequest request = context.request();
    if (request.isEnded()) {
      return Future.succeededFuture(Buffer.buffer());
    }
    if (declared(request) > maxBytes) {
      return tooLarge(context, maxBytes);
    }
    Promise<Buffer> promise = Promise.promise();
    Buffer body = Buffer.buffer();
    request.handler(
        chunk -> {
          if (body.length() + chunk.length() > maxBytes) {
            request.handler(rest -> {});
            tooLarge(context, maxBytes).onFailure(promise::tryFail);
          } else {
            body.appendBuffer(chunk);
          }
        });
    long timer =
        context
            .vertx()
            .setTimer(
                MOST_TIME.toMillis(),
                late -> {
                  context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
                  request.handler(rest -> {});
                  promise.tryFail(Problems.unavailable());
                });
    var unused = promise.future().onComplete(done -> context.vertx().cancelTimer(timer));
    request.exceptionHandler(promise::tryFail);
    request.endHandler(end -> promise.tryComplete(body));
    request.resume();
    return promise.future();
  }

  private static long declared(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static Future<Buffer> tooLarge(RoutingContext context, int maxBytes) {
    // The rest is not read: the connection can not be used again.
    context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    return Future.failedFuture(
        Problems.tooLarge(
            "Expected a body of at most %d bytes, but it is larger.".formatted(maxBytes)));
  }
}
