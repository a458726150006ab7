package io.countersign.gateway.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.gateway.Identity;
import io.countersign.gateway.JsonRpc;
import io.countersign.gateway.PlayedIngest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the gateway keeps apart by session, and how it ends while some are busy. */
class HttpSessionTest extends PlayedHttp {

  private static final String SESSION = "Mcp-Session-Id";

  private static String list(String schemaTitle) {
    return "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/list\",\"params\":{\"tools\":[{\"name\":\"read\",\"inputSchema\":{\"type\":\"object\",\"title\":\"%s\"}}]}}"
        .formatted(schemaTitle);
  }

  private String digestOfACallIn(String... headers) throws Exception {
    call("read", headers);
    return ingest.lastQuestion().at("/tool/schemaDigest").asText();
  }

  @Test
  void sendsTheDigestThatThisSessionWasShown() throws Exception {
    post(list("one"), SESSION, "s-a");
    post(list("two"), SESSION, "s-b");
    String first = digestOfACallIn(SESSION, "s-a");
    String second = digestOfACallIn(SESSION, "s-b");
    assertThat(first).startsWith("sha256:").isNotEqualTo(second);
    assertThat(digestOfACallIn(SESSION, "s-c")).as("the last one anybody saw").isEqualTo(second);
    assertThat(digestOfACallIn()).as("a server without sessions").isEqualTo(second);
    post(list("two"), SESSION, "s-a");
    assertThat(digestOfACallIn(SESSION, "s-a")).isEqualTo(second);
  }

  @Test
  void proposesOnceWhatManySessionsSee() throws Exception {
    restart(
        settings.with(
            new Identity(
                "acme", "dev", "ana", "user", List.of(), List.of(), null, null, "tickets")),
        HttpGatewaySettings.loopback(upstream.url()));
    post(list("one"), SESSION, "s-a");
    post(list("one"), SESSION, "s-b");
    post(list("one"));
    gateway.close();
    assertThat(ingest.proposals()).hasSize(1);
    assertThat(ingest.proposals().getFirst().path("server").asText()).isEqualTo("tickets");
  }

  @Test
  void refusesARequestWithTheIdOfARunningCall() throws Exception {
    CompletableFuture<HttpResponse<String>> hanging =
        postAsync(CALL.formatted("hang"), SESSION, "s-a");
    upstream.awaitBody("\"hang\"");
    String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
    HttpResponse<String> refused = post(ping, SESSION, "s-a");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).at("/error/code").asInt()).isEqualTo(JsonRpc.INVALID_REQUEST);
    assertThat(post(ping, SESSION, "s-b").statusCode()).isEqualTo(200);
    hanging.cancel(true);
    assertThat(ingest.awaitOutcome("hang").path("status").asText()).isEqualTo("UNKNOWN");
  }

  @Test
  void freesTheIdOfARequestThatTheServerNeverAnswers() throws Exception {
    String lost =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"prompts/get\",\"params\":{\"name\":\"lost\"}}";
    assertThat(post(lost, SESSION, "s-a").statusCode()).isEqualTo(502);
    assertThat(json(call("read", SESSION, "s-a")).has("result")).isTrue();
  }

  @Test
  void takesScopesFromATrustedHeaderOnly() throws Exception {
    call("ignored", "X-Scopes", "admin");
    assertThat(ingest.awaitQuestion("ignored").path("actor").has("scopes")).isFalse();
    restart(
        settings.with(settings.identity().withScopes(List.of("operators"))),
        new HttpGatewaySettings(
            upstream.url(), "127.0.0.1", 0, "/mcp", Set.of(), null, "X-Scopes"));
    call("named", "X-Scopes", "tickets:read, tickets:write");
    JsonNode scopes = ingest.awaitQuestion("named").at("/actor/scopes");
    assertThat(scopes).hasSize(2);
    assertThat(scopes.get(1).asText()).isEqualTo("tickets:write");
    call("unnamed");
    assertThat(ingest.awaitQuestion("unnamed").path("actor").has("scopes")).isFalse();
    JsonNode tooLong = json(call("too_long", "X-Scopes", "s".repeat(300)));
    assertThat(tooLong.at("/error/message").asText()).startsWith("Expected the scope to have");
  }

  @Test
  void tellsAVerdictThatComesWhileItStopsAndSendsNothing() throws Exception {
    patient(Duration.ofSeconds(60));
    CompletableFuture<HttpResponse<String>> held = postAsync(CALL.formatted("held_read"));
    ingest.awaitQuestion("held_read");
    CompletableFuture<Void> closing =
        CompletableFuture.runAsync(gateway::close, Thread::startVirtualThread);
    awaitRefusal();
    ingest.release();
    assertStopped(held);
    closing.get(PlayedIngest.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    JsonNode outcome = ingest.awaitOutcome("held_read");
    assertThat(outcome.path("status").asText()).isEqualTo("NOT_RUN");
    assertThat(outcome.path("errorClass").asText()).isEqualTo("gateway_stopped");
  }

  @Test
  void refusesACallThatHasNoVerdictWhenTheGraceIsOver() throws Exception {
    patient(Duration.ofMillis(300));
    CompletableFuture<HttpResponse<String>> held = postAsync(CALL.formatted("held_read"));
    ingest.awaitQuestion("held_read");
    gateway.close();
    assertStopped(held);
  }

  private void patient(Duration grace) {
    restart(
        settings.with(
            settings.limits().withAskTimeout(Duration.ofSeconds(60)).withShutdownGrace(grace)),
        HttpGatewaySettings.loopback(upstream.url()));
  }

  private void awaitRefusal() throws Exception {
    long end = System.nanoTime() + PlayedIngest.PATIENCE.toNanos();
    while (post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}").statusCode() != 503) {
      assertThat(System.nanoTime()).as("waiting until the gateway stops").isLessThan(end);
    }
  }

  private void assertStopped(CompletableFuture<HttpResponse<String>> held) throws Exception {
    JsonNode answer = json(held.get(PlayedIngest.PATIENCE.toSeconds(), TimeUnit.SECONDS));
    assertThat(answer.at("/result/content/0/text").asText()).contains("GATEWAY_STOPPING");
    assertThat(answer.at("/result/_meta").path("io.countersign/retryable").asBoolean()).isTrue();
    assertThat(upstream.bodies).noneMatch(body -> body.contains("tools/call"));
  }
}
