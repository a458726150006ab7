package io.countersign.gateway.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Countersign's ingest over HTTP: calls, their approval, claim and outcome, proposals of tools, and
 * the keys of grants. Every failure to get a clear answer becomes {@link Answer.Unavailable} or
 * {@link Claim.Unclear}: nothing here ever turns an error into a permission. No future of this
 * class completes exceptionally.
 */
public final class IngestClient implements AutoCloseable {

  private final IngestHttp http;
  private final AnswerReader reader = new AnswerReader();

  public IngestClient(URI base, Path tokenFile, Duration connectTimeout) {
    this.http = new IngestHttp(base, tokenFile, connectTimeout);
  }

  /**
   * Asks whether a call may run.
   *
   * @param callId the id in {@code body}; an answer about another call counts as malformed, unless
   *     it says that the call waits for the approval of that one
   * @param traceparent a valid W3C traceparent to pass on, or null
   */
  public CompletableFuture<Answer> ask(
      String callId, byte[] body, @Nullable String traceparent, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    return http.post("v1/calls", body, traceparent, timeout)
        .exceptionallyCompose(error -> once(error, body, traceparent, deadline))
        .thenApply(response -> reader.asked(callId, response))
        .exceptionally(error -> new Answer.Unavailable(IngestHttp.text(error)));
  }

  /**
   * A kept connection may have been closed by ingest meanwhile; the call id makes a second try
   * safe.
   */
  private CompletableFuture<HttpResponse<byte[]>> once(
      Throwable error, byte[] body, @Nullable String traceparent, long deadline) {
    Throwable cause = IngestHttp.cause(error);
    long left = deadline - System.nanoTime();
    boolean stale = cause instanceof IOException && IngestHttp.mayHaveArrived(cause);
    return stale && left > 0
        ? http.post("v1/calls", body, traceparent, Duration.ofNanos(left))
        : CompletableFuture.failedFuture(cause);
  }

  /**
   * Where a call stands, at once when that changes.
   *
   * @param wait how long ingest may wait for a change
   * @param timeout how long it may take beyond {@code wait}
   * @param givenUp ends the request when it completes
   */
  public CompletableFuture<Answer> look(
      String callId, String tenant, Duration wait, Duration timeout, CompletableFuture<?> givenUp) {
    String path =
        "v1/calls/%s?wait=%dms&tenant=%s"
            .formatted(callId, wait.toMillis(), URLEncoder.encode(tenant, StandardCharsets.UTF_8));
    return http.get(path, wait.plus(timeout), givenUp)
        .thenApply(response -> reader.view(callId, response))
        .exceptionally(error -> new Answer.Unavailable(IngestHttp.text(error)));
  }

  /** Spends the approval of a call, once for each claim id. */
  public CompletableFuture<Claim> claim(
      String callId, String claimId, byte[] body, Duration timeout) {
    return http.post("v1/calls/" + callId + "/claim", body, null, timeout)
        .thenApply(response -> reader.claim(callId, claimId, response))
        .exceptionally(
            error -> new Claim.Unclear(IngestHttp.text(error), IngestHttp.mayHaveArrived(error)));
  }

  /** How ingest took something that it is told. */
  public enum Receipt {
    /** Recorded. */
    TAKEN,
    /** Refused for good: a repeat would be refused as well. */
    REFUSED,
    /** Not taken now: repeat later. */
    LATER
  }

  /** Reports an outcome. */
  public CompletableFuture<Receipt> report(String callId, byte[] body, Duration timeout) {
    return tell(callId, "outcome", body, timeout);
  }

  /** Tells that the requester confirmed a call that waits; never a vote. */
  public CompletableFuture<Receipt> confirm(String callId, byte[] body, Duration timeout) {
    return tell(callId, "confirmation", body, timeout);
  }

  /** Gives up a call that has not run, with its approval. */
  public CompletableFuture<Receipt> cancel(String callId, byte[] body, Duration timeout) {
    return tell(callId, "cancel", body, timeout);
  }

  private CompletableFuture<Receipt> tell(
      String callId, String what, byte[] body, Duration timeout) {
    return http.post("v1/calls/" + callId + "/" + what, body, null, timeout)
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

  /** Proposes tools for the catalogue. */
  public CompletableFuture<Proposed> propose(byte[] body, Duration timeout) {
    return http.post("v1/tools/proposals", body, null, timeout)
        .thenApply(
            response ->
                new Proposed(receipt(response.statusCode()), reader.refusedTools(response.body())))
        .exceptionally(error -> new Proposed(Receipt.LATER, Map.of()));
  }

  /** The public keys of grants (RFC 7517, section 5); a missing node when there is no answer. */
  public CompletableFuture<JsonNode> grantKeys(Duration timeout) {
    return http.get(".well-known/jwks.json", timeout, new CompletableFuture<>())
        .thenApply(
            response -> reader.tree(response.statusCode() == 200 ? response.body() : new byte[0]))
        .exceptionally(error -> reader.tree(new byte[0]));
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

  @Override
  public void close() {
    http.close();
  }
}
