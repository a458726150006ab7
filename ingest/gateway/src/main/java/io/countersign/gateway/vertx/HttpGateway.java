package io.countersign.gateway.vertx;

import io.countersign.gateway.CallGate;
import io.countersign.gateway.GatewaySettings;
import io.countersign.gateway.Interceptor;
import io.countersign.gateway.JsonRpc;
import io.countersign.gateway.Limits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The gateway in front of an MCP server that speaks Streamable HTTP: a reverse proxy for one
 * endpoint. POST bodies are read, {@code tools/call} is asked for; answers, GET streams and DELETE
 * go through untouched.
 */
public final class HttpGateway implements AutoCloseable {

  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration BODY_TIMEOUT = Duration.ofSeconds(30);
  private static final int MAX_UPSTREAM_CONNECTIONS = 1024;
  private static final int MAX_WAITING_REQUESTS = 1024;

  private final Vertx vertx = Vertx.vertx();
  private final GatewaySettings settings;
  private final Exchange.Proxy proxy;
  private final OriginGuard guard;
  private final HttpServer server;
  private final AtomicBoolean closed = new AtomicBoolean();

  private HttpGateway(GatewaySettings settings, CallGate gate, HttpGatewaySettings http) {
    this.settings = settings;
    Limits limits = settings.limits();
    this.guard = new OriginGuard(http.allowedOrigins(), http.host());
    this.proxy =
        new Exchange.Proxy(
            vertx,
            http,
            new Interceptor(limits.maxClientFrameBytes(), limits.maxDepth()),
            gate,
            new HttpSessions(gate.server(), limits.maxSessions()),
            new Undecided(),
            vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(true),
                new PoolOptions()
                    .setHttp1MaxSize(MAX_UPSTREAM_CONNECTIONS)
                    .setMaxWaitQueueSize(MAX_WAITING_REQUESTS)),
            limits.maxServerFrameBytes());
    this.server =
        vertx.createHttpServer(
            new HttpServerOptions().setHost(http.host()).setHttp2ClearTextEnabled(false));
  }

  /**
   * Starts listening.
   *
   * @throws IllegalStateException when the port cannot be taken
   * @throws UncheckedIOException when the journal of offline grants cannot be used
   */
  public static HttpGateway start(GatewaySettings given, HttpGatewaySettings http) {
    // With a trusted header the header alone says who the principal is.
    GatewaySettings settings =
        http.trustedPrincipalHeader() == null
            ? given
            : given.with(given.identity().withPrincipal(null));
    CallGate gate = new CallGate(settings, InstantSource.system(), new SecureRandom());
    HttpGateway gateway = new HttpGateway(settings, gate, http);
    try {
      gateway.listen(http);
      return gateway;
    } catch (ExecutionException | TimeoutException error) {
      gateway.close();
      throw new IllegalStateException(
          "Expected to listen on %s:%d, but it failed. Is the port in use?"
              .formatted(http.host(), http.port()),
          error);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      gateway.close();
      throw new IllegalStateException("interrupted while starting", interrupted);
    }
  }

  private void listen(HttpGatewaySettings http)
      throws ExecutionException, InterruptedException, TimeoutException {
    server
        .requestHandler(this::handle)
        .listen(http.port(), http.host())
        .toCompletionStage()
        .toCompletableFuture()
        .get(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }

  /** The port it listens on. */
  public int port() {
    return server.actualPort();
  }

  private void handle(HttpServerRequest request) {
    HttpMethod method = request.method();
    if (proxy.undecided().isStopping()) {
      refuse(request, 503, "The gateway is stopping; nothing was sent.");
    } else if (!proxy.settings().path().equals(request.path())) {
      refuse(request, 404, "Expected the path " + proxy.settings().path() + ".");
    } else if (!Exchange.Proxy.METHODS.contains(method)) {
      refuse(request, 405, "Expected POST, GET or DELETE.");
    } else if (request.headers().getAll("Origin").size() > 1
        || !guard.admits(request.getHeader("Origin"), request.getHeader("Host"))) {
      refuse(
          request, 403, "Expected an origin of this machine or an allowed one, but it is another.");
    } else if (request.headers().getAll(ProxyHeaders.SESSION_ID).size() > 1
        || principals(request) > 1) {
      refuse(request, 400, "Expected session and principal to be named once, but they are not.");
    } else if (method.equals(HttpMethod.POST)) {
      post(request);
    } else {
      new Exchange(proxy, request).passOn();
    }
  }

  private int principals(HttpServerRequest request) {
    String header = proxy.settings().trustedPrincipalHeader();
    return header == null ? 0 : request.headers().getAll(header).size();
  }

  private void post(HttpServerRequest request) {
    if (!isPlainJson(request)) {
      refuse(request, 415, "Expected an uncompressed body of application/json in UTF-8.");
      return;
    }
    int limit = settings.limits().maxClientFrameBytes();
    Exchange exchange = new Exchange(proxy, request);
    Buffer body = Buffer.buffer();
    long timer = vertx.setTimer(BODY_TIMEOUT.toMillis(), late -> request.connection().close());
    request.handler(
        chunk -> {
          if (body.length() > limit) {
            return;
          }
          body.appendBuffer(chunk);
          if (body.length() > limit) {
            exchange.reply(413, tooLarge(limit));
          }
        });
    request.exceptionHandler(error -> vertx.cancelTimer(timer));
    request.endHandler(
        end -> {
          vertx.cancelTimer(timer);
          if (body.length() <= limit) {
            exchange.post(body.getBytes());
          }
        });
  }

  private static byte[] tooLarge(int limit) {
    return JsonRpc.error(
        null,
        JsonRpc.INVALID_REQUEST,
        "Expected a body of at most %d bytes, but it is longer.".formatted(limit));
  }

  /** Another encoding or media type could make the server read another frame than the gateway. */
  private static boolean isPlainJson(HttpServerRequest request) {
    @Nullable String encoding = request.getHeader("Content-Encoding");
    @Nullable String type = request.getHeader("Content-Type");
    return (encoding == null || encoding.equalsIgnoreCase("identity"))
        && type != null
        && request.headers().getAll("Content-Type").size() == 1
        && type.toLowerCase(Locale.ROOT)
            .matches("application/json\\s*(;\\s*charset\\s*=\\s*\"?utf-8\"?\\s*)?");
  }

  private static void refuse(HttpServerRequest request, int status, String message) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(Buffer.buffer(JsonRpc.error(null, JsonRpc.INVALID_REQUEST, message)));
  }

  /**
   * Takes nothing new, waits for verdicts under way and then tells those clients that their calls
   * were not made, stops listening, delivers the outcomes still waiting, and ends. Each of these
   * for at most the shutdown grace.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    Duration grace = settings.limits().shutdownGrace();
    proxy.gate().stopHolding();
    List<Exchange> left = proxy.undecided().stop(grace);
    await(Future.join(left.stream().map(Exchange::giveUp).toList()), grace);
    await(server.close(), grace);
    proxy.gate().close();
    await(vertx.close(), grace);
  }

  private static void await(Future<?> future, Duration most) {
    try {
      future.toCompletionStage().toCompletableFuture().get(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException error) {
      org.slf4j.LoggerFactory.getLogger(HttpGateway.class)
          .warn("Expected to close in order within {} s, but it did not.", most.toSeconds());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
