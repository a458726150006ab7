package io.countersign.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.countersign.schemas.registry.RegistryRefused.Code;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One question to the registry: tries the URLs in turn, pauses between rounds, and tells faults
 * from refusals.
 */
final class RegistryHttp implements AutoCloseable {

  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** The registry's own words are shown to operators; longer ones (stack traces) are cut. */
  private static final int MAX_WORDS = 400;

  private final RegistrySettings settings;
  private final HttpClient client;
  private volatile int preferred;

  RegistryHttp(RegistrySettings settings) {
    this.settings = settings;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.limits().requestTimeout())
            .build();
  }

  JsonNode get(String path) {
    return ask("GET", path, null);
  }

  JsonNode post(String path, JsonNode body) {
    return ask("POST", path, body);
  }

  JsonNode put(String path, JsonNode body) {
    return ask("PUT", path, body);
  }

  /**
   * Every question this client asks can be repeated without another effect, so every one of them
   * is.
   */
  private JsonNode ask(String method, String path, @Nullable JsonNode body) {
    int urls = settings.urls().size();
    IOException fault = new IOException("not tried");
    for (int round = 0; round < settings.limits().rounds(); round++) {
      int first = preferred;
      for (int i = 0; i < urls; i++) {
        int index = (first + i) % urls;
        try {
          JsonNode answer = once(settings.urls().get(index), method, path, body);
          preferred = index;
          return answer;
        } catch (IOException e) {
          fault = e;
        }
      }
      if (round + 1 < settings.limits().rounds()) {
        pause(round);
      }
    }
    throw new RegistryUnavailable(
        "Expected an answer from the schema registry at %s, but after %d attempts each: %s; check that it runs and is reachable"
            .formatted(settings.urls(), settings.limits().rounds(), describe(fault)),
        fault);
  }

  private void pause(int round) {
    try {
      TimeUnit.NANOSECONDS.sleep(settings.limits().backoff(round).toNanos());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private JsonNode once(URI base, String method, String path, @Nullable JsonNode body)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(settings.limits().requestTimeout())
            .header("Accept", MEDIA_TYPE + ", application/json;q=0.9")
            .method(method, publisher(body));
    if (body != null) {
      request.header("Content-Type", MEDIA_TYPE);
    }
    settings
        .credentials()
        .authorization()
        .ifPresent(value -> request.header("Authorization", value));
    HttpResponse<byte[]> response = send(request.build());
    return judge(base, method + " " + path, response);
  }

  private static BodyPublisher publisher(@Nullable JsonNode body) {
    return body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString());
  }

  /** The JDK's own timeout ends with the headers; this one includes the body. */
  private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
    int limit = settings.limits().maxAnswerBytes();
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(request, headers -> new CappedBody(limit));
    try {
      return sent.get(settings.limits().requestTimeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      sent.cancel(true);
      throw new IOException("no answer within " + settings.limits().requestTimeout(), e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException fault) {
        throw fault;
      }
      throw new IOException("the request failed", e.getCause());
    } catch (InterruptedException e) {
      sent.cancel(true);
      throw interrupted(e);
    }
  }

  private static RegistryUnavailable interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new RegistryUnavailable(
        "Expected an answer from the schema registry, but this thread was told to stop", e);
  }

  private static JsonNode judge(URI base, String question, HttpResponse<byte[]> response)
      throws IOException {
    int status = response.statusCode();
    JsonNode body = parse(response.body());
    if (status >= 200 && status < 300) {
      if (body == null) {
        throw new IOException("HTTP " + status + " without a JSON object from " + base);
      }
      return body;
    }
    if (status >= 500 || status == 429 || status == 408) {
      throw new IOException("HTTP " + status + " from " + base);
    }
    int errorCode = body == null ? 0 : body.path("error_code").asInt(0);
    String words = body == null ? "" : words(body.path("message").asText(""));
    Code code = code(status, errorCode);
    throw new RegistryRefused(
        code,
        "Expected the schema registry to accept %s, but it answered HTTP %d%s%s: %s"
            .formatted(
                question,
                status,
                errorCode == 0 || errorCode == status ? "" : " (" + errorCode + ")",
                words.isEmpty() ? "" : ", \"" + words + "\"",
                advice(code, base)));
  }

  private static @Nullable JsonNode parse(byte[] body) {
    try {
      JsonNode node = JSON.readTree(body);
      return node != null && node.isObject() ? node : null;
    } catch (JsonProcessingException e) {
      return null;
    } catch (IOException e) {
      throw new AssertionError("Reading from memory failed", e);
    }
  }

  private static Code code(int status, int errorCode) {
    return switch (errorCode) {
      case 40401 -> Code.UNKNOWN_SUBJECT;
      case 40402 -> Code.UNKNOWN_VERSION;
      case 40403 -> Code.UNKNOWN_SCHEMA;
      case 42201 -> Code.INVALID_SCHEMA;
      case 42203 -> Code.INVALID_LEVEL;
      default ->
          switch (status) {
            case 401, 403, 407 -> Code.UNAUTHORIZED;
            case 409 -> Code.INCOMPATIBLE;
            case 422 -> Code.INVALID_SCHEMA;
            case 301, 302, 303, 307, 308, 404, 405 -> Code.NOT_A_REGISTRY;
            default -> Code.OTHER;
          };
    };
  }

  private static String advice(Code code, URI base) {
    return switch (code) {
      case INCOMPATIBLE ->
          "the new schema must read old records and old schemas must read new ones; add fields with defaults only, and never change or remove one";
      case INVALID_SCHEMA -> "correct the schema";
      case INVALID_LEVEL -> "use a level such as FULL_TRANSITIVE";
      case UNKNOWN_SCHEMA ->
          "the record comes from another registry, or its schema was deleted; connect to the registry its producer used";
      case UNKNOWN_SUBJECT, UNKNOWN_VERSION -> "register the schema first";
      case NOT_AVRO -> "use an Avro schema";
      case UNAUTHORIZED -> "check the credentials file and the rights it gives";
      case NOT_A_REGISTRY ->
          "check that " + base + " is a registry's base URL (Apicurio's ends in /apis/ccompat/v7)";
      case OTHER -> "see the registry's log";
    };
  }

  private static String words(String text) {
    String cut = text.length() > MAX_WORDS ? text.substring(0, MAX_WORDS) + "…" : text;
    return cut.replaceAll("\\p{Cntrl}+", " ");
  }

  private static String describe(IOException fault) {
    String message = fault.getMessage();
    return message == null ? fault.getClass().getSimpleName() : words(message);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
