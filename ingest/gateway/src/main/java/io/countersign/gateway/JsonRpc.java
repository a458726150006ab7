package io.countersign.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * JSON-RPC 2.0 as MCP uses it: readers for both sides, the writer, and the gateway's own errors.
 */
public final class JsonRpc {

  /** Invalid JSON was received. */
  public static final int PARSE_ERROR = -32700;

  /** The JSON is not a valid request object. */
  public static final int INVALID_REQUEST = -32600;

  /** The parameters of a method are invalid. */
  public static final int INVALID_PARAMS = -32602;

  /** Internal error; the gateway says so when the server was lost. */
  public static final int INTERNAL_ERROR = -32603;

  /** The client should show its user a page first (MCP 2025-11-25). */
  public static final int URL_ELICITATION_REQUIRED = -32042;

  /** HTTP header and body disagree (MCP 2026-07-28, SEP-2243). */
  public static final int HEADER_MISMATCH = -32020;

  /** Longest id of a call, as text. */
  static final int MAX_ID = 256;

  static final String ID_IN_USE =
      "Expected a new id, but a request with this id is under way (or too many are). Use another id.";

  /** Depth of what a server may send; deeper answers pass unobserved. */
  private static final int SERVER_DEPTH = 1000;

  // Non-ASCII is escaped so that a lone surrogate reaches ingest as it was, to be refused there,
  // and is never replaced.
  private static final JsonMapper WRITER =
      JsonMapper.builder(JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build())
          .build();

  private JsonRpc() {}

  /**
   * Reads what a client sends: one value, no duplicate keys, bounded depth, numbers kept exactly.
   */
  static JsonMapper strictReader(int maxDepth, int maxLength) {
    return reader(
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(constraints(maxDepth, maxLength))
            .build());
  }

  /** Reads what a server sends: tolerant of duplicate keys, because nothing is permitted by it. */
  static JsonMapper serverReader(int maxLength) {
    return reader(
        JsonFactory.builder().streamReadConstraints(constraints(SERVER_DEPTH, maxLength)).build());
  }

  private static StreamReadConstraints constraints(int maxDepth, int maxLength) {
    return StreamReadConstraints.builder()
        .maxNestingDepth(maxDepth)
        .maxStringLength(maxLength)
        .build();
  }

  private static JsonMapper reader(JsonFactory factory) {
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .build();
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static byte[] bytes(JsonNode node) {
    try {
      return WRITER.writeValueAsBytes(node);
    } catch (JsonProcessingException error) {
      throw new IllegalStateException("a tree of JSON nodes is always writable", error);
    }
  }

  /** A frame with an error; {@code id} is null when the request's id is not known. */
  public static byte[] error(@Nullable JsonNode id, int code, String message) {
    return bytes(errorNode(id, code, message));
  }

  static ObjectNode errorNode(@Nullable JsonNode id, int code, String message) {
    ObjectNode frame = object().put("jsonrpc", "2.0");
    frame.set("id", id == null ? NullNode.getInstance() : id);
    frame.putObject("error").put("code", code).put("message", message);
    return frame;
  }

  /** Whether a value can be the id of a call: MCP wants a string or an integer. */
  static boolean isId(@Nullable JsonNode id) {
    return id != null
        && (id.isTextual() || id.isIntegralNumber())
        && id.asText().length() <= MAX_ID;
  }

  /** Whether an answer could be taken for that to a request whose id {@link #isId} accepts. */
  static boolean hasKey(JsonNode id) {
    return id.isNumber() || (id.isTextual() && id.textValue().length() <= MAX_ID);
  }

  /**
   * Equal for ids that some server would take as the same: {@code 1} and {@code 1.0}, also numbers
   * that are the same double, but not {@code "1"}.
   */
  static String key(JsonNode id) {
    return id.isTextual() ? "s" + id.textValue() : "n" + id.doubleValue();
  }
}
