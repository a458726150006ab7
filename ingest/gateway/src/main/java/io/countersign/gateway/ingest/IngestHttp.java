package io.countersign.gateway.ingest;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Requests to ingest and their whole answers, each within a limit of time and size. */
final class IngestHttp implements AutoCloseable {

  private static final int MAX_ANSWER_BYTES = 256 * 1024;

  private final URI base;
  private final BearerToken token;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http;

  IngestHttp(URI base, Path tokenFile, Duration connectTimeout) {
    String text = base.toString();
    this.base = URI.create(text.endsWith("/") ? text : text + "/");
    this.token = new BearerToken(tokenFile);
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(connectTimeout)
            .executor(threads)
            .build();
  }

  CompletableFuture<HttpResponse<byte[]>> post(
      String path, byte[] body, @Nullable String traceparent, Duration timeout) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body));
    if (traceparent != null) {
      request.header("traceparent", traceparent);
    }
    return send(request, timeout, new CompletableFuture<>());
  }

  /**
   * @param givenUp ends the request when it completes
   */
  CompletableFuture<HttpResponse<byte[]>> get(
      String path, Duration timeout, CompletableFuture<?> givenUp) {
    return send(HttpRequest.newBuilder(base.resolve(path)).GET(), timeout, givenUp);
  }

  private CompletableFuture<HttpResponse<byte[]>> send(
      HttpRequest.Builder request, Duration timeout, CompletableFuture<?> givenUp) {
    request.header("Accept", "application/json, application/problem+json");
    try {
      request.header("Authorization", token.header());
    } catch (IOException error) {
      return CompletableFuture.failedFuture(error);
    }
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.sendAsync(request.build(), head -> new LimitedBody(MAX_ANSWER_BYTES));
    var unused = givenUp.whenComplete((end, error) -> exchange.cancel(true));
    // The request's own timeout ends with the headers; this one covers the body too and frees the
    // connection.
    return exchange
        .copy()
        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete((response, error) -> exchange.cancel(true));
  }

  static Throwable cause(Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }

  /** What went wrong, for the log; never holds a value that was sent. */
  static String text(Throwable error) {
    Throwable cause = cause(error);
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  /** Whether a request that failed so may have been read all the same. */
  static boolean mayHaveArrived(Throwable error) {
    Throwable cause = cause(error);
    return !(cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException);
  }

  @Override
  public void close() {
    http.shutdownNow();
    threads.shutdownNow();
  }
}
