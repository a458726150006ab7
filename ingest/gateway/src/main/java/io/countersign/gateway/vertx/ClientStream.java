package io.countersign.gateway.vertx;

import io.countersign.gateway.ToClient;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The gateway's own side of the answer to one POST. It is one JSON document, unless something had
 * to be told before it: then it is a stream of events that ends with the answer. Runs on the
 * request's event loop, but for {@link #send}.
 */
final class ClientStream implements ToClient {

  static final String EVENTS = "text/event-stream";

  private final Context context;
  private final HttpServerResponse response;
  private final boolean takesEvents;
  private boolean open;

  ClientStream(Context context, HttpServerRequest request) {
    this.context = context;
    this.response = request.response();
    this.takesEvents =
        request.headers().getAll("Accept").stream()
            .anyMatch(accept -> accept.toLowerCase(Locale.ROOT).contains(EVENTS));
  }

  @Override
  public boolean send(byte[] frame) {
    if (takesEvents) {
      context.runOnContext(now -> tell(frame));
    }
    return takesEvents;
  }

  private void tell(byte[] frame) {
    if (response.ended() || response.closed() || (response.headWritten() && !open)) {
      return;
    }
    if (!open) {
      open = true;
      response.setStatusCode(200).setChunked(true).putHeader("Content-Type", EVENTS);
      response.putHeader("Cache-Control", "no-cache");
    }
    var unused = response.write(event(frame));
  }

  /** Whether events went out already, so that the answer has to be one too. */
  boolean isOpen() {
    return open;
  }

  /** Ends with an answer of the gateway itself; the status counts only before the first event. */
  Future<Void> answer(int status, byte[] frame) {
    if (response.ended() || response.closed() || (response.headWritten() && !open)) {
      return Future.succeededFuture();
    }
    if (open) {
      return response.end(event(frame));
    }
    return response
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(Buffer.buffer(frame));
  }

  /** Ends without an answer: the client took its request back. */
  void end() {
    if (!response.ended() && !response.closed() && (open || !response.headWritten())) {
      if (!open) {
        response.putHeader("Content-Type", EVENTS);
      }
      var unused = response.end();
    }
  }

  /** One event with one frame (HTML Living Standard, "Server-sent events"). */
  static Buffer event(byte[] frame) {
    return Buffer.buffer(
        "event: message\ndata: " + new String(frame, StandardCharsets.UTF_8) + "\n\n");
  }
}
