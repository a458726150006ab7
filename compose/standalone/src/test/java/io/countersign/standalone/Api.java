package io.countersign.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;

/** A client of the HTTP API, as somebody else would write it: strings in, status and JSON out. */
public final class Api {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI base;

  public Api(URI base) {
    this.base = base;
  }

  /** One answer. */
  public record Answer(int status, HttpHeaders headers, String body) {
    public JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (JsonProcessingException e) {
        throw new AssertionError("Expected JSON, but was " + status + " " + body, e);
      }
    }

    /** This answer, when its status is the one expected. */
    public Answer expect(int expected) {
      if (status != expected) {
        throw new AssertionError(
            "Expected status " + expected + ", but was " + status + " " + body);
      }
      return this;
    }

    public String code() {
      return json().path("code").asText();
    }
  }

  public URI url(String path) {
    return base.resolve(path);
  }

  public Answer get(String path, String token) {
    return send(authorized(path, token).GET());
  }

  public Answer post(String path, String token, String body) {
    return send(json(path, token).POST(BodyPublishers.ofString(body)));
  }

  public Answer put(String path, String token, String body) {
    return send(json(path, token).PUT(BodyPublishers.ofString(body)));
  }

  public Answer delete(String path, String token, String body) {
    return send(json(path, token).method("DELETE", BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder json(String path, String token) {
    return authorized(path, token).header("Content-Type", "application/json");
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(url(path)).timeout(PATIENCE);
  }

  private HttpRequest.Builder authorized(String path, String token) {
    return request(path).header("Authorization", "Bearer " + token);
  }

  public Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
      return new Answer(answer.statusCode(), answer.headers(), answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    }
  }

  /** A request for a call by Ana's triage bot; {@code more} is further members, comma first. */
  public static String call(
      String tenant, String runId, String tool, String arguments, String more) {
    return """
    {"runId": "%s", "tenant": "%s", "environment": "prod",
     "actor": {"agent": {"id": "triage-bot", "version": "1.4"},
               "principal": {"id": "ana", "type": "user", "groups": ["support"]},
               "client": {"name": "test", "version": "1"}},
     "tool": {"server": "tickets", "name": "%s", "version": "1.0.0"},
     "arguments": %s%s}"""
        .formatted(runId, tenant, tool, arguments, more);
  }

  public static String call(String tenant, String runId, String tool, String arguments) {
    return call(tenant, runId, tool, arguments, "");
  }

  /** A tool of the server {@code tickets} for the catalogue. */
  public static String tool(String risk) {
    return """
    {"version": "1.0.0", "risk": "%s", "purpose": "part of a test",
     "owner": {"name": "Support tools", "contact": "support-tools@acme.example", "escalation": "#support"},
     "inputSchema": {"type": "object"}}"""
        .formatted(risk);
  }

  /** A tenant that no other test uses. */
  public static String newTenant() {
    return "tenant-" + UUID.randomUUID();
  }
}
