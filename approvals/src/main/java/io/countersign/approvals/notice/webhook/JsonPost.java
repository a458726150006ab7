package io.countersign.approvals.notice.webhook;

import io.countersign.approvals.notice.Attempt;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Posts JSON and judges the answer by its status alone: bodies are read up to a small limit and
 * thrown away, redirects are never followed. Shared by all channels; thread safe.
 */
public final class JsonPost implements AutoCloseable {
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;

  private final Duration timeout;
  private final InstantSource clock;
  private final HttpClient http;

  /**
   * @param timeout longest time for one answer, the connection included
   * @param clock for signatures and for dates in {@code Retry-After}
   */
  public JsonPost(Duration timeout, InstantSource clock) {
    this.timeout = timeout;
    this.clock = clock;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /** Seconds since the epoch. */
  long seconds() {
    return clock.instant().getEpochSecond();
  }

  Attempt send(URI url, Map<String, String> headers, String json) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .header("User-Agent", "countersign");
    headers.forEach(request::header);
    CompletableFuture<HttpResponse<Void>> answer =
        http.sendAsync(
            request.POST(BodyPublishers.ofString(json)).build(), status -> new ThrownAway());
    try {
      // The request's own limit ends with the headers of the answer.
      return judge(answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException e) {
      return failed(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      return failed(e);
    } finally {
      answer.cancel(true);
    }
  }

  private Attempt judge(HttpResponse<Void> answer) {
    int status = answer.statusCode();
    if (status >= 200 && status < 300) {
      return new Attempt.Delivered();
    }
    String detail = "answered " + status;
    boolean later = status >= 500 || status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS;
    return later
        ? new Attempt.Failed(
            detail,
            answer
                .headers()
                .firstValue("Retry-After")
                .flatMap(text -> RetryAfter.parse(text, clock.instant())))
        : new Attempt.Refused(detail);
  }

  /** Only the kind of failure: messages of the client quote addresses, which can be secrets. */
  private static Attempt failed(Throwable failure) {
    String detail =
        switch (failure) {
          case TimeoutException timeout -> "no answer in time";
          case HttpTimeoutException timeout -> "no answer in time";
          case IOException io -> "cannot be reached (%s)".formatted(io.getClass().getSimpleName());
          default -> "cannot be asked (%s)".formatted(failure.getClass().getSimpleName());
        };
    return new Attempt.Failed(detail, Optional.empty());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
