package io.countersign.standalone.embedded;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The few requests that the parent makes to the registry it runs. */
final class RegistryProbe implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

  /** Returns whether the registry says on its management port that it is ready. */
  boolean isReady(int managementPort) throws InterruptedException {
    URI health = URI.create("http://127.0.0.1:" + managementPort + "/health/ready");
    try {
      return http.send(
                  HttpRequest.newBuilder(health).timeout(PATIENCE).build(),
                  BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false; // not listening yet
    }
  }

  /** Sets the compatibility of every subject that has none of its own. */
  void requireCompatibility(URI registry, String level) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(registry + "/config"))
            .timeout(PATIENCE)
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .PUT(HttpRequest.BodyPublishers.ofString("{\"compatibility\":\"" + level + "\"}"))
            .build();
    int status = http.send(request, BodyHandlers.discarding()).statusCode();
    if (status != 200) {
      throw new IOException("Expected status 200 for PUT /config, but it was " + status);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
