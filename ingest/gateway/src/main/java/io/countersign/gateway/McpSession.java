package io.countersign.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.countersign.gateway.ClientFrame.Note;
import io.countersign.gateway.InFlight.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway remembers of one conversation between a client and a server: the client's claim
 * about itself, requests under way, and what the server showed of itself.
 */
public final class McpSession {

  private static final String LIST_CHANGED = "notifications/tools/list_changed";

  private final String runId;
  private final Server server;
  private final JsonMapper reader;
  private final InFlight inFlight = new InFlight();
  private final ServerCatalogue catalogue;
  private final ClientQuestions questions = new ClientQuestions();
  private volatile @Nullable JsonNode clientInfo;
  private volatile JsonNode capabilities = MissingNode.getInstance();
  private volatile boolean listChanged;
  private volatile boolean lookAgain;

  /**
   * The server behind the gateway, for all sessions with it.
   *
   * @param name name in the catalogue, when the operator gave one
   * @param catalogue what the server says to anybody
   * @param sightings where its tools are proposed
   * @param maxFrame longest string in a server's frame that is read
   */
  public record Server(
      @Nullable String name, ServerCatalogue catalogue, ToolSightings sightings, int maxFrame) {}

  /**
   * @param runId the run of calls that name none themselves
   */
  public McpSession(String runId, Server server) {
    this.runId = runId;
    this.server = server;
    this.catalogue = server.catalogue().ofSession();
    this.reader = JsonRpc.serverReader(server.maxFrame());
  }

  String runId() {
    return runId;
  }

  ServerCatalogue catalogue() {
    return catalogue;
  }

  /** The server's name in the catalogue, absent as long as nobody has named it. */
  @Nullable String serverName() {
    return server.name() == null ? catalogue.name() : server.name();
  }

  @Nullable JsonNode clientInfo() {
    return clientInfo;
  }

  /** What the client said at {@code initialize} that it can do; a missing node before that. */
  JsonNode capabilities() {
    return capabilities;
  }

  /** What the gateway itself asks of the client. */
  ClientQuestions questions() {
    return questions;
  }

  /**
   * False when a request with the same JSON-RPC id is under way: their answers could not be told
   * apart.
   */
  boolean open(OpenCall call) {
    return inFlight.add(call);
  }

  /** The call has ended so. */
  void close(OpenCall call, Outcome outcome) {
    inFlight.close(call, outcome.answerMayCome());
  }

  /** The call will not be sent. */
  void close(OpenCall call) {
    inFlight.close(call, false);
  }

  public boolean isIdle() {
    return !inFlight.hasCalls();
  }

  /**
   * Learns from a frame of the client that is about to be sent; {@link ClientFrame.Refused} when an
   * id in it stands for another request already, {@link ClientFrame.Taken} when it answers the
   * gateway itself.
   */
  public ClientFrame admit(ClientFrame.Pass pass) {
    if (pass.notes().size() == 1
        && pass.notes().getFirst() instanceof Note.Response response
        && questions.answered(response)) {
      return new ClientFrame.Taken();
    }
    List<Map.Entry<String, Request>> requests = new ArrayList<>();
    for (Note note : pass.notes()) {
      switch (note) {
        case Note.Initialize initialize ->
            requests.add(entry(initialize.id(), new Request.Initialize()));
        case Note.ToolsList list -> requests.add(entry(list.id(), toolsList(list)));
        case Note.Request(JsonNode id) -> requests.add(entry(id, new Request.Other()));
        case Note.Cancelled cancelled -> {}
        case Note.Response response -> {}
        case Note.Method method -> {}
      }
    }
    if (inFlight.add(requests) != null) {
      return new ClientFrame.Refused(idInUse(pass.notes()));
    }
    for (Note note : pass.notes()) {
      switch (note) {
        case Note.Initialize initialize -> {
          clientInfo = initialize.clientInfo();
          capabilities = initialize.capabilities();
        }
        case Note.Cancelled cancelled -> cancelled(cancelled.requestId());
        case Note.ToolsList list -> {}
        case Note.Request request -> {}
        case Note.Response response -> {}
        case Note.Method method -> {}
      }
    }
    return pass;
  }

  private static Map.Entry<String, Request> entry(JsonNode id, Request request) {
    return Map.entry(JsonRpc.key(id), request);
  }

  /** A change that the server announced concerns the next list, with all of its pages. */
  private Request toolsList(Note.ToolsList list) {
    if (list.first()) {
      lookAgain = listChanged;
      listChanged = false;
    }
    return new Request.ToolsList(lookAgain);
  }

  private void cancelled(JsonNode id) {
    if (inFlight.get(id) instanceof Request.Call(OpenCall call)) {
      call.abandon(Outcome.CANCELLED);
    } else {
      inFlight.cancelled(id);
    }
  }

  private static byte[] idInUse(List<Note> notes) {
    ArrayNode errors = JsonNodeFactory.instance.arrayNode();
    for (Note note : notes) {
      @Nullable JsonNode id = note.requestIdOrNull();
      if (id != null) {
        errors.add(JsonRpc.errorNode(id, JsonRpc.INVALID_REQUEST, JsonRpc.ID_IN_USE));
      }
    }
    return JsonRpc.bytes(errors.size() == 1 ? errors.get(0) : errors);
  }

  /** The way on which answers to these requests would have come is closed. */
  public void forget(List<Note> notes) {
    for (Note note : notes) {
      @Nullable JsonNode id = note.requestIdOrNull();
      if (id != null) {
        inFlight.forget(id);
      }
    }
  }

  /**
   * Learns from a frame of the server: settles the call it answers.
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
    if (message.has("method")) {
      listChanged |= LIST_CHANGED.equals(message.path("method").textValue());
      return;
    }
    @Nullable JsonNode id = message.get("id");
    boolean response = message.has("result") || message.has("error");
    if (!response || id == null || !JsonRpc.hasKey(id)) {
      return;
    }
    JsonNode result = message.path("result");
    switch (inFlight.answered(id)) {
      case Request.Call(OpenCall call) -> call.settle(Outcome.of(message));
      case Request.Initialize initialize -> catalogue.serverInfo(result.path("serverInfo"));
      case Request.ToolsList list when result.path("tools").isArray() -> {
        catalogue.tools(result.path("tools"));
        server.sightings().seen(serverName(), result.path("tools"), list.again());
      }
      case Request.ToolsList failed -> {}
      case Request.Other other -> {}
      case null -> {}
    }
  }

  /**
   * The client is gone: calls not yet sent will not be; for those sent an answer may still come.
   */
  void abandonAsking() {
    inFlight.calls().forEach(OpenCall::abandonAsking);
  }

  /** The server is gone: calls sent to it have no known outcome. Gives back those calls. */
  public List<OpenCall> lost(String why) {
    return inFlight.calls().stream().filter(call -> call.settle(Outcome.unknown(why))).toList();
  }
}
