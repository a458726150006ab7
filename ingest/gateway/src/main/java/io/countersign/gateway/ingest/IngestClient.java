package io.countersign.gateway.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Countersign's ingest over HTTP: {@code POST /v1/calls}, {@code POST /v1/calls/{id}/outcome} and
 * {@code POST /v1/tools/proposals}. Every failure to get a clear answer becomes {@link
 * Answer.Unavailable}: nothing here ever turns an error into a permission.
 */
public final class IngestClient implements AutoCloseable {

  private static final int MAX_ANSWER_BYTES = 256 * 1024;
  private static final int MAX_TEXT = 2000;

  private final URI base;
  private final BearerToken token;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http;
  private final JsonMapper json =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(64).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  public IngestClient(URI base, Path tokenFile, Duration connectTimeout) {
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

  /**
   * Asks whether a call may run. Never completes exceptionally.
   *
   * @param callId the id in {@code body}; an answer about another call counts as malformed
   * @param traceparent a valid W3C traceparent to pass on, or null
   */
  public CompletableFuture<Answer> ask(
      String callId, byte[] body, @Nullable String traceparent, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    return send("v1/calls", body, traceparent, timeout)
        .exceptionallyCompose(error -> once(error, body, traceparent, deadline))
        .thenApply(response -> read(callId, response))
        .exceptionally(error -> new Answer.Unavailable(text(error)));
  }

  /**
   * A kept connection may have been closed by ingest meanwhile; the call id makes a second try
   * safe.
   */
  private CompletableFuture<HttpResponse<byte[]>> once(
      Throwable error, byte[] body, @Nullable String traceparent, long deadline) {
    Throwable cause = cause(error);
    long left = deadline - System.nanoTime();
    boolean stale = cause instanceof IOException && !(cause instanceof java.net.ConnectException);
    return stale && left > 0
        ? send("v1/calls", body, traceparent, Duration.ofNanos(left))
        : CompletableFuture.failedFuture(cause);
  }

  /** How ingest took a report or a proposal. */
  public enum Receipt {
    /** Recorded. */
    TAKEN,
    /** Refused for good: a repeat would be refused as well. */
    REFUSED,
    /** Not taken now: repeat later. */
    LATER
  }

  /** Reports an outcome. Never completes exceptionally. */
  public CompletableFuture<Receipt> report(String callId, byte[] body, Duration timeout) {
    return send("v1/calls/" + callId + "/outcome", body, null, timeout)
        .thenApply(response -> receipt(response.statusCode()))
        .exceptionally(error -> Receipt.LATER);
  }

  /**
   * How ingest took a request with proposals.
   *
   * @param refused tools that it refused although it took the request, with the code of each
   */
  public record Proposed(Receipt receipt, Map<String, String> refused) {
    public Proposed {
      refused = Map.copyOf(refused);
    }
  }

  /** Proposes tools for the catalogue. Never completes exceptionally. */
  public CompletableFuture<Proposed> propose(byte[] body, Duration timeout) {
    return send("v1/tools/proposals", body, null, timeout)
        .thenApply(
            response -> new Proposed(receipt(response.statusCode()), refused(response.body())))
        .exceptionally(error -> new Proposed(Receipt.LATER, Map.of()));
  }

  private Map<String, String> refused(byte[] body) {
    JsonNode answer;
    try {
      answer = json.readTree(body);
    } catch (IOException error) {
      return Map.of();
    }
    Map<String, String> refused = new HashMap<>();
    for (JsonNode tool : answer.path("tools")) {
      if (tool.path("state").asText("").equals("REFUSED")) {
        refused.put(tool.path("name").asText(""), shorten(tool.path("code").asText("no code")));
      }
    }
    return refused;
  }

  private static Receipt receipt(int status) {
    if (status >= 200 && status < 300) {
      return Receipt.TAKEN;
    }
    // A token may be rotated and a decision may still be on its way into ingest's view: those pass
    // with time.
    boolean passing =
        status == 401 || status == 403 || status == 404 || status == 408 || status == 429;
    return status >= 400 && status < 500 && !passing ? Receipt.REFUSED : Receipt.LATER;
  }

  private CompletableFuture<HttpResponse<byte[]>> send(
      String path, byte[] body, @Nullable String traceparent, Duration timeout) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, application/problem+json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    try {
      request.header("Authorization", token.header());
    } catch (IOException error) {
      return CompletableFuture.failedFuture(error);
    }
    if (traceparent != null) {
      request.header("traceparent", traceparent);
    }
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.sendAsync(request.build(), head -> new LimitedBody(MAX_ANSWER_BYTES));
    // The request's own timeout ends with the headers; this one covers the body too and frees the
    // connection.
    return exchange
        .copy()
        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete((response, error) -> exchange.cancel(true));
  }

  private Answer read(String callId, HttpResponse<byte[]> response) {
    int status = response.statusCode();
    JsonNode body;
    try {
      body = json.readTree(response.body());
    } catch (IOException error) {
      body = JsonNodeFactory.instance.missingNode();
    }
    if (status >= 400 && status < 500) {
      String code = body.path("code").asText("HTTP_" + status);
      String detail =
          body.path("detail").asText(body.path("title").asText("ingest refused the request"));
      return new Answer.Rejected(shorten(code), shorten(detail));
    }
    if (status != 200) {
      return new Answer.Unavailable("ingest answered with status " + status);
    }
    if (!callId.equals(body.path("callId").textValue())) {
      return new Answer.Unavailable("ingest's answer is not about this call");
    }
    return verdict(body);
  }

  private static Answer verdict(JsonNode body) {
    JsonNode reasons = body.path("reasons");
    if (!reasons.isArray()) {
      reasons = JsonNodeFactory.instance.arrayNode();
    }
    String verdict = body.path("verdict").asText("");
    return switch (verdict) {
      case "ALLOW" -> allowed(body.path("validUntil"));
      case "DENY" -> new Answer.Denied(reasons);
      case "ASK" ->
          new Answer.ApprovalNeeded(reasons, body.path("approval").path("url").textValue());
      default -> new Answer.Unavailable("ingest's answer has no verdict this gateway knows");
    };
  }

  private static Answer allowed(JsonNode validUntil) {
    if (validUntil.isMissingNode() || validUntil.isNull()) {
      return new Answer.Allowed(null);
    }
    try {
      Instant until = OffsetDateTime.parse(validUntil.asText()).toInstant();
      return new Answer.Allowed(until);
    } catch (DateTimeParseException error) {
      return new Answer.Unavailable("ingest's validUntil is not a time");
    }
  }

  private static Throwable cause(Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }

  private static String text(Throwable error) {
    Throwable cause = cause(error);
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static String shorten(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
  }

  @Override
  public void close() {
    http.shutdownNow();
    threads.shutdownNow();
  }
}
