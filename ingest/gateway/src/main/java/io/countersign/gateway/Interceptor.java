package io.countersign.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.gateway.ClientFrame.Note;
import io.countersign.gateway.ClientFrame.Pass;
import io.countersign.gateway.ClientFrame.Refused;
import io.countersign.gateway.ClientFrame.ToolCall;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a frame from a client is. Pure: no I/O, no clock.
 *
 * <p>The danger is a frame that this parser and the server's parser read differently. So a frame
 * passes only when every reasonable parser reads it the same way: strict UTF-8, one JSON value, no
 * duplicate keys, no key that differs from one of JSON-RPC's only by case (some parsers ignore
 * case), no {@code tools/call} in a batch or without an id.
 */
public final class Interceptor {

  static final String TOOLS_CALL = "tools/call";

  private static final Set<String> ENVELOPE =
      Set.of("jsonrpc", "id", "method", "params", "result", "error");
  private static final Set<String> CALL_PARAMS = Set.of("name", "arguments", "_meta", "task");
  private static final int MAX_TOOL_NAME = 256;

  private final JsonMapper reader;
  private final int maxBytes;
  private final int maxDepth;

  public Interceptor(int maxBytes, int maxDepth) {
    this.maxBytes = maxBytes;
    this.maxDepth = maxDepth;
    this.reader = JsonRpc.strictReader(maxDepth, maxBytes);
  }

  /** Reads one frame: a JSON-RPC message or a batch of them. */
  public ClientFrame read(byte[] frame) {
    if (frame.length > maxBytes) {
      return tooLarge();
    }
    JsonNode node;
    try {
      node = reader.readTree(text(frame));
    } catch (CharacterCodingException error) {
      return refused(null, JsonRpc.PARSE_ERROR, "Expected UTF-8, but the frame is not.");
    } catch (StreamConstraintsException error) {
      return refused(
          null,
          JsonRpc.PARSE_ERROR,
          "Expected JSON nested at most %d deep with numbers and names of usual length, but it is not."
              .formatted(maxDepth));
    } catch (JsonProcessingException error) {
      return refused(null, JsonRpc.PARSE_ERROR, syntax(error));
    }
    return switch (node) {
      case ObjectNode message -> message(message);
      case ArrayNode batch -> batch(batch);
      case null, default ->
          refused(
              null, JsonRpc.INVALID_REQUEST, "Expected a JSON-RPC message, but it is no object.");
    };
  }

  /** The answer to a frame longer than the limit, which need not be read to its end. */
  ClientFrame tooLarge() {
    return refused(
        null,
        JsonRpc.INVALID_REQUEST,
        "Expected a frame of at most %d bytes, but it is longer.".formatted(maxBytes));
  }

