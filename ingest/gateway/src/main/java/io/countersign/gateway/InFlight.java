package io.countersign.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Requests of one client that the server has not answered yet, by JSON-RPC id. An id stands for one
 * request at a time: otherwise the answer to one would be taken for the answer to another, and a
 * call would be reported with an outcome that is not its own.
 */
final class InFlight {

  /** Requests under way at once; more are refused. */
  static final int MAX_REQUESTS = 10_000;

  /** Requests given up whose answer may still come; the oldest are forgotten. */
  private static final int MAX_GIVEN_UP = 1000;

  /** What waits for an answer. */
  sealed interface Request {

    /** A {@code tools/call}. */
    record Call(OpenCall call) implements Request {}

    /** {@code initialize}: the answer names the server. */
    record Initialize() implements Request {}

    /**
     * {@code tools/list}: the answer describes tools.
     *
     * @param again the server said before that its list changed
     */
    record ToolsList(boolean again) implements Request {}

    /** Any other request. */
    record Other() implements Request {}
  }

  private final Map<String, Request> requests = new LinkedHashMap<>();
  private final Set<String> givenUp = new LinkedHashSet<>();
  private int calls;

  /** Adds all of them or none; gives the key that stands in the way, or null. */
  synchronized @Nullable String add(List<Map.Entry<String, Request>> added) {
    List<String> done = new ArrayList<>();
    for (Map.Entry<String, Request> entry : added) {
      String key = entry.getKey();
      boolean free =
          requests.size() < MAX_REQUESTS
              && !givenUp.contains(key)
              && requests.putIfAbsent(key, entry.getValue()) == null;
      if (!free) {
        done.forEach(requests::remove);
        return key;
      }
      done.add(key);
    }
    return null;
  }

  synchronized boolean add(OpenCall call) {
    boolean added = add(List.of(Map.entry(JsonRpc.key(call.id()), new Request.Call(call)))) == null;
    calls += added ? 1 : 0;
    return added;
  }

  synchronized @Nullable Request get(JsonNode id) {
    return requests.get(JsonRpc.key(id));
  }

  /** The server answered: the id may be used again. Calls stay until they are closed. */
  synchronized @Nullable Request answered(JsonNode id) {
    String key = JsonRpc.key(id);
    givenUp.remove(key);
    @Nullable Request request = requests.get(key);
    if (request != null && !(request instanceof Request.Call)) {
      requests.remove(key);
    }
    return request;
  }

  /**
   * A call has ended.
   *
   * @param answerMayCome it ended without an answer of the server, which may still come
   */
  synchronized void close(OpenCall call, boolean answerMayCome) {
    String key = JsonRpc.key(call.id());
    if (requests.remove(key, new Request.Call(call))) {
      calls--;
      if (answerMayCome) {
        giveUpLater(key);
      }
    }
  }

  /** The client took a request back that is no call; the server need not answer it any more. */
  synchronized void cancelled(JsonNode id) {
    String key = JsonRpc.key(id);
    @Nullable Request request = requests.get(key);
    if (request != null && !(request instanceof Request.Call)) {
      requests.remove(key);
      giveUpLater(key);
    }
  }

  /** No answer will come any more: the way it would have come is closed. */
  synchronized void forget(JsonNode id) {
    @Nullable Request request = requests.get(JsonRpc.key(id));
    if (request != null && !(request instanceof Request.Call)) {
      requests.remove(JsonRpc.key(id));
    }
  }

  private void giveUpLater(String key) {
    givenUp.add(key);
    Iterator<String> oldest = givenUp.iterator();
    while (givenUp.size() > MAX_GIVEN_UP) {
      oldest.next();
      oldest.remove();
    }
  }

  synchronized boolean hasCalls() {
    return calls > 0;
  }

  synchronized List<OpenCall> calls() {
    List<OpenCall> open = new ArrayList<>();
    for (Request request : requests.values()) {
      if (request instanceof Request.Call(OpenCall call)) {
        open.add(call);
      }
    }
    return open;
  }
}
