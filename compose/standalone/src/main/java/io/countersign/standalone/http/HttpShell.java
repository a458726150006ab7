package io.countersign.standalone.http;

import io.countersign.schemas.http.Problem;
import io.countersign.schemas.http.ProblemException;
import io.countersign.standalone.config.Configuration;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one HTTP server of a process. Roles add their routes; everything else that a public door
 * needs is here: limits, request ids, authentication of {@code /v1/*}, problem documents for every
 * failure, security headers, health, readiness and metrics.
 */
public final class HttpShell implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpShell.class);

  private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9a-fA-F]{2})");

  private final Configuration.Http settings;
  private final HttpServer server;
  private final PrometheusMeterRegistry meters;
  private final AtomicInteger connections = new AtomicInteger();

  /**
   * What the server serves.
   *
   * @param authentication guards {@code /v1/*}
   * @param routes each adds a role's routes
   * @param notReady why the process cannot do its work now; empty when it can
   * @param meters shown under {@code /metrics}
   * @param jwks public keys of the built-in issuer
   */
  public record Content(
      Authentication authentication,
      List<Consumer<Router>> routes,
      Supplier<List<String>> notReady,
      PrometheusMeterRegistry meters,
      Optional<String> jwks) {}

  private HttpShell(Vertx vertx, Configuration.Http settings, Content content) {
    this.settings = settings;
    this.meters = content.meters();
    meters.gauge("countersign.http.connections", connections);
    this.server =
        vertx
            .createHttpServer(options(settings))
            .connectionHandler(this::admit)
            .invalidRequestHandler(HttpShell::refuse)
            .requestHandler(router(vertx, content));
  }

  /**
   * Starts listening.
   *
   * @throws IOException when the address cannot be listened on; the message says what to do
   */
  public static HttpShell start(Vertx vertx, Configuration.Http settings, Content content)
      throws IOException, InterruptedException {
    HttpShell shell = new HttpShell(vertx, settings, content);
    try {
      shell
          .server
          .listen()
          .toCompletionStage()
          .toCompletableFuture()
          .get(settings.stopTimeout().toMillis() + 10_000, TimeUnit.MILLISECONDS);
      return shell;
    } catch (ExecutionException | TimeoutException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          "Expected to listen on %s:%d, but that failed (%s). Stop the program that listens there, or choose another port with --port or http.port (0 picks a free one)."
              .formatted(settings.host(), settings.port(), cause.getMessage()),
          cause);
    }
  }

  private static HttpServerOptions options(Configuration.Http settings) {
    return new HttpServerOptions()
        .setHost(settings.host())
        .setPort(settings.port())
        .setMaxHeaderSize(settings.maxHeaderBytes())
        .setMaxInitialLineLength(settings.maxUriBytes())
        .setIdleTimeout((int) settings.idleTimeout().toMillis())
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setHandle100ContinueAutomatically(true)
        // One protocol on this port, so that every limit here is the one that counts.
        .setHttp2ClearTextEnabled(false)
        .setCompressionSupported(false)
        .setDecompressionSupported(false);
  }

  private void admit(HttpConnection connection) {
    if (connections.incrementAndGet() > settings.maxConnections()) {
      connection.close();
    }
    connection.closeHandler(closed -> connections.decrementAndGet());
  }

  /** A request that is no HTTP never reaches the router. */
  private static void refuse(HttpServerRequest request) {
    boolean known = request.decoderResult() != null && request.decoderResult().isFailure();
    String failure = known ? request.decoderResult().cause().getClass().getSimpleName() : "invalid";
    int status =
        switch (failure) {
          case "TooLongHttpLineException" -> 414;
          case "TooLongHttpHeaderException" -> 431;
          default -> 400;
        };
    LOG.info("A request was refused before it was read: {}", failure);
    request.response().putHeader("Connection", "close");
    harden(request);
    Failures.write(request.response(), Failures.ofStatus(status, false));
  }

  private Router router(Vertx vertx, Content content) {
    Router router = Router.router(vertx);
    Failures.mount(router);
    router
        .route()
        .handler(
            context -> {
              harden(context.request());
              RequestIds.assign(context);
              measure(context);
              requireDecodable(context.request().uri());
              context.next();
            });
    Optional<Handler<RoutingContext>> guard =
        isLoopback(settings.host()) ? Optional.empty() : Optional.of(content.authentication());
    new Operations(content.notReady(), meters, content.jwks()).mount(router, guard);
    router.route("/v1/*").handler(content.authentication());
    content.routes().forEach(role -> role.accept(router));
    return router;
  }

  /**
   * The router throws on a broken escape wherever it first looks, which would be our fault, a 500.
   */
  private static void requireDecodable(String uri) {
    if (BROKEN_ESCAPE.matcher(uri).find()) {
      throw new ProblemException(
          Problem.invalidRequest(
              "Expected two hexadecimal digits after each % of the URL, but there are others.",
              List.of()));
    }
  }

  /** Answers are data for programs: no browser should keep, frame, run or reinterpret them. */
  private static void harden(HttpServerRequest request) {
    request
        .response()
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Cache-Control", "no-store")
        .putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        .putHeader("Referrer-Policy", "no-referrer");
  }

  private void measure(RoutingContext context) {
    Timer.Sample begun = Timer.start(meters);
    context.addEndHandler(
        ended ->
            begun.stop(
                Timer.builder("countersign.http.requests")
                    .description("From the head of a request to the end of its answer")
                    .tag("method", Routes.method(context))
                    .tag("route", Routes.template(context))
                    .tag("status", Integer.toString(context.response().getStatusCode()))
                    .register(meters)));
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (IOException e) {
      return false;
    }
  }

  /** The port that is listened on. */
  public int port() {
    return server.actualPort();
  }

  /** Where clients find this server. */
  public URI url() {
    return publicUrl(settings, port());
  }

  /** Where clients find a server of these settings that listens on this port. */
  public static URI publicUrl(Configuration.Http settings, int port) {
    String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
    return settings.publicUrl().orElseGet(() -> URI.create("http://" + host + ":" + port));
  }

  /** Takes no new requests and lets those in hand finish, up to the configured time. */
  @Override
  public void close() {
    try {
      server
          .shutdown(settings.stopTimeout().toMillis(), TimeUnit.MILLISECONDS)
          .toCompletionStage()
          .toCompletableFuture()
          .get(settings.stopTimeout().toMillis() + 2_000, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("The HTTP server did not stop in order: {}", e.getMessage());
    }
  }
}
