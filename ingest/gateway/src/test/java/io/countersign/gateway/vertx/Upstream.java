package io.countersign.gateway.vertx;

import io.countersign.gateway.PlayedIngest;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A Streamable HTTP server that records bodies and headers; what it does with a call depends on the
 * tool's name.
 */
final class Upstream implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  final List<String> bodies = new CopyOnWriteArrayList<>();
  final List<String> authorizations = new CopyOnWriteArrayList<>();
  private final List<HttpServerResponse> streams = new CopyOnWriteArrayList<>();

  Upstream() {
    server =
        vertx
            .createHttpServer()
            .requestHandler(this::handle)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.actualPort() + "/mcp");
  }

  /** Waits for a body with that text. */
  void awaitBody(String text) {
    long end = System.nanoTime() + PlayedIngest.PATIENCE.toNanos();
    while (bodies.stream().noneMatch(body -> body.contains(text))) {
      if (System.nanoTime() > end) {
        throw new AssertionError("Expected a body with " + text + ", but got only " + bodies);
      }
      Thread.onSpinWait();
    }
  }

  private void handle(HttpServerRequest request) {
    switch (request.method().name()) {
      case "POST" -> request.bodyHandler(body -> post(request, body));
      case "GET" -> {
        HttpServerResponse opened = request.response().setChunked(true);
        opened.putHeader("Content-Type", "text/event-stream");
        opened.write(": hello " + request.getHeader("Last-Event-ID") + "\n\n");
        streams.add(opened);
      }
      default -> request.response().setStatusCode(204).end();
    }
  }

  private void post(HttpServerRequest request, Buffer body) {
    bodies.add(body.toString());
    authorizations.add(String.valueOf(request.getHeader("Authorization")));
    JsonObject frame = body.toJsonObject();
    String tool =
        frame
            .getJsonObject("params", new JsonObject())
            .getString("name", "")
            .replaceFirst("^ask_", "");
    HttpServerResponse response = request.response();
    if (frame.getString("method", "").equals("tools/list")) {
      JsonObject list =
          new JsonObject()
              .put("jsonrpc", "2.0")
              .put("id", frame.getValue("id"))
              .put(
                  "result",
                  new JsonObject().put("tools", frame.getJsonObject("params").getValue("tools")));
      response.putHeader("Content-Type", "application/json").end(list.toString());
      return;
    }
    String answer =
        "{ \"jsonrpc\":\"2.0\",\"id\":%d, \"result\":{\"content\":[]} }"
            .formatted(frame.getInteger("id", 0));
    switch (tool) {
      case "events" ->
          events(response)
              .end(
                  ": note\nid: 1\nevent: message\ndata: {\"method\":\"notifications/progress\"}\n\nid: 2\ndata: "
                      + answer
                      + "\r\n\r\n");
      case "elsewhere" -> {
        events(response).end("id: 7\ndata:\n\n");
        streams.getLast().write("data: " + answer + "\n\n");
      }
      case "silent_end" -> events(response).end(": nothing\n\n");
      case "lost_in_events" ->
          events(response)
              .write("data: {\"method\":\"notifications/progress\"}\n\n")
              .onComplete(written -> request.connection().close());
      case "lost" -> request.connection().close();
      case "hang" -> {}
      case "refused" -> response.setStatusCode(404).end("{}");
      case "redirected" -> response.setStatusCode(307).putHeader("Location", "http://other/").end();
      default ->
          response
              .putHeader("Content-Type", "application/json")
              .putHeader("Mcp-Session-Id", "s-1")
              .putHeader("X-Other", "kept")
              .end(answer);
    }
  }

  private static HttpServerResponse events(HttpServerResponse response) {
    return response.setChunked(true).putHeader("Content-Type", "text/event-stream");
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
