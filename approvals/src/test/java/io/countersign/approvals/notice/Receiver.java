package io.countersign.approvals.notice;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real HTTP server that takes what channels send, and answers as a test wants. */
public final class Receiver implements AutoCloseable {
  /** What was received: path, headers with names in lower case, body. */
  public record Received(String path, Map<String, String> headers, String body) {}

  /** How to answer. */
  public interface Answer {
    void to(HttpExchange exchange, int number) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Received> received = new CopyOnWriteArrayList<>();

  public Receiver(Answer answer) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String body =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Map<String, String> headers =
                exchange.getRequestHeaders().entrySet().stream()
                    .collect(
                        java.util.stream.Collectors.toMap(
                            entry -> entry.getKey().toLowerCase(java.util.Locale.ROOT),
                            entry -> String.join(",", entry.getValue())));
            received.add(new Received(exchange.getRequestURI().getPath(), headers, body));
            answer.to(exchange, received.size());
          }
        });
    server.start();
  }

  /** A receiver that answers with these statuses, the last of them for ever. */
  public static Receiver answering(int... statuses) throws IOException {
    return new Receiver(
        (exchange, number) ->
            exchange.sendResponseHeaders(statuses[Math.min(number, statuses.length) - 1], -1));
  }

  public URI url() {
    return URI.create("http://localhost:%d/hook".formatted(server.getAddress().getPort()));
  }

  public List<Received> received() {
    return List.copyOf(received);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
