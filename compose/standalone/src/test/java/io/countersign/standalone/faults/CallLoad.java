package io.countersign.standalone.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.f4b6a3.uuid.UuidCreator;
import io.countersign.standalone.Api;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Intents over HTTP at a steady pace, whether or not the earlier ones were answered, and the
 * outcome of each that was allowed. Remembers what was answered, which is what the other side must
 * never forget.
 */
final class CallLoad implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int CALLS_OF_A_RUN = 20;

  /** Each open request has a connection of its own, and files are few. */
  private static final int MOST_OPEN = 200;

  /** A decision that somebody was told. */
  record Answered(String runId, String verdict, int ledger, long position) {}

  private final HttpClient client = HttpClient.newHttpClient();
  private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
  private final Queue<CompletableFuture<?>> asked = new ConcurrentLinkedQueue<>();
  private final Map<UUID, Answered> answered = new ConcurrentHashMap<>();
  private final Map<UUID, Long> outcomes = new ConcurrentHashMap<>();
  private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicInteger open = new AtomicInteger();
  private final URI base;
  private final String name;
  private final List<String> tenants;
  private final Map<String, String> tokens;

  /**
   * Begins.
   *
   * @param name distinguishes the runs of this load
   * @param tokens of role gateway, by tenant
   */
  CallLoad(URI base, String name, Map<String, String> tokens, int perSecond) {
    this.base = base;
    this.name = name;
    this.tokens = Map.copyOf(tokens);
    this.tenants = this.tokens.keySet().stream().sorted().toList();
    var unused =
        pace.scheduleAtFixedRate(
            this::ask, 0, TimeUnit.SECONDS.toNanos(1) / perSecond, TimeUnit.NANOSECONDS);
  }

  private void ask() {
    if (open.get() >= MOST_OPEN) {
      return;
    }
    long number = sent.getAndIncrement();
    String tenant = tenants.get((int) (number % tenants.size()));
    String runId = "%s-%s-%d".formatted(name, tenant, number / CALLS_OF_A_RUN);
    String tool = number % 4 == 0 ? "close_ticket" : "get_ticket";
    UUID callId = UuidCreator.getTimeOrderedEpoch();
    String body =
        Api.call(
            tenant, runId, tool, "{\"n\": " + number + "}", ", \"callId\": \"" + callId + "\"");
    asked.add(
        send("/v1/calls", tenant, body)
            .thenAccept(answer -> decided(answer, tenant, runId, callId))
            .exceptionally(killed -> null));
  }

  private void decided(HttpResponse<String> answer, String tenant, String runId, UUID callId) {
    if (answer.statusCode() == 503) {
      return;
    }
    if (answer.statusCode() != 200) {
      surprises.add(answer.statusCode() + " " + answer.body());
      return;
    }
    JsonNode decision = json(answer);
    String verdict = decision.path("verdict").asText();
    answered.put(
        callId,
        new Answered(
            runId, verdict, decision.path("ledger").asInt(), decision.path("position").asLong()));
    if (verdict.equals("ALLOW")) {
      report(tenant, callId);
    }
  }

  private void report(String tenant, UUID callId) {
    asked.add(
        send("/v1/calls/" + callId + "/outcome", tenant, "{\"status\": \"SUCCEEDED\"}")
            .thenAccept(
                answer -> {
                  if (answer.statusCode() == 200) {
                    outcomes.put(callId, json(answer).path("position").asLong());
                  } else if (answer.statusCode() != 503) {
                    surprises.add(answer.statusCode() + " " + answer.body());
                  }
                })
            .exceptionally(killed -> null));
  }

  private CompletableFuture<HttpResponse<String>> send(String path, String tenant, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + tokens.get(tenant))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    open.incrementAndGet();
    return client
        .sendAsync(request, BodyHandlers.ofString())
        .whenComplete((answer, failure) -> open.decrementAndGet());
  }

  private static JsonNode json(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new AssertionError("Expected JSON, but was " + answer.body(), e);
    }
  }

  /** Decisions that were told so far, by call. */
  Map<UUID, Answered> answered() {
    return Map.copyOf(answered);
  }

  /** Positions of the outcomes that were acknowledged so far, by call. */
  Map<UUID, Long> outcomes() {
    return Map.copyOf(outcomes);
  }

  /** Answers that were neither 200 nor 503. */
  List<String> surprises() {
    return List.copyOf(surprises);
  }

  /** Asks no more; what was asked has been answered, or never will be, when this returns. */
  @Override
  public void close() {
    pace.shutdown();
    try {
      if (!pace.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new AssertionError("Expected the load to stop, but it goes on");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    while (!asked.isEmpty()) {
      asked.remove().join();
    }
    client.close();
  }
}
