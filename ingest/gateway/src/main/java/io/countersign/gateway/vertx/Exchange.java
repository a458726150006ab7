package io.countersign.gateway.vertx;

import io.countersign.gateway.CallGate;
import io.countersign.gateway.ClientFrame;
import io.countersign.gateway.ClientFrame.Note;
import io.countersign.gateway.JsonRpc;
import io.countersign.gateway.McpSession;
import io.countersign.gateway.OpenCall;
import io.countersign.gateway.Outcome;
import io.countersign.gateway.RequestHints;
import io.countersign.gateway.Ruling;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP request of a client on its way to the upstream server and back. Runs on the request's
 * event loop.
 */
final class Exchange {

  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private static final Pattern SCOPE_SEPARATORS = Pattern.compile("[ ,]+");

  private final Proxy proxy;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Context context;
  private final McpSession session;
  private final ClientStream stream;
  private @Nullable OpenCall call;
  private CallGate.@Nullable Asked asked;
  private List<Note> notes = List.of();
  private @Nullable HttpClientRequest sent;
  private @Nullable Relay relay;
  private boolean clientGone;

  Exchange(Proxy proxy, HttpServerRequest request) {
    this.proxy = proxy;
    this.request = request;
    this.response = request.response();
    this.context = proxy.vertx().getOrCreateContext();
    this.stream = new ClientStream(context, request);
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
        switch (session.admit(pass)) {
          case ClientFrame.Refused refused -> reply(400, refused.reply());
          case ClientFrame.Taken taken -> accepted();
          case ClientFrame.Pass admitted -> {
            notes = admitted.notes();
            connect(new Outgoing(body, null));
          }
          case ClientFrame.ToolCall never -> throw new AssertionError("a passing frame is no call");
        }
      }
      case ClientFrame.Taken never -> throw new AssertionError("only a session takes frames");
      case ClientFrame.ToolCall toolCall -> ask(toolCall, body);
    }
  }

  /** What a server answers to a message that is no request. */
  private void accepted() {
    if (!response.closed()) {
      var unused = response.setStatusCode(202).end();
    }
  }

  private static com.fasterxml.jackson.databind.@Nullable JsonNode idOf(ClientFrame frame) {
    return frame instanceof ClientFrame.ToolCall call ? call.id() : null;
  }

  private void ask(ClientFrame.ToolCall toolCall, byte[] body) {
    CallGate.Asked question = proxy.gate().ask(session, toolCall, hints(), stream);
    asked = question;
    call = question.call();
    proxy.undecided().add(this);
    var unused =
        question.ruling().thenAccept(ruling -> context.runOnContext(now -> act(ruling, body)));
  }

  private void act(Ruling ruling, byte[] body) {
    try {
      switch (ruling) {
        case Ruling.Reply denied -> reply(200, denied.frame()).onComplete(end -> decided());
        case Ruling.Gone gone -> {
          decided();
          stream.end();
        }
        case Ruling.Permitted permitted when proxy.undecided().isStopping() -> stopped(permitted);
        case Ruling.Permitted permitted -> connect(new Outgoing(body, permitted));
      }
    } catch (RuntimeException bug) {
      LOG.error("The gateway failed with a call.", bug);
      if (ruling instanceof Ruling.Permitted permitted) {
        proxy.gate().failed(session, permitted);
      }
      decided();
      replyLost("The gateway failed; the call is recorded.");
    }
  }

  private void stopped(Ruling.Permitted permitted) {
    proxy.gate().notRun(session, permitted, "gateway_stopped");
    reply(200, CallGate.stopping(permitted.replies())).onComplete(end -> decided());
  }

  private void decided() {
    proxy.undecided().remove(this);
  }

  /**
   * The gateway is stopping: the client is told that the call was not made, and whatever the
   * verdict will be, it is not. One that was sent already stays as it is. From any thread.
   */
  Future<Void> giveUp() {
    Promise<Void> told = Promise.promise();
    context.runOnContext(
        now -> {
          CallGate.@Nullable Asked open = asked;
          if (open == null || !open.call().abandonAsking()) {
            told.complete();
          } else {
            reply(200, CallGate.stopping(open.replies())).onComplete(end -> told.complete());
          }
        });
    return told.future();
  }

  private RequestHints hints() {
    String header = proxy.settings().trustedPrincipalHeader();
    String principal = header == null ? null : request.getHeader(header);
    return new RequestHints(
        request.getHeader(ProxyHeaders.RUN_ID),
        principal == null || principal.isBlank() ? null : principal.strip(),
        scopes());
  }

  private @Nullable List<String> scopes() {
    String header = proxy.settings().trustedScopesHeader();
    if (header == null) {
      return null;
    }
    return request.headers().getAll(header).stream()
        .flatMap(SCOPE_SEPARATORS::splitAsStream)
        .filter(scope -> !scope.isEmpty())
        .distinct()
        .toList();
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
                decided();
                proxy.gate().notRun(session, outgoing.permitted(), "server_unreachable");
              }
              session.forget(notes);
              replyLost("The MCP server cannot be reached; nothing was sent to it.");
            });
  }

  private void send(HttpClientRequest upstream, @Nullable Outgoing outgoing) {
    if (outgoing != null && outgoing.permitted() != null) {
      if (proxy.undecided().isStopping()) {
        upstream.reset();
        stopped(outgoing.permitted());
        return;
      }
      decided();
      switch (proxy.gate().begin(session, outgoing.permitted())) {
        case Ruling.Go go -> {}
        case Ruling.Gone gone -> {
          upstream.reset();
          stream.end();
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
      session.forget(notes);
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
      settle(Outcome.failed("http:" + status));
      session.forget(notes);
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
    relay = new Relay(upstream, response, stream, session, call, notes, proxy.maxServerFrame());
    relay.start();
  }

  private void lostBeforeAnswer() {
    settle(Outcome.unknown("server_lost"));
    session.forget(notes);
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
    } else if (relay == null || !relay.answerMayComeElsewhere()) {
      session.forget(notes);
    }
    if (sent != null) {
      sent.reset();
    }
  }

  Future<Void> reply(int status, byte[] frame) {
    return stream.answer(status, frame);
  }

  /** What an exchange shares with the others. */
  record Proxy(
      Vertx vertx,
      HttpGatewaySettings settings,
      io.countersign.gateway.Interceptor interceptor,
      CallGate gate,
      HttpSessions sessions,
      Undecided undecided,
      io.vertx.core.http.HttpClient client,
      int maxServerFrame) {

    static final java.time.Duration CONNECT_TIMEOUT = java.time.Duration.ofSeconds(5);

    static final List<HttpMethod> METHODS =
        List.of(HttpMethod.POST, HttpMethod.GET, HttpMethod.DELETE, HttpMethod.OPTIONS);
  }
}
