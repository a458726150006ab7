package io.countersign.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.json.JsonRefused;
import io.countersign.schemas.json.Limits;
import io.countersign.schemas.json.StrictJson;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a permitted call ended.
 *
 * @param errorClass a short machine-readable class, absent on success
 * @param result what the server answered, when it did
 * @param usage what the server says the call used, when it does
 */
public record Outcome(
    Status status,
    @Nullable String errorClass,
    @Nullable JsonNode result,
    @Nullable Amounts usage) {

  /** Where a server may say what a call used. */
  static final String META_USAGE = "io.countersign/usage";

  private static final Logger LOG = LoggerFactory.getLogger(Outcome.class);

  /** Error class of a call that the client took back while it ran. */
  static final String CANCELLED = "cancelled";

  private static final int MOST_ERROR_CLASS = 200;

  /** What ingest takes of one document, less the report around it. */
  private static final Limits INGEST_LIMITS = new Limits(1024 * 1024, 60, 32_000);

  /** As in the API of ingest. */
  public enum Status {
    SUCCEEDED,
    FAILED,
    TIMED_OUT,
    /** Sent to the server, answer not known: the effect may have happened. */
    UNKNOWN,
    /** Never sent to the server. */
    NOT_RUN
  }

  static Outcome notRun(String why) {
    return new Outcome(Status.NOT_RUN, why, null, null);
  }

  /** Sent, but nobody knows how it ended. */
  public static Outcome unknown(String why) {
    return new Outcome(Status.UNKNOWN, why, null, null);
  }

  static Outcome timedOut() {
    return new Outcome(Status.TIMED_OUT, "timeout", null, null);
  }

  /** Answered, but with no answer to a call. */
  public static Outcome failed(String errorClass) {
    return new Outcome(Status.FAILED, errorClass, null, null);
  }

  /** Whether the server may still answer the call that ended so. */
  boolean answerMayCome() {
    return status == Status.TIMED_OUT || CANCELLED.equals(errorClass);
  }

  /** Reads a JSON-RPC response to a {@code tools/call}. */
  static Outcome of(JsonNode response) {
    JsonNode error = response.path("error");
    if (!error.isMissingNode() && !error.isNull()) {
      return new Outcome(
          Status.FAILED, "jsonrpc:" + error.path("code").asText("unknown"), error, null);
    }
    JsonNode result = response.path("result");
    String kind = result.path("resultType").asText("complete");
    // A task or a question back: the call has not ended, and its end will not be an answer to this
    // request.
    if (result.path("task").isObject() || !kind.equals("complete")) {
      return new Outcome(
          Status.UNKNOWN, "deferred:" + (kind.equals("complete") ? "task" : kind), result, null);
    }
    @Nullable Amounts usage = usage(result.path("_meta").path(META_USAGE));
    return result.path("isError").asBoolean(false)
        ? new Outcome(Status.FAILED, "tool_error", result, usage)
        : new Outcome(Status.SUCCEEDED, null, result, usage);
  }

  /** A call that ran is at least one, whatever the server says. */
  private static @Nullable Amounts usage(JsonNode declared) {
    if (declared.isMissingNode()) {
      return null;
    }
    Optional<Amounts> read = DeclaredAmounts.read(declared);
    if (read.isEmpty()) {
      LOG.warn(
          "Expected {} of a result to hold only calls, downstreamCalls, tokens and moneyMicros, each an integer of 0 or more, but it does not. It was ignored, and the declared bound counts as used.",
          META_USAGE);
      return null;
    }
    return DeclaredAmounts.greater(read.get(), Amounts.ONE_CALL);
  }

  /**
   * The body of {@code POST /v1/calls/{id}/outcome}.
   *
   * @param bound what the call was allowed to use: what counts as used when nobody says what was
   * @param claimId the claim by which the call was permitted, when it needed an approval
   */
  byte[] report(
      String tenant,
      Amounts bound,
      @Nullable String claimId,
      long durationMillis,
      int maxResultBytes) {
    ObjectNode body = JsonRpc.object().put("tenant", tenant).put("status", status.name());
    if (claimId != null) {
      body.put("claimId", claimId);
    }
    if (errorClass != null) {
      // Part of it is the server's: nothing in it may keep the report from being taken.
      String plain = errorClass.replaceAll("[^A-Za-z0-9:._-]", "_");
      body.put("errorClass", plain.substring(0, Math.min(plain.length(), MOST_ERROR_CLASS)));
    }
    if (result != null) {
      body.set("result", bounded(result, maxResultBytes));
    }
    body.put("durationMs", durationMillis);
    body.set("usage", DeclaredAmounts.json(used(bound)));
    return JsonRpc.bytes(body);
  }

  private Amounts used(Amounts bound) {
    if (status == Status.NOT_RUN) {
      return new Amounts(0, 0, 0, 0);
    }
    return usage == null ? bound : usage;
  }

  private static JsonNode bounded(JsonNode result, int maxBytes) {
    byte[] bytes = JsonRpc.bytes(result);
    JsonNode object = result.isObject() ? result : JsonRpc.object().set("value", result);
    if (bytes.length <= maxBytes && isStrict(bytes)) {
      return object;
    }
    return JsonRpc.object()
        .put("truncated", true)
        .put("sizeBytes", bytes.length)
        .put("digest", Digest.sha256(bytes).text());
  }

  /** Whether ingest, which reads strictly, can take this result. One level is the report's own. */
  private static boolean isStrict(byte[] json) {
    try {
      StrictJson.parse(json, INGEST_LIMITS);
      return true;
    } catch (JsonRefused e) {
      return false;
    }
  }
}
