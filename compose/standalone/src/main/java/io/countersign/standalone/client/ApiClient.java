package io.countersign.standalone.client;

import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonRefused;
import io.countersign.schemas.json.Limits;
import io.countersign.schemas.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** One caller of the API at one URL. */
public final class ApiClient implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int MOST_BYTES = 64 * 1024 * 1024;
  private static final Limits JSON = new Limits(MOST_BYTES, Limits.HIGHEST_DEPTH, 4_000_000);

  private final URI url;
  private final String token;
  private final Duration patience;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /**
   * @param url base URL
   * @param token bearer token
   * @param patience longest time for one answer
   */
  public ApiClient(URI url, String token, Duration patience) {
    this.url = url;
    this.token = token;
    this.patience = patience;
  }

  /** The same caller who waits no longer than that for an answer. */
  public ApiClient within(Duration shorter) {
    return new ApiClient(url, token, shorter);
  }

  /** Base URL. */
  public URI url() {
    return url;
  }

  /**
   * A request.
   *
   * @param method HTTP method
   * @param path segments of the path, not encoded
   * @param query parameters, not encoded
   * @param headers further headers
   * @param type media type of the body
   * @param body body, when there is one
   */
  public record Call(
      String method,
      List<String> path,
      Map<String, String> query,
      Map<String, String> headers,
      String type,
      Optional<String> body) {
    /** A question. */
    public static Call get(List<String> path, Map<String, String> query) {
      return new Call("GET", path, query, Map.of(), "", Optional.empty());
    }

    /** A request with a JSON body. */
    public static Call json(
        String method, List<String> path, Map<String, String> query, JsonObject body) {
      return new Call(
          method, path, query, Map.of(), "application/json", Optional.of(body.toJson()));
    }

    /** A request with a YAML body. */
    public static Call yaml(
        String method, List<String> path, Map<String, String> query, String body) {
      return new Call(method, path, query, Map.of(), "application/yaml", Optional.of(body));
    }

    /** The same with an idempotency key. */
    public Call withKey(String key) {
      return withHeaders(Map.of("Idempotency-Key", key));
    }

    /** The same with further headers. */
    public Call withHeaders(Map<String, String> further) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.putAll(further);
      return new Call(method, path, query, more, type, body);
    }
  }

  /**
   * Sends a request.
   *
   * @return the answer, of a status below 400
   * @throws ApiRefused for every other answer
   * @throws ApiUnreachable when there is none
   */
  public ApiAnswer send(Call call) throws ApiRefused, ApiUnreachable, InterruptedException {
    HttpResponse<InputStream> response = exchange(call, "application/json");
    try {
      ApiAnswer answer = new ApiAnswer(response.statusCode(), json(response));
      if (answer.status() >= 300) {
        throw refused(call, answer);
      }
      return answer;
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  /**
   * Sends a request whose answer may be of any type.
   *
   * @return the answer, of a status below 300, with its body as it comes; whoever reads it closes
   *     it
   * @throws ApiRefused for every other answer
   * @throws ApiUnreachable when there is none
   */
  public HttpResponse<InputStream> open(Call call)
      throws ApiRefused, ApiUnreachable, InterruptedException {
    HttpResponse<InputStream> response = exchange(call, "*/*");
    if (response.statusCode() < 300) {
      return response;
    }
    try {
      throw refused(call, new ApiAnswer(response.statusCode(), json(response)));
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  /**
   * Sends a request whose answer is a text of any type.
   *
   * @return the text, of an answer of a status below 300
   * @throws ApiRefused for every other answer
   * @throws ApiUnreachable when there is none
   */
  public String text(Call call) throws ApiRefused, ApiUnreachable, InterruptedException {
    HttpResponse<InputStream> response = open(call);
    try {
      return new String(bytes(response), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private HttpResponse<InputStream> exchange(Call call, String accept)
      throws ApiUnreachable, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target(call))
            .timeout(patience)
            .header("Authorization", "Bearer " + token)
            .header("Accept", accept);
    if (!call.type.isEmpty()) {
      request.header("Content-Type", call.type);
    }
    call.headers.forEach(request::header);
    BodyPublisher body = call.body.map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody);
    try {
      return http.send(request.method(call.method, body).build(), BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private ApiUnreachable unreachable(IOException e) {
    return new ApiUnreachable(
        "Expected Countersign at %s to answer, but: %s. Check --url, and that it runs."
            .formatted(url, e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()),
        e);
  }

  private URI target(Call call) {
    String path =
        call.path.stream().map(ApiClient::encoded).collect(Collectors.joining("/", "/", ""));
    String query =
        call.query.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
            .collect(Collectors.joining("&"));
    String base = url.toString().replaceAll("/+$", "");
    return URI.create(base + path + (query.isEmpty() ? "" : "?" + query));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static JsonObject json(HttpResponse<InputStream> response) throws IOException {
    byte[] bytes = bytes(response);
    String type = response.headers().firstValue("Content-Type").orElse("");
    if (bytes.length == 0 || !type.contains("json")) {
      return JsonObject.EMPTY;
    }
    try {
      return StrictJson.parse(bytes, JSON) instanceof JsonObject object ? object : JsonObject.EMPTY;
    } catch (JsonRefused e) {
      throw new IOException("it answered what is no JSON: " + e.message(), e);
    }
  }

  private static byte[] bytes(HttpResponse<InputStream> response) throws IOException {
    byte[] bytes;
    try (InputStream in = response.body()) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    }
    if (bytes.length > MOST_BYTES) {
      throw new IOException("its answer has more than %d bytes".formatted(MOST_BYTES));
    }
    return bytes;
  }

  private static ApiRefused refused(Call call, ApiAnswer answer) {
    StringBuilder message =
        new StringBuilder(
            "%s /%s: %d %s"
                .formatted(
                    call.method,
                    String.join("/", call.path),
                    answer.status(),
                    Plain.line(answer.text("code"))));
    String detail = answer.text("detail");
    message.append(". " + Plain.line(detail.isEmpty() ? answer.text("title") : detail));
    for (JsonObject error : answer.objects("errors")) {
      message
          .append("\n    ")
          .append(Plain.line(ApiAnswer.text(error, "pointer")))
          .append(": ")
          .append(Plain.line(ApiAnswer.text(error, "message")));
    }
    return new ApiRefused(answer.status(), answer.text("code"), message.toString());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
