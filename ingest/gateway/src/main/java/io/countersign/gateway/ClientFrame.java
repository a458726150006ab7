package io.countersign.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a frame from the client means for the gateway. Frames that pass do so with the bytes they
 * came with.
 */
public sealed interface ClientFrame {

  /**
   * May go to the server as it is.
   *
   * @param notes what the gateway learns from it, in order; a batch may hold several
   */
  record Pass(List<Note> notes) implements ClientFrame {
    public Pass {
      notes = List.copyOf(notes);
    }
  }

  /**
   * A {@code tools/call}: Countersign is asked first.
   *
   * @param id the JSON-RPC id, a string or an integer
   * @param name the tool's name
   * @param arguments the arguments; an empty object when absent
   * @param meta {@code params._meta}; an empty object when absent
   */
  record ToolCall(JsonNode id, String name, ObjectNode arguments, ObjectNode meta)
      implements ClientFrame {}

  /**
   * Never goes to the server.
   *
   * @param reply the JSON-RPC error (or, for a batch, errors) for the client
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, written once
  record Refused(byte[] reply) implements ClientFrame {}

  /** Answers a question of the gateway itself: nothing in it is the server's. */
  record Taken() implements ClientFrame {}

  /** Something in a passing frame that the gateway remembers. */
  sealed interface Note {

    /** The id of the request that this note is about, when it is about one. */
    default @Nullable JsonNode requestIdOrNull() {
      return switch (this) {
        case Initialize initialize -> initialize.id();
        case ToolsList list -> list.id();
        case Request request -> request.id();
        case Cancelled cancelled -> null;
        case Response response -> null;
        case Method method -> null;
      };
    }

    /**
     * {@code initialize}: its result names the server.
     *
     * @param capabilities what the client says it can do; a missing node when it does not
     */
    record Initialize(JsonNode id, @Nullable JsonNode clientInfo, JsonNode capabilities)
        implements Note {}

    /**
     * {@code tools/list}: its result describes tools.
     *
     * @param first it asks for the first page
     */
    record ToolsList(JsonNode id, boolean first) implements Note {}

    /** Any other request: its answer must not be taken for a call's. */
    record Request(JsonNode id) implements Note {}

    /** {@code notifications/cancelled}: the client no longer waits for that request. */
    record Cancelled(JsonNode requestId) implements Note {}

    /** The client's answer to a request that came from this side. */
    record Response(JsonNode id, JsonNode message) implements Note {}

    /** A method and the name it is about, for comparison with HTTP headers. */
    record Method(String method, @Nullable String name) implements Note {}
  }
}
