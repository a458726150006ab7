package io.countersign.gateway.vertx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.gateway.JsonRpc;
import io.countersign.gateway.PlayedIngest.Mood;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpGatewayTest extends PlayedHttp {

  @Test
  void forwardsAnAllowedCallAsItCameAndReportsItsSuccess() throws Exception {
    HttpResponse<String> response =
        call("read", "Mcp-Session-Id", "s-1", "Authorization", "Bearer theirs");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .isEqualTo("{ \"jsonrpc\":\"2.0\",\"id\":1, \"result\":{\"content\":[]} }");
    assertThat(response.headers().firstValue("X-Other")).contains("kept");
    assertThat(upstream.bodies).containsExactly(CALL.formatted("read"));
    assertThat(upstream.authorizations).containsExactly("Bearer theirs");
    assertThat(ingest.awaitOutcome("read").path("status").asText()).isEqualTo("SUCCEEDED");
  }

  @Test
  void passesEventsThroughAndFindsTheAnswerAmongThem() throws Exception {
    HttpResponse<String> response = call("events");
    assertThat(response.body())
        .isEqualTo(
            """
            : note
            id: 1
            event: message
            data: {"method":"notifications/progress"}

            id: 2
            data: { "jsonrpc":"2.0","id":1, "result":{"content":[]} }\r
            \r
            """);
    assertThat(ingest.awaitOutcome("events").path("status").asText()).isEqualTo("SUCCEEDED");
  }

  @Test
  void findsAnAnswerThatComesOnAnotherStreamOfTheSession() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(url())
            .header("Mcp-Session-Id", "s-9")
            .header("Last-Event-ID", "41")
            .build();
    HttpResponse<InputStream> stream = client.send(request, BodyHandlers.ofInputStream());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo(": hello 41");
      assertThat(call("elsewhere", "Mcp-Session-Id", "s-9").body()).contains("id: 7");
      assertThat(ingest.awaitOutcome("elsewhere").path("status").asText()).isEqualTo("SUCCEEDED");
    }
  }

  @Test
  void makesNoDeniedCall() throws Exception {
    JsonNode answer = json(call("deny_it"));
    assertThat(answer.at("/result/isError").asBoolean()).isTrue();
    assertThat(answer.at("/result/content/0/text").asText()).startsWith("Denied by Countersign");
    assertThat(upstream.bodies).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"BROKEN", "GARBLED", "FOREIGN", "UNKNOWN_VERDICT"})
  void makesNoCallWithoutAClearVerdict(String mood) throws Exception {
    ingest.mood(Mood.valueOf(mood));
    assertThat(json(call("read")).at("/result/content/0/text").asText())
        .startsWith("Countersign is unavailable");
    assertThat(upstream.bodies).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "lost, UNKNOWN, server_lost",
    "lost_in_events, UNKNOWN, server_lost",
    "silent_end, UNKNOWN, no_answer",
    "refused, FAILED, http:404",
    "redirected, FAILED, http:307"
  })
  void reportsHowAnUnansweredCallEnded(String tool, String status, String errorClass)
      throws Exception {
    HttpResponse<String> response = call(tool);
    JsonNode outcome = ingest.awaitOutcome(tool);
    assertThat(outcome.path("status").asText()).isEqualTo(status);
    assertThat(outcome.path("errorClass").asText()).isEqualTo(errorClass);
    if (!tool.equals("refused")) {
      assertThat(response.body()).contains("\"code\":-32603").contains("\"id\":1");
    }
  }

  @Test
  void reportsNotRunWhenTheServerCannotBeReached() throws Exception {
    upstream.close();
    assertThat(json(call("read")).at("/error/message").asText()).contains("nothing was sent");
    assertThat(ingest.awaitOutcome("read").path("status").asText()).isEqualTo("NOT_RUN");
    upstream = new Upstream();
  }

  @Test
  void reportsATimeout() throws Exception {
    restart(
        settings.with(settings.limits().withCallTimeout(Duration.ofMillis(300))),
        HttpGatewaySettings.loopback(upstream.url()));
    var pending =
        client.sendAsync(
            HttpRequest.newBuilder(url())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(CALL.formatted("hang")))
                .build(),
            BodyHandlers.ofString());
    assertThat(ingest.awaitOutcome("hang").path("status").asText()).isEqualTo("TIMED_OUT");
    pending.cancel(true);
  }

  @Test
  void doesNotSendACallWhoseClientLeftBeforeTheVerdict() throws Exception {
    restart(
        settings.with(settings.limits().withAskTimeout(Duration.ofSeconds(60))),
        HttpGatewaySettings.loopback(upstream.url()));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      byte[] body = CALL.formatted("held_read").getBytes(StandardCharsets.UTF_8);
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
              .formatted(body.length)
              .getBytes(StandardCharsets.US_ASCII));
      out.write(body);
      out.flush();
      ingest.awaitQuestion("held_read");
    }
    // Round trips through the same process, begun after the connection was closed.
    for (int i = 0; i < 20; i++) {
      call("read");
    }
    ingest.release();
    assertThat(ingest.awaitOutcome("held_read").path("status").asText()).isEqualTo("NOT_RUN");
    assertThat(upstream.bodies).doesNotContain(CALL.formatted("held_read"));
  }

  @Test
  void derivesTheRunFromHeaderOrSession() throws Exception {
    call("first", "Mcp-Session-Id", "s-2");
    call("second", "Mcp-Session-Id", "s-2");
    String run = ingest.awaitQuestion("first").path("runId").asText();
    assertThat(run).isNotEmpty().doesNotContain("s-2");
    assertThat(ingest.awaitQuestion("second").path("runId").asText()).isEqualTo(run);
    call("third", "Mcp-Session-Id", "s-2", "Countersign-Run-Id", "run-7");
    assertThat(ingest.awaitQuestion("third").path("runId").asText()).isEqualTo("run-7");
  }

  @Test
  void takesThePrincipalFromATrustedHeaderOnly() throws Exception {
    call("ignored", "X-User", "eve");
    assertThat(ingest.awaitQuestion("ignored").at("/actor/principal/id").asText())
        .isEqualTo("ana@acme.example");
    restart(
        settings,
        new HttpGatewaySettings(upstream.url(), "127.0.0.1", 0, "/mcp", Set.of(), "X-User", null));
    call("named", "X-User", "bob");
    assertThat(ingest.awaitQuestion("named").at("/actor/principal/id").asText()).isEqualTo("bob");
    call("unnamed");
    assertThat(ingest.awaitQuestion("unnamed").path("actor").has("principal")).isFalse();
    assertThat(call("twice", "X-User", "bob", "X-User", "eve").statusCode()).isEqualTo(400);
  }

  @Test
  void comparesHeadersWithTheBody() throws Exception {
    assertThat(call("read", "Mcp-Method", "tools/call", "Mcp-Name", "read").statusCode())
        .isEqualTo(200);
    assertThat(call("read", "Mcp-Name", "=?base64?cmVhZA==?=").statusCode()).isEqualTo(200);
    for (HttpResponse<String> refused :
        List.of(
            call("read", "Mcp-Method", "ping"),
            call("read", "Mcp-Name", "write"),
            post(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}",
                "Mcp-Method",
                "tools/call"))) {
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(json(refused).at("/error/code").asInt()).isEqualTo(JsonRpc.HEADER_MISMATCH);
    }
    assertThat(upstream.bodies).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "null", "http://localhost.evil.example"})
  void refusesStrangeOrigins(String origin) throws Exception {
    assertThat(call("read", "Origin", origin).statusCode()).isEqualTo(403);
    assertThat(call("read", "Origin", "http://localhost:6274").statusCode()).isEqualTo(200);
    assertThat(upstream.bodies).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"method\":\"tools/call\"}",
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"x\"}}]",
        "{\"method\":\"tools/call\",\"params\":{\"name\":\"x\"}}",
        "",
        "nonsense"
      })
  void refusesFramesThatMayHideACall(String body) throws Exception {
    HttpResponse<String> response = post(body);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("\"error\"");
    assertThat(upstream.bodies).isEmpty();
  }

  @Test
  void refusesBodiesItCannotRead() throws Exception {
    assertThat(call("read", "Content-Encoding", "gzip").statusCode()).isEqualTo(415);
    HttpRequest utf16 =
        HttpRequest.newBuilder(url())
            .header("Content-Type", "application/json; charset=utf-16")
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    assertThat(client.send(utf16, BodyHandlers.ofString()).statusCode()).isEqualTo(415);
    String huge = "[".repeat(settings.limits().maxClientFrameBytes() + 1);
    assertThat(post(huge).statusCode()).isEqualTo(413);
    assertThat(upstream.bodies).isEmpty();
  }

  @Test
  void knowsOnePathAndFewMethods() throws Exception {
    HttpRequest put =
        HttpRequest.newBuilder(url()).PUT(HttpRequest.BodyPublishers.noBody()).build();
    assertThat(client.send(put, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
    HttpRequest other = HttpRequest.newBuilder(url().resolve("/other")).build();
    assertThat(client.send(other, BodyHandlers.ofString()).statusCode()).isEqualTo(404);
    HttpRequest delete =
        HttpRequest.newBuilder(url()).header("Mcp-Session-Id", "s-1").DELETE().build();
    assertThat(client.send(delete, BodyHandlers.ofString()).statusCode()).isEqualTo(204);
  }

  @Test
  void refusesSettingsThatCannotWork() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpGatewaySettings.loopback(URI.create("ftp://x")))
        .withMessageContaining("Expected the upstream URL");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new HttpGatewaySettings(
                    upstream.url(), "127.0.0.1", 70_000, "/mcp", Set.of(), null, null))
        .withMessageContaining("0 to 65535");
  }
}