  private static String text(byte[] frame) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(frame)).toString();
  }

  /** Says where, not what: the text around an error may hold an argument. */
  private static String syntax(JsonProcessingException error) {
    String message = error.getOriginalMessage();
    String what =
        message != null && message.startsWith("Duplicate field")
            ? "a key appears twice"
            : "it is malformed";
    long at = error.getLocation() == null ? -1 : error.getLocation().getCharOffset();
    return "Expected one strict JSON value, but %s near character %d.".formatted(what, at);
  }

  private ClientFrame message(ObjectNode message) {
    @Nullable JsonNode id = message.get("id");
    @Nullable JsonNode replyId = JsonRpc.isId(id) ? id : null;
    @Nullable String disguise = disguised(message, ENVELOPE);
    if (disguise != null) {
      return refused(replyId, JsonRpc.INVALID_REQUEST, disguise);
    }
    JsonNode method = message.path("method");
    if (method.isMissingNode()) {
      return message.has("result") || message.has("error")
          ? new Pass(replyId == null ? List.of() : List.of(new Note.Response(replyId, message)))
          : refused(
              replyId,
              JsonRpc.INVALID_REQUEST,
              "Expected a method, a result or an error, but the message has none.");
    }
    if (!method.isTextual()) {
      return refused(
          replyId, JsonRpc.INVALID_REQUEST, "Expected the method to be a string, but it is not.");
    }
    String name = method.textValue();
    if (name.equals(TOOLS_CALL)) {
      return toolCall(message, id);
    }
    if (fold(name).strip().equals(TOOLS_CALL)) {
      return refused(
          replyId, JsonRpc.INVALID_REQUEST, "Expected the method tools/call to be written so.");
    }
    return new Pass(notes(name, id, message.path("params")));
  }

  private static ClientFrame toolCall(ObjectNode message, @Nullable JsonNode id) {
    if (!JsonRpc.isId(id) || id == null) {
      return refused(
          null,
          JsonRpc.INVALID_REQUEST,
          "Expected tools/call to have a string or an integer of at most %d characters as id, but it has not."
              .formatted(JsonRpc.MAX_ID));
    }
    if (!(message.get("params") instanceof ObjectNode params)) {
      return refused(id, JsonRpc.INVALID_PARAMS, "Expected params to be an object, but it is not.");
    }
    @Nullable String disguise = disguised(params, CALL_PARAMS);
    if (disguise != null) {
      return refused(id, JsonRpc.INVALID_PARAMS, disguise);
    }
    JsonNode name = params.path("name");
    if (!name.isTextual()
        || name.textValue().isBlank()
        || name.textValue().length() > MAX_TOOL_NAME) {
      return refused(
          id,
          JsonRpc.INVALID_PARAMS,
          "Expected params.name to be a string of 1 to %d characters, but it is not."
              .formatted(MAX_TOOL_NAME));
    }
    @Nullable ObjectNode arguments = objectOrEmpty(params.path("arguments"));
    @Nullable ObjectNode meta = objectOrEmpty(params.path("_meta"));
    if (arguments == null || meta == null) {
      return refused(
          id,
          JsonRpc.INVALID_PARAMS,
          "Expected params.arguments and params._meta to be objects, but they are not.");
    }
    return new ToolCall(id, name.textValue(), arguments, meta);
  }

  private static @Nullable ObjectNode objectOrEmpty(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return JsonRpc.object();
    }
    return node instanceof ObjectNode object ? object : null;
  }

  /**
   * A batch passes only as a whole and only without a {@code tools/call}: one verdict is about one
   * call.
   */
  private ClientFrame batch(ArrayNode batch) {
    List<Note> notes = new ArrayList<>();
    boolean passes = !batch.isEmpty();
    for (JsonNode element : batch) {
      if (element instanceof ObjectNode message && message(message) instanceof Pass pass) {
        notes.addAll(pass.notes());
      } else {
        passes = false;
      }
    }
    return passes ? new Pass(notes) : new Refused(batchErrors(batch));
  }

  private static byte[] batchErrors(ArrayNode batch) {
    String message =
        "Expected a batch of well-formed messages without tools/call, but this one is not. Nothing in it was forwarded; send each tools/call as a message of its own.";
    ArrayNode errors = JsonNodeFactory.instance.arrayNode();
    for (JsonNode element : batch) {
      if (JsonRpc.isId(element.get("id"))) {
        errors.add(JsonRpc.errorNode(element.get("id"), JsonRpc.INVALID_REQUEST, message));
      }
    }
    return errors.isEmpty()
        ? JsonRpc.error(null, JsonRpc.INVALID_REQUEST, message)
        : JsonRpc.bytes(errors);
  }

  private static List<Note> notes(String method, @Nullable JsonNode id, JsonNode params) {
    List<Note> notes = new ArrayList<>();
    notes.add(new Note.Method(method, params.path(nameField(method)).textValue()));
    if (method.equals("notifications/cancelled")) {
      @Nullable JsonNode requestId = params.get("requestId");
      if (requestId != null && JsonRpc.hasKey(requestId)) {
        notes.add(new Note.Cancelled(requestId));
      }
    } else if (id != null && JsonRpc.hasKey(id)) {
      notes.add(
          switch (method) {
            case "initialize" ->
                new Note.Initialize(id, params.get("clientInfo"), params.path("capabilities"));
            case "tools/list" -> new Note.ToolsList(id, !params.path("cursor").isTextual());
            default -> new Note.Request(id);
          });
    }
    return notes;
  }

  private static String nameField(String method) {
    return method.startsWith("resources/") ? "uri" : "name";
  }

  /** A key that is one of {@code names} to a parser that ignores case, but not exactly. */
  private static @Nullable String disguised(ObjectNode object, Set<String> names) {
    for (Iterator<String> keys = object.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      if (!names.contains(key) && names.contains(fold(key))) {
        return "Expected the key \"%s\" to be written so, but it appears in another case."
            .formatted(fold(key));
      }
    }
    return null;
  }

  /** Upper case first, so that letters like U+017F fold as they do in case-insensitive parsers. */
  private static String fold(String text) {
    return text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }

  private static Refused refused(@Nullable JsonNode id, int code, String message) {
    return new Refused(JsonRpc.error(id, code, message));
  }
}
