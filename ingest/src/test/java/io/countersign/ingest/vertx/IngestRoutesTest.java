package io.countersign.ingest.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ingest.Given;
import io.countersign.ingest.Ids;
import io.countersign.ingest.IngestSettings;
import io.countersign.schemas.call.EvidenceGrade;
import io.countersign.schemas.command.AbandonCall;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.StrictJson;
import io.countersign.testkit.Variations;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class IngestRoutesTest {
  private static final String CALL = "{'tool':{'server':'tickets','name':'get'},'arguments':{}}";
  private static final HttpDoor HTTP = new HttpDoor(IngestSettings.DEFAULT);

  @AfterAll
  static void close() {
    HTTP.close();
  }

  @Test
  void decidesAndReportsACall() {
    HttpResponse<String> answer = HTTP.post("/v1/calls", CALL);
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonObject body = json(answer);
    assertThat(body.string("verdict")).contains("ALLOW");
    String path = "/v1/calls/" + body.string("callId").orElseThrow();
    assertThat(json(HTTP.send(HTTP.request(path).GET())).string("state")).contains("ALLOWED");
    answer = HTTP.post(path + "/outcome", "{'status':'SUCCEEDED','result':{'ok':true}}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer).string("callId")).isEqualTo(body.string("callId"));
    assertThat(json(HTTP.send(HTTP.request(path).GET())).string("state")).contains("REPORTED");
  }

  @Test
  void cancelsACall() {
    String path = "/v1/calls/" + json(HTTP.post("/v1/calls", CALL)).string("callId").orElseThrow();
    assertThat(HTTP.post(path + "/cancel", "{'reason':'stop'}").statusCode()).isEqualTo(200);
    assertThat(json(HTTP.send(HTTP.request(path + "?wait=20s").GET())).string("state"))
        .contains("CANCELLED");
  }

  @Test
  void registersATool() {
    HttpResponse<String> answer =
        HTTP.send(
            HTTP.request("/v1/tools/ti%2Fckets/get")
                .setHeader("authorization", "operator")
                .PUT(
                    BodyPublishers.ofString(
                        "{'version':'1','owner':{'name':'o','contact':'c'},'risk':'READ','purpose':'p','inputSchema':{}}"
                            .replace('\'', '"'))));
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(json(answer).string("control")).contains("tool/ti%2Fckets/get");
    assertThat(json(answer).string("schemaDigest").orElseThrow()).startsWith("sha256:");
  }

  @Test
  void answersALongPollWhenTheCallChanges() {
    String path = "/v1/calls/" + json(HTTP.post("/v1/calls", CALL)).string("callId").orElseThrow();
    CompletableFuture<HttpResponse<String>> poll =
        CompletableFuture.supplyAsync(() -> HTTP.send(HTTP.request(path + "?wait=25s").GET()));
    while (HTTP.calls.polling() == 0) {
      Thread.onSpinWait();
    }
    HTTP.post(path + "/outcome", "{'status':'FAILED'}");
    assertThat(json(poll.join()).string("state")).contains("REPORTED");
    assertThat(HTTP.calls.polling()).isZero();
  }

  @Test
  void hidesCallsOfOtherTenants() {
    String path = "/v1/calls/" + json(HTTP.post("/v1/calls", CALL)).string("callId").orElseThrow();
    for (String query : List.of("", "?tenant=acme")) {
      HttpResponse<String> answer =
          HTTP.send(HTTP.request(path + query).setHeader("authorization", "other").GET());
      assertProblem(answer, 404, "not-found");
    }
    assertThat(HTTP.send(HTTP.request(path).setHeader("authorization", "admin").GET()).statusCode())
        .isEqualTo(200);
  }

  @Test
  void derivesTheCommandIdFromTheKeyAndTheRequest() {
    UUID key = new UUID(Given.CALL.getMostSignificantBits(), Long.MIN_VALUE + 77);
    HttpResponse<String> answer =
        HTTP.send(
            HTTP.request("/v1/calls")
                .header("Idempotency-Key", key.toString())
                .POST(BodyPublishers.ofString(CALL.replace('\'', '"'))));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(HTTP.log.commands)
        .extracting(CommandEnvelope::commandId)
        .contains(
            Ids.ofRequest(
                key,
                "gw-1",
                "POST",
                "/v1/calls",
                CALL.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    answer =
        HTTP.send(
            HTTP.request("/v1/calls")
                .header("Idempotency-Key", "order-17")
                .POST(BodyPublishers.ofString(CALL.replace('\'', '"'))));
    assertProblem(answer, 400, "invalid-request");
    assertThat(answer.body()).contains("Expected Idempotency-Key to be a UUIDv7");
  }

  @Test
  void refusesWhatIsNotInTheContract() {
    assertProblem(HTTP.post("/v1/calls", "{'tool':{}}"), 400, "invalid-request");
    assertProblem(HTTP.post("/v1/calls", "{'a':1,'a':2}"), 400, "invalid-request");
    assertProblem(HTTP.post("/v1/calls", "[]"), 400, "invalid-request");
    assertProblem(HTTP.post("/v1/calls", ""), 400, "invalid-request");
    assertProblem(HTTP.post("/v1/calls", "[".repeat(100_000)), 400, "invalid-request");
    assertProblem(
        HTTP.post("/v1/calls/not-an-id/outcome", "{'status':'FAILED'}"), 400, "invalid-request");
    assertProblem(
        HTTP.send(HTTP.request("/v1/calls/" + Given.CALL + "?wait=soon").GET()),
        400,
        "invalid-request");
    assertProblem(HTTP.send(HTTP.request("/v1/calls").DELETE()), 405, "method-not-allowed");
    assertProblem(
        HTTP.send(
            HTTP.request("/v1/calls")
                .setHeader("content-type", "text/plain")
                .POST(BodyPublishers.ofString("{}"))),
        415,
        "unsupported-media-type");
    assertProblem(
        HTTP.send(
            HTTP.request("/v1/calls")
                .setHeader("authorization", "nobody")
                .POST(BodyPublishers.ofString(CALL.replace('\'', '"')))),
        401,
        "unauthorized");
  }

  @Test
  void refusesLargeBodiesWithAndWithoutADeclaredLength() {
    byte[] large = new byte[1024 * 1024 + 1];
    assertProblem(
        HTTP.send(HTTP.request("/v1/calls").POST(BodyPublishers.ofByteArray(large))),
        413,
        "payload-too-large");
    assertProblem(
        HTTP.send(
            HTTP.request("/v1/calls")
                .POST(
                    BodyPublishers.fromPublisher(
                        BodyPublishers.ofByteArrays(List.of(large, new byte[1]))))),
        413,
        "payload-too-large");
  }

  @Test
  void takesLargeArgumentsBesideTheEventLoop() {
    String padding = "x".repeat(200_000);
    HttpResponse<String> answer =
        HTTP.post("/v1/calls", CALL.replace("{}", "{'a':'" + padding + "'}"));
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void answersObservationsLineByLine() {
    String lines =
        """
        {'intent':%s,'decision':{'verdict':'ALLOW','reason':'fine'},'outcome':{'status':'SUCCEEDED'}}

        {'intent':{},'decision':{'verdict':'ALLOW'}}
        nonsense
        """
            .formatted(CALL.replace("'arguments'", "'runId':'observed','arguments'"));
    HttpResponse<String> answer =
        HTTP.send(
            HTTP.request("/v1/observations")
                .setHeader("content-type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(lines.replace('\'', '"'))));
    assertThat(answer.statusCode()).isEqualTo(200);
    List<JsonObject> results = answer.body().lines().map(IngestRoutesTest::json).toList();
    assertThat(results)
        .extracting(each -> each.integer("line").orElseThrow())
        .containsExactly(1L, 3L, 4L);
    assertThat(results)
        .extracting(each -> each.string("status").orElseThrow())
        .containsExactly("accepted", "refused", "refused");
    List<CommandEnvelope> observed =
        HTTP.log.commands.stream()
            .filter(
                each ->
                    each.body() instanceof RecordIntent intent && "observed".equals(intent.runId()))
            .toList();
    assertThat(observed).hasSize(1);
    assertThat(observed.getFirst().source().grade()).isEqualTo(EvidenceGrade.GATEWAY_REPORTED);
    assertThat(((RecordIntent) observed.getFirst().body()).reported()).isNotNull();
  }

  @Test
  void answersUnavailableAndAbandonsWhenTheEngineStandsStill() {
    IngestSettings quick =
        Variations.with(IngestSettings.DEFAULT, "answerTimeout", Duration.ofMillis(100));
    try (HttpDoor http = new HttpDoor(quick)) {
      http.engineRuns = false;
      HttpResponse<String> answer = http.post("/v1/calls", CALL);
      assertProblem(answer, 503, "unavailable");
      assertThat(answer.headers().firstValue("retry-after")).contains("1");
      assertThat(http.log.commands).anyMatch(each -> each.body() instanceof AbandonCall);
      http.engineRuns = true;
      assertThat(http.post("/v1/calls", CALL).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void answersEveryFuzzedBodyWithoutFailing() {
    long seed = 20261121;
    Random random = new Random(seed);
    List<String> paths =
        List.of("/v1/calls", "/v1/calls/" + Given.CALL + "/outcome", "/v1/observations");
    for (int round = 0; round < 1_500; round++) {
      String path = paths.get(random.nextInt(paths.size()));
      byte[] body = FuzzedBody.of(random);
      String type = path.endsWith("observations") ? "application/x-ndjson" : "application/json";
      HttpResponse<String> answer =
          HTTP.send(
              HTTP.request(path)
                  .setHeader("content-type", type)
                  .POST(BodyPublishers.ofByteArray(body)));
      assertThat(answer.statusCode())
          .as(
              "seed %d, round %d, %s %s",
              seed, round, path, new String(body, StandardCharsets.UTF_8))
          .isIn(200, 400, 413);
      if (answer.statusCode() != 200) {
        assertThat(answer.headers().firstValue("content-type"))
            .contains("application/problem+json");
      }
      assertThat(answer.body()).doesNotContain(FuzzedBody.SECRET);
    }
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(json(answer).string("code")).contains(code);
  }

  private static JsonObject json(HttpResponse<String> answer) {
    return json(answer.body());
  }

  private static JsonObject json(String text) {
    return (JsonObject) StrictJson.reread(text);
  }
}
