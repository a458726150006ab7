package io.countersign.gateway.vertx;

import io.countersign.gateway.ClientFrame.Note;
import io.countersign.gateway.JsonRpc;
import io.countersign.gateway.McpSession;
import io.countersign.gateway.OpenCall;
import io.countersign.gateway.Outcome;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An answer of the upstream server on its way to the client: untouched, chunk by chunk, no faster
 * than the client reads. The gateway reads along to learn the outcome.
 */
final class Relay {

  private final HttpClientResponse from;
  private final HttpServerResponse to;
  private final McpSession session;
  private final @Nullable OpenCall call;
  private final List<Note> notes;
  private final BodyObserver observer;
  private boolean done;

  Relay(
      HttpClientResponse from,
      HttpServerResponse to,
      McpSession session,
      @Nullable OpenCall call,
      List<Note> notes,
      int maxFrame) {
    this.from = from;
    this.to = to;
    this.session = session;
    this.call = call;
    this.notes = notes;
    this.observer = observer(maxFrame);
  }

  private BodyObserver observer(int maxFrame) {
    String type = from.getHeader("Content-Type");
    String encoding = from.getHeader("Content-Encoding");
    if (type == null || (encoding != null && !encoding.equalsIgnoreCase("identity"))) {
      return new BodyObserver.None();
    }
    String lower = type.toLowerCase(Locale.ROOT);
    if (lower.startsWith("text/event-stream")) {
      return new BodyObserver.Events(session, maxFrame);
    }
    return lower.startsWith("application/json")
        ? new BodyObserver.Json(session, maxFrame, length())
        : new BodyObserver.None();
  }

  private long length() {
    String length = from.getHeader("Content-Length");
    return length != null && length.matches("[0-9]{1,18}") ? Long.parseLong(length) : -1;
  }

  void start() {
    if (to.closed()) {
      from.request().reset();
      return;
    }
    to.setStatusCode(from.statusCode());
    to.headers().addAll(ProxyHeaders.toClient(from.headers()));
    if (!from.headers().contains("Content-Length")) {
      to.setChunked(true);
    }
    from.handler(this::chunk);
    from.endHandler(end -> ended());
    from.exceptionHandler(error -> lost());
    if (observer instanceof BodyObserver.Events) {
      // The client may wait for the head of a stream before the first event comes.
      to.writeHead();
    }
  }

  private void chunk(Buffer chunk) {
    if (to.closed()) {
      return;
    }
    // First learn, then forward: the client's next request may already rest on this answer.
    observer.feed(chunk.getBytes());
    to.write(chunk);
    if (to.writeQueueFull()) {
      from.pause();
      to.drainHandler(drained -> from.resume());
    }
  }

  private void ended() {
    done = true;
    observer.end();
    if (call != null) {
      settleUnanswered(call);
    } else if (!answerMayComeElsewhere()) {
      session.forget(notes);
    }
    if (!to.closed()) {
      to.end();
    }
  }

  /** The answer is over; this decides about a call that it did not answer. */
  private void settleUnanswered(OpenCall unanswered) {
    int status = from.statusCode();
    if (status >= 500) {
      unanswered.settle(Outcome.unknown("http:" + status));
    } else if (status >= 400) {
      unanswered.settle(Outcome.failed("http:" + status));
    } else if (!answerMayComeElsewhere()
        && unanswered.settle(Outcome.unknown("no_answer"))
        && observer.mayAppend()
        && !to.closed()) {
      to.write(lostEvent(unanswered));
    }
  }

  /**
   * A resumable stream may end early and go on in another one; the call then stays open until its
   * timeout.
   */
  boolean answerMayComeElsewhere() {
    return from.statusCode() == 202 || observer.resumable();
  }

  private void lost() {
    if (done) {
      return;
    }
    done = true;
    if (!answerMayComeElsewhere()) {
      session.forget(notes);
    }
    boolean first = call != null && call.settle(Outcome.unknown("server_lost"));
    if (to.closed()) {
      return;
    }
    if (first && call != null && observer.mayAppend()) {
      to.end(lostEvent(call));
    } else {
      // Half an answer must not look like a whole one.
      to.reset();
    }
  }

  private static Buffer lostEvent(OpenCall call) {
    String message =
        "The MCP server was lost before it answered; whether the call had an effect is unknown. Call "
            + call.callId()
            + ".";
    byte[] frame = JsonRpc.error(call.id(), JsonRpc.INTERNAL_ERROR, message);
    return Buffer.buffer(
        "event: message\ndata: " + new String(frame, StandardCharsets.UTF_8) + "\n\n");
  }
}
