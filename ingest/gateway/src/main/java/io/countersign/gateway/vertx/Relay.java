package io.countersign.gateway.vertx;

import io.countersign.gateway.ClientFrame.Note;
import io.countersign.gateway.JsonRpc;
import io.countersign.gateway.McpSession;
import io.countersign.gateway.OpenCall;
import io.countersign.gateway.Outcome;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer of the upstream server on its way to the client: untouched, chunk by chunk, no faster
 * than the client reads. The gateway reads along to learn the outcome.
 */
final class Relay {

  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

  private static final String EVENT_START = "event: message\ndata: ";
  private static final String EVENT_END = "\n\n";

  private final HttpClientResponse from;
  private final HttpServerResponse to;
  private final ClientStream stream;
  private final McpSession session;
  private final @Nullable OpenCall call;
  private final List<Note> notes;
  private final BodyObserver observer;
  private boolean oneEvent;
  private boolean done;

  Relay(
      HttpClientResponse from,
      HttpServerResponse to,
      ClientStream stream,
      McpSession session,
      @Nullable OpenCall call,
      List<Note> notes,
      int maxFrame) {
    this.from = from;
    this.to = to;
    this.stream = stream;
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
    if (!stream.isOpen()) {
      head();
    } else if (!joinStream()) {
      refuse();
      return;
    }
    from.handler(this::chunk);
    from.endHandler(end -> ended());
    from.exceptionHandler(error -> lost());
  }

  private void head() {
    to.setStatusCode(from.statusCode());
    to.headers().addAll(ProxyHeaders.toClient(from.headers()));
    if (!from.headers().contains("Content-Length")) {
      to.setChunked(true);
    }
    if (observer instanceof BodyObserver.Events) {
      // The client may wait for the head of a stream before the first event comes.
      to.writeHead();
    }
  }

  /**
   * Events of the gateway went out before this answer, so it goes on in their stream: events as
   * they are, one JSON document as one event. False when it is neither.
   */
  private boolean joinStream() {
    if (from.statusCode() == 200 && observer instanceof BodyObserver.Json) {
      oneEvent = true;
      to.write(EVENT_START);
    }
    return from.statusCode() == 200 && !(observer instanceof BodyObserver.None);
  }

  /** The answer has no form in which it could go on in the stream. */
  private void refuse() {
    done = true;
    int status = from.statusCode();
    from.exceptionHandler(error -> LOG.debug("reset after an answer that is no frame", error));
    from.request().reset();
    if (call != null) {
      call.settle(
          status >= 400 && status < 500
              ? Outcome.failed("http:" + status)
              : Outcome.unknown("http:" + status));
      String message =
          "The MCP server answered with HTTP status %d. Call %s.".formatted(status, call.callId());
      stream.answer(200, JsonRpc.error(call.id(), JsonRpc.INTERNAL_ERROR, message));
    }
  }

  private void chunk(Buffer chunk) {
    if (to.closed()) {
      return;
    }
    // First learn, then forward: the client's next request may already rest on this answer.
    observer.feed(chunk.getBytes());
    to.write(oneEvent ? oneLine(chunk) : chunk);
    if (to.writeQueueFull()) {
      from.pause();
      to.drainHandler(drained -> from.resume());
    }
  }

  /** Line ends stand between tokens only in JSON (RFC 8259, section 2): a space is the same. */
  private static Buffer oneLine(Buffer chunk) {
    byte[] bytes = chunk.getBytes();
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n' || bytes[i] == '\r') {
        bytes[i] = ' ';
      }
    }
    return Buffer.buffer(bytes);
  }

  private void ended() {
    done = true;
    observer.end();
    if (oneEvent && !to.closed()) {
      to.write(EVENT_END);
    }
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
    return ClientStream.event(JsonRpc.error(call.id(), JsonRpc.INTERNAL_ERROR, message));
  }
}
