package io.countersign.gateway.vertx;

import io.countersign.gateway.CallGate;
import io.countersign.gateway.ClientFrame;
import io.countersign.gateway.JsonRpc;
import io.countersign.gateway.McpSession;
import io.countersign.gateway.OpenCall;
import io.countersign.gateway.Outcome;
import io.countersign.gateway.RequestHints;
import io.countersign.gateway.Ruling;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP request of a client on its way to the upstream server and back. Runs on the request's
 * event loop.
 */
final class Exchange {

  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private final Proxy proxy;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Context context;
  private final McpSession session;
  private @Nullable OpenCall call;
  private @Nullable HttpClientRequest sent;
  private @Nullable Relay relay;
  private boolean clientGone;

  Exchange(Proxy proxy, HttpServerRequest request) {
    this.proxy = proxy;
    this.request = request;
    this.response = request.response();
    this.context = proxy.vertx().getOrCreateContext();
    this.session = proxy.sessions().of(request.getHeader(ProxyHeaders.SESSION_ID));
    response.exceptionHandler(error -> LOG.debug("the client's connection failed", error));
    response.closeHandler(closed -> clientGone());
  }

  // ---- requests without a frame

  /** GET opens a stream, DELETE ends a session, OPTIONS asks a browser's permission. */
  void passOn() {
    connect(null);
  }

  // ---- POST

  void post(byte[] body) {
    ClientFrame frame = proxy.interceptor().read(body);
    if (frame instanceof ClientFrame.Refused refused) {
      reply(400, refused.reply());
      return;
    }
    String mismatch = HeaderCheck.mismatch(request.headers(), frame);
    if (mismatch != null) {
      reply(400, JsonRpc.error(idOf(frame), JsonRpc.HEADER_MISMATCH, mismatch));
      return;
    }
    switch (frame) {
      case ClientFrame.Refused refused -> throw new AssertionError("handled above");
      case ClientFrame.Pass pass -> {
        session.note(pass.notes());
        connect(new Outgoing(body, null));
      }
      case ClientFrame.ToolCall toolCall -> ask(toolCall, body);
    }
  }

  private static com.fasterxml.jackson.databind.@Nullable JsonNode idOf(ClientFrame frame) {
    return frame instanceof ClientFrame.ToolCall call ? call.id() : null;
  }

  private void ask(ClientFrame.ToolCall toolCall, byte[] body) {
    CallGate.Asked asked = proxy.gate().ask(session, toolCall, hints());
    call = asked.call();
    var unused =
        asked.ruling().thenAccept(ruling -> context.runOnContext(now -> act(ruling, body)));
  }

  private void act(Ruling ruling, byte[] body) {
    switch (ruling) {
      case Ruling.Reply denied -> reply(200, denied.frame());
      case Ruling.Permitted permitted -> connect(new Outgoing(body, permitted));
    }
  }

  private RequestHints hints() {
    String header = proxy.settings().trustedPrincipalHeader();
    String principal = header == null ? null : request.getHeader(header);
    return new RequestHints(
        request.getHeader(ProxyHeaders.RUN_ID),
        principal == null || principal.isBlank() ? null : principal.strip());
  }

