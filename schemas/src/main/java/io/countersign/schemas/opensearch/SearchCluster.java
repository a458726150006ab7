package io.countersign.schemas.opensearch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.opensearch.client.opensearch.generic.Body;
import org.opensearch.client.opensearch.generic.OpenSearchGenericClient;
import org.opensearch.client.opensearch.generic.Requests;
import org.opensearch.client.opensearch.generic.Response;
import org.opensearch.client.transport.OpenSearchTransport;
import org.opensearch.client.transport.httpclient5.ApacheHttpClient5TransportBuilder;
import org.opensearch.client.transport.httpclient5.ResponseException;

/**
 * One OpenSearch cluster, asked in JSON. Requests are built from our own {@link JsonObject}, so
 * what is sent is what was tested; the transport spreads them over the nodes and skips dead ones.
 * Safe for use by many threads; each call blocks for at most the timeout.
 */
public final class SearchCluster implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String JSON_TYPE = "application/json";
  private static final String LINES_TYPE = "application/x-ndjson";

  private final OpenSearchTransport transport;
  private final OpenSearchGenericClient client;

  /** What OpenSearch answered: any status below 500 other than 429. */
  public record Answer(int status, JsonNode body) {

    /** Whether the status is 2xx. */
    public boolean succeeded() {
      return status / 100 == 2;
    }

    /** The type of the error, such as {@code strict_dynamic_mapping_exception}; never a value. */
    public String errorType() {
      return body.path("error").path("type").asText("HTTP " + status);
    }
  }

  /**
   * Makes the client; does not connect.
   *
   * @param nodes base URLs of the nodes, {@code http} or {@code https}
   * @param timeout longest wait for one answer
   */
  public SearchCluster(List<URI> nodes, Duration timeout) {
    HttpHost[] hosts =
        nodes.stream()
            .map(node -> new HttpHost(node.getScheme(), node.getHost(), port(node)))
            .toArray(HttpHost[]::new);
    if (hosts.length == 0) {
      throw new IllegalArgumentException(
          "Expected the URL of an OpenSearch node, but there is none");
    }
    Timeout limit = Timeout.of(timeout);
    this.transport =
        ApacheHttpClient5TransportBuilder.builder(hosts)
            .setRequestConfigCallback(
                request -> request.setResponseTimeout(limit).setConnectionRequestTimeout(limit))
            .setConnectionConfigCallback(
                connection -> connection.setConnectTimeout(limit).setSocketTimeout(limit))
            .build();
    this.client = new OpenSearchGenericClient(transport);
  }

  /** Sends a request with a JSON body, or none. */
  public Answer send(String method, String path, @Nullable JsonObject body)
      throws SearchUnavailable {
    return send(method, path, Map.of(), body);
  }

  /** Sends a request with query parameters and a JSON body, or none. */
  public Answer send(
      String method, String path, Map<String, String> query, @Nullable JsonObject body)
      throws SearchUnavailable {
    byte[] bytes = body == null ? null : CanonicalJson.bytes(body);
    return exchange(method, path, query, bytes, JSON_TYPE);
  }

  /** Sends a request whose body is JSON text as it is. */
  public Answer sendText(String method, String path, String json) throws SearchUnavailable {
    return exchange(method, path, Map.of(), json.getBytes(StandardCharsets.UTF_8), JSON_TYPE);
  }

  /** Posts lines of JSON, each ended by a newline. */
  public Answer sendLines(String path, Map<String, String> query, byte[] lines)
      throws SearchUnavailable {
    return exchange("POST", path, query, lines, LINES_TYPE);
  }

  private Answer exchange(
      String method,
      String path,
      Map<String, String> query,
      byte @Nullable [] body,
      String contentType)
      throws SearchUnavailable {
    Requests.JsonBodyBuilder request =
        Requests.builder().method(method).endpoint(path).query(query);
    if (body != null) {
      request.body(Body.from(body, contentType));
    }
    try (Response response = client.execute(request.build())) {
      return answer(method, path, response.getStatus(), read(response));
    } catch (ResponseException e) {
      // Some statuses surface as an exception of the transport instead of a response.
      return answer(method, path, e.status(), MissingNode.getInstance());
    } catch (IOException e) {
      throw new SearchUnavailable(
          "Expected an answer to %s %s, but: %s".formatted(method, path, e.getMessage()), e);
    }
  }

  private static Answer answer(String method, String path, int status, JsonNode body)
      throws SearchUnavailable {
    Answer answer = new Answer(status, body);
    if (status == 429 || status >= 500) {
      throw new SearchUnavailable(
          "Expected OpenSearch to do %s %s, but it answered %d %s"
              .formatted(method, path, status, answer.errorType()),
          null);
    }
    return answer;
  }

  private static JsonNode read(Response response) throws IOException {
    Body body = response.getBody().orElse(null);
    if (body == null) {
      return MissingNode.getInstance();
    }
    byte[] bytes = body.bodyAsBytes();
    try {
      return JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      // A proxy in between answers in words of its own; the status says enough.
      return MissingNode.getInstance();
    }
  }

  private static int port(URI node) {
    if (node.getPort() >= 0) {
      return node.getPort();
    }
    return "https".equals(node.getScheme()) ? 443 : 80;
  }

  @Override
  public void close() throws IOException {
    transport.close();
  }
}
