package io.countersign.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.countersign.gateway.ClientFrame.Note;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway remembers of one conversation between a client and a server: the client's claim
 * about itself, calls under way, and requests whose results describe the server.
 */
public final class McpSession {

  /** Requests remembered for their results; more are let pass unremembered. */
  private static final int MAX_WATCHED = 1000;

  private enum Watched {
    INITIALIZE,
    TOOLS_LIST
  }

  private final String runId;
  private final ServerCatalogue catalogue;
  private final JsonMapper reader;
  private final ConcurrentMap<String, OpenCall> calls = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Watched> watched = new ConcurrentHashMap<>();
  private volatile @Nullable JsonNode clientInfo;

  /**
   * @param runId the run of calls that name none themselves
   * @param maxFrame longest string in a server's frame that is read
   */
  public McpSession(String runId, ServerCatalogue catalogue, int maxFrame) {
    this.runId = runId;
    this.catalogue = catalogue;
    this.reader = JsonRpc.serverReader(maxFrame);
  }

  String runId() {
    return runId;
  }

  ServerCatalogue catalogue() {
    return catalogue;
  }

  @Nullable JsonNode clientInfo() {
    return clientInfo;
  }

  /**
   * False when a call with the same JSON-RPC id is under way: their answers could not be told
   * apart.
   */
  boolean open(OpenCall call) {
    return calls.putIfAbsent(JsonRpc.key(call.id()), call) == null;
  }

  void close(OpenCall call) {
    calls.remove(JsonRpc.key(call.id()), call);
  }

  public boolean isIdle() {
    return calls.isEmpty();
  }

  /** Learns from a frame of the client that passes. Call before it is sent. */
  public void note(List<Note> notes) {
    for (Note note : notes) {
      switch (note) {
        case Note.Initialize initialize -> {
          clientInfo = initialize.clientInfo();
          watch(initialize.id(), Watched.INITIALIZE);
        }
        case Note.ToolsList list -> watch(list.id(), Watched.TOOLS_LIST);
        case Note.Cancelled cancelled -> {
          OpenCall call = calls.get(JsonRpc.key(cancelled.requestId()));
          if (call != null) {
            call.abandon("cancelled");
          }
        }
        case Note.Method method -> {}
      }
    }
  }

  private void watch(JsonNode id, Watched what) {
    if (watched.size() < MAX_WATCHED) {
      watched.put(JsonRpc.key(id), what);
    }
  }

  /**
   * Learns from a frame of the server: settles the call it answers. Call after the frame was sent
   * to the client.
   *
   * @return whether the frame is JSON at all
   */
  public boolean observe(byte[] frame) {
    JsonNode node;
    try {
      node = reader.readTree(frame);
    } catch (JsonProcessingException malformed) {
      return false;
    } catch (IOException impossible) {
      throw new IllegalStateException("reading from memory does no I/O", impossible);
    }
    if (node.isArray()) {
      node.forEach(this::observe);
    } else {
      observe(node);
    }
    return node.isContainerNode();
  }

  private void observe(JsonNode message) {
    @Nullable JsonNode id = message.get("id");
    boolean response = !message.has("method") && (message.has("result") || message.has("error"));
    if (!response || id == null || !JsonRpc.isId(id)) {
      return;
    }
    String key = JsonRpc.key(id);
    OpenCall call = calls.get(key);
    if (call != null) {
      call.settle(Outcome.of(message));
      return;
    }
    Watched what = watched.remove(key);
    if (what != null) {
      JsonNode result = message.path("result");
      switch (what) {
        case INITIALIZE -> catalogue.serverInfo(result.path("serverInfo"));
        case TOOLS_LIST -> catalogue.tools(result.path("tools"));
      }
    }
  }

  /**
   * The client is gone: calls not yet sent will not be; for those sent an answer may still come.
   */
  void abandonAsking() {
    calls.values().forEach(OpenCall::abandonAsking);
  }

  /** The server is gone: calls sent to it have no known outcome. Gives back those calls. */
  public List<OpenCall> lost(String why) {
    return calls.values().stream().filter(call -> call.settle(Outcome.unknown(why))).toList();
  }
}