  /**
   * A frame to send.
   *
   * @param permitted the permission to send it, for a {@code tools/call}
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; the client's bytes as they came
  private record Outgoing(byte[] body, Ruling.@Nullable Permitted permitted) {}

  private void connect(@Nullable Outgoing outgoing) {
    String query = request.query();
    RequestOptions options =
        new RequestOptions()
            .setMethod(request.method())
            .setAbsoluteURI(proxy.settings().upstream() + (query == null ? "" : "?" + query))
            .setHeaders(ProxyHeaders.toUpstream(request.headers()))
            .setConnectTimeout(Proxy.CONNECT_TIMEOUT.toMillis());
    proxy
        .client()
        .request(options)
        .onSuccess(upstream -> send(upstream, outgoing))
        .onFailure(
            error -> {
              LOG.warn("Expected to reach the MCP server, but: {}", error.getMessage());
              if (outgoing != null && outgoing.permitted() != null) {
                proxy.gate().notRun(session, outgoing.permitted(), "server_unreachable");
              }
              replyLost("The MCP server cannot be reached; nothing was sent to it.");
            });
  }

  private void send(HttpClientRequest upstream, @Nullable Outgoing outgoing) {
    if (outgoing != null && outgoing.permitted() != null) {
      switch (proxy.gate().begin(session, outgoing.permitted())) {
        case Ruling.Go go -> {}
        case Ruling.Gone gone -> {
          upstream.reset();
          return;
        }
        case Ruling.Reply late -> {
          upstream.reset();
          reply(200, late.frame());
          return;
        }
      }
    }
    if (clientGone) {
      upstream.reset();
      return;
    }
    sent = upstream;
    upstream.exceptionHandler(error -> LOG.debug("the connection to the server failed", error));
    (outgoing == null ? upstream.send() : upstream.send(Buffer.buffer(outgoing.body())))
        .onSuccess(this::answer)
        .onFailure(error -> lostBeforeAnswer());
  }

  private void answer(HttpClientResponse upstream) {
    int status = upstream.statusCode();
    if (status >= 300 && status < 400 && status != 304) {
      // A client that follows it would leave the gateway behind.
      settle(new Outcome(Outcome.Status.FAILED, "http:" + status, null));
      upstream.exceptionHandler(error -> LOG.debug("reset after a redirect", error));
      upstream.request().reset();
      replyLost("The MCP server answered with a redirect, which is not passed on.");
      return;
    }
    String sessionId = upstream.getHeader(ProxyHeaders.SESSION_ID);
    if (sessionId != null && request.getHeader(ProxyHeaders.SESSION_ID) == null) {
      proxy.sessions().named(sessionId, session);
    }
    String ended = request.getHeader(ProxyHeaders.SESSION_ID);
    if (request.method().equals(HttpMethod.DELETE) && status < 300 && ended != null) {
      session.lost("session_ended");
      proxy.sessions().forget(ended);
    }
    relay = new Relay(upstream, response, session, call, proxy.maxServerFrame());
    relay.start();
  }

  private void lostBeforeAnswer() {
    settle(Outcome.unknown("server_lost"));
    String message =
        "The MCP server was lost before it answered; whether the request had an effect is unknown.";
    replyLost(message);
  }

  private void settle(Outcome outcome) {
    if (call != null) {
      call.settle(outcome);
    }
  }

  /** A call's error is an answer like another; clients do not read the body of an HTTP error. */
  private void replyLost(String message) {
    if (call == null) {
      reply(502, JsonRpc.error(null, JsonRpc.INTERNAL_ERROR, message));
    } else {
      String text = message + " Call " + call.callId() + ".";
      reply(200, JsonRpc.error(call.id(), JsonRpc.INTERNAL_ERROR, text));
    }
  }

  private void clientGone() {
    clientGone = true;
    if (call != null && relay != null && relay.answerMayComeElsewhere()) {
      call.abandonAsking();
    } else if (call != null) {
      call.abandon("client_gone");
    }
    if (sent != null) {
      sent.reset();
    }
  }

  void reply(int status, byte[] frame) {
    if (!response.headWritten() && !response.closed()) {
      response
          .setStatusCode(status)
          .putHeader("Content-Type", "application/json")
          .end(Buffer.buffer(frame));
    }
  }

  /** What an exchange shares with the others. */
  record Proxy(
      Vertx vertx,
      HttpGatewaySettings settings,
      io.countersign.gateway.Interceptor interceptor,
      CallGate gate,
      HttpSessions sessions,
      io.vertx.core.http.HttpClient client,
      int maxServerFrame) {

    static final java.time.Duration CONNECT_TIMEOUT = java.time.Duration.ofSeconds(5);

    static final List<HttpMethod> METHODS =
        List.of(HttpMethod.POST, HttpMethod.GET, HttpMethod.DELETE, HttpMethod.OPTIONS);
  }
}
