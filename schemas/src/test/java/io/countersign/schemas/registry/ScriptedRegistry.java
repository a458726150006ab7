package io.countersign.schemas.registry;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An HTTP server that gives the answers the registry's REST documentation prints, and the wrong
 * ones a test asks for. Schemas registered by POST are kept and answered by id; everything else is
 * scripted.
 */
public final class ScriptedRegistry implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** An answer to give before the usual ones. */
  private record Answer(int status, String body, boolean hangs) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Queue<Answer> script = new ArrayDeque<>();
  private final Queue<String> requests = new ConcurrentLinkedQueue<>();
  private final Queue<String> authorizations = new ConcurrentLinkedQueue<>();
  private final Map<Integer, String> schemas = new ConcurrentHashMap<>();

  public ScriptedRegistry() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** The base URL. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Answers the next request like this. */
  public synchronized ScriptedRegistry next(int status, String body) {
    script.add(new Answer(status, body, false));
    return this;
  }

  /** Sends the next request's answer up to the middle of its body and then nothing. */
  public synchronized ScriptedRegistry nextHangsInItsBody() {
    script.add(new Answer(200, "{\"schema\": ", true));
    return this;
  }

  /** Holds this schema under this id. */
  public ScriptedRegistry holds(int id, String schema) {
    schemas.put(id, schema);
    return this;
  }

  /** The requests so far: method and path, with the body where there was one. */
  public List<String> requests() {
    return new ArrayList<>(requests);
  }

  /** The Authorization headers so far. */
  public List<String> authorizations() {
    return new ArrayList<>(authorizations);
  }

  private synchronized Answer scripted(String method, String path, String body) {
    Answer answer = script.poll();
    return answer == null ? usual(method, path, body) : answer;
  }

  private Answer usual(String method, String path, String body) {
    try {
      if (path.startsWith("/schemas/ids/")) {
        String schema = schemas.get(Integer.parseInt(path.substring("/schemas/ids/".length())));
        return schema == null
            ? error(404, 40403, "Schema not found")
            : new Answer(200, JSON.writeValueAsString(Map.of("schema", schema)), false);
      }
      if (method.equals("POST") && path.startsWith("/subjects/")) {
        String schema = JSON.readTree(body).path("schema").textValue();
        for (Map.Entry<Integer, String> held : schemas.entrySet()) {
          if (held.getValue().equals(schema)) {
            return new Answer(200, "{\"id\": " + held.getKey() + "}", false);
          }
        }
        if (!path.endsWith("/versions")) {
          return error(404, 40403, "Schema not found");
        }
        int id = 100 + schemas.size();
        schemas.put(id, schema);
        return new Answer(200, "{\"id\": " + id + "}", false);
      }
      if (path.startsWith("/config/")) {
        return new Answer(200, body, false);
      }
      return error(404, 40401, "Subject not found");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Answer error(int status, int code, String message) {
    return new Answer(
        status, "{\"error_code\": " + code + ", \"message\": \"" + message + "\"}", false);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String path = exchange.getRequestURI().getRawPath();
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (authorization != null) {
      authorizations.add(authorization);
    }
    requests.add((exchange.getRequestMethod() + " " + path + " " + body).strip());
    Answer answer = scripted(exchange.getRequestMethod(), path, body);
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    if (answer.hangs()) {
      exchange.sendResponseHeaders(answer.status(), bytes.length + 10L);
      exchange.getResponseBody().write(bytes);
      exchange.getResponseBody().flush();
      try {
        closing.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    } else {
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
