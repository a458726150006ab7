package io.countersign.standalone;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A client of server-sent events on the JDK's HTTP client, written from the standard (WHATWG HTML,
 * section 9.2.6) and not from our server.
 */
final class SseClient implements AutoCloseable {
  private final InputStream body;
  private final BufferedReader lines;
  private volatile String lastId = "";

  /** One event as a browser would dispatch it. */
  record Event(String type, String data, String lastEventId) {}

  private SseClient(InputStream body) {
    this.body = body;
    this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
  }

  /** Opens a stream, which must be answered 200. */
  static SseClient open(HttpClient client, HttpRequest request) throws Exception {
    HttpResponse<InputStream> answer = client.send(request, BodyHandlers.ofInputStream());
    if (answer.statusCode() != 200) {
      throw new AssertionError(
          "Expected 200, but was %d %s"
              .formatted(
                  answer.statusCode(),
                  new String(answer.body().readAllBytes(), StandardCharsets.UTF_8)));
    }
    return new SseClient(answer.body());
  }

  /** Reads a stream that was received before. */
  static SseClient of(InputStream body) {
    return new SseClient(body);
  }

  /** The next event; empty when the stream ends. */
  Optional<Event> next() throws IOException {
    String type = "message";
    List<String> data = new ArrayList<>();
    String line = lines.readLine();
    while (line != null) {
      if (line.isEmpty()) {
        if (!data.isEmpty()) {
          return Optional.of(new Event(type, String.join("\n", data), lastId));
        }
        type = "message";
      } else if (!line.startsWith(":")) {
        int colon = line.indexOf(':');
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1);
        value = value.startsWith(" ") ? value.substring(1) : value;
        switch (field) {
          case "event" -> type = value;
          case "data" -> data.add(value);
          case "id" -> lastId = value;
          default -> {}
        }
      }
      line = lines.readLine();
    }
    return Optional.empty();
  }

  /** The id to come back with. */
  String lastId() {
    return lastId;
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
