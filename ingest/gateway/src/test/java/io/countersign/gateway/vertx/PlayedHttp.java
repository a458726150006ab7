package io.countersign.gateway.vertx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.countersign.gateway.GatewaySettings;
import io.countersign.gateway.PlayedIngest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of the HTTP form share: both neighbours of a running gateway, and a client. */
abstract class PlayedHttp {

  static final String CALL =
      "{ \"jsonrpc\":\"2.0\", \"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"%s\",\"arguments\":{}}}";

  @TempDir Path directory;
  PlayedIngest ingest;
  Upstream upstream;
  GatewaySettings settings;
  HttpGateway gateway;
  final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void start() throws IOException {
    ingest = new PlayedIngest();
    upstream = new Upstream();
    settings = ingest.settings(directory);
    gateway = HttpGateway.start(settings, HttpGatewaySettings.loopback(upstream.url()));
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    gateway.close();
    upstream.close();
    ingest.close();
  }

  void restart(GatewaySettings changed, HttpGatewaySettings http) {
    gateway.close();
    gateway = HttpGateway.start(changed, http);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + gateway.port() + "/mcp");
  }

  HttpResponse<String> post(String body, String... headers) throws Exception {
    return client.send(request(body, headers), BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> postAsync(String body, String... headers) {
    return client.sendAsync(request(body, headers), BodyHandlers.ofString());
  }

  private HttpRequest request(String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url())
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    return headers.length > 0 ? request.headers(headers).build() : request.build();
  }

  HttpResponse<String> call(String tool, String... headers) throws Exception {
    return post(CALL.formatted(tool), headers);
  }

  static JsonNode json(HttpResponse<String> response) throws IOException {
    return new JsonMapper().readTree(response.body());
  }
}
