package io.countersign.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.json.JsonRefused;
import io.countersign.schemas.json.Limits;
import io.countersign.schemas.json.StrictJson;
import org.jspecify.annotations.Nullable;

/**
 * How a permitted call ended.
 *
 * @param errorClass a short machine-readable class, absent on success
 * @param result what the server answered, when it did
 */
public record Outcome(Status status, @Nullable String errorClass, @Nullable JsonNode result) {
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
    return new Outcome(Status.NOT_RUN, why, null);
  }

  /** Sent, but nobody knows how it ended. */
  public static Outcome unknown(String why) {
    return new Outcome(Status.UNKNOWN, why, null);
  }

  static Outcome timedOut() {
    return new Outcome(Status.TIMED_OUT, "timeout", null);
  }

  /** Reads a JSON-RPC response to a {@code tools/call}. */
  static Outcome of(JsonNode response) {
    JsonNode error = response.path("error");
    if (!error.isMissingNode() && !error.isNull()) {
      return new Outcome(Status.FAILED, "jsonrpc:" + error.path("code").asText("unknown"), error);
    }
    JsonNode result = response.path("result");
    String kind = result.path("resultType").asText("complete");
    // A task or a question back: the call has not ended, and its end will not be an answer to this
    // request.
    if (result.path("task").isObject() || !kind.equals("complete")) {
      return new Outcome(
          Status.UNKNOWN, "deferred:" + (kind.equals("complete") ? "task" : kind), result);
    }
    return result.path("isError").asBoolean(false)
        ? new Outcome(Status.FAILED, "tool_error", result)
        : new Outcome(Status.SUCCEEDED, null, result);
  }

  /** The body of {@code POST /v1/calls/{id}/outcome}. */
  byte[] report(String tenant, long durationMillis, int maxResultBytes) {
    ObjectNode body = JsonRpc.object().put("tenant", tenant).put("status", status.name());
    if (errorClass != null) {
      // Part of it is the server's: nothing in it may keep the report from being taken.
      String plain = errorClass.replaceAll("[^A-Za-z0-9:._-]", "_");
      body.put("errorClass", plain.substring(0, Math.min(plain.length(), MOST_ERROR_CLASS)));
    }
    if (result != null) {
      body.set("result", bounded(result, maxResultBytes));
    }
    body.put("durationMs", durationMillis);
    body.putObject("usage").put("calls", status == Status.NOT_RUN ? 0 : 1);
    return JsonRpc.bytes(body);
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
