package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong gets the right problem document, and nothing of it gets into the log. */
@ExtendWith(SharedSystem.class)
class RefusedRequestsIT {
  private static final String CANARY = "canary-7f3a";

  /** A header that asks for no signature. */
  private static final String NONE = "eyJhbGciOiJub25lIn0";

  private final WholeSystem system;
  private final Api api;
  private final String tenant = Api.newTenant();

  RefusedRequestsIT(WholeSystem system) {
    this.system = system;
    this.api = system.api();
  }

  /** A body and the status it gets. */
  record Body(String name, String text, int status, String code) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Body> bodies() {
    String deep = "[".repeat(2_000) + "]".repeat(2_000);
    return Stream.of(
        new Body("empty", "", 400, "invalid-request"),
        new Body("no JSON", "<xml>" + CANARY + "</xml>", 400, "invalid-request"),
        new Body("an array", "[\"" + CANARY + "\"]", 400, "invalid-request"),
        new Body("cut off", "{\"tenant\": \"" + CANARY, 400, "invalid-request"),
        new Body(
            "duplicate names", "{\"a\": 1, \"a\": \"" + CANARY + "\"}", 400, "invalid-request"),
        new Body("text after it", "{} " + CANARY, 400, "invalid-request"),
        new Body(
            "lone surrogate", "{\"tenant\": \"\\ud800" + CANARY + "\"}", 400, "invalid-request"),
        new Body("too deep", "{\"arguments\": " + deep + "}", 400, "invalid-request"),
        new Body(
            "wrong types", "{\"tenant\": 5, \"tool\": \"" + CANARY + "\"}", 400, "invalid-request"),
        new Body(
            "unknown member",
            "{\"unknown\": \"" + CANARY + "\", \"tenant\": \"t\"}",
            400,
            "invalid-request"),
        new Body(
            "huge",
            "{\"arguments\": \"" + CANARY + "x".repeat(2 * 1024 * 1024) + "\"}",
            413,
            "payload-too-large"));
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void badBodiesGetTheirProblem(Body body) {
    try (CapturedLog log = CapturedLog.open()) {
      Api.Answer answer = api.post("/v1/calls", system.gateway(tenant), body.text());

      assertProblem(answer, body.status(), body.code());
      assertThat(log.text()).doesNotContain(CANARY);
    }
  }

  @ParameterizedTest
  @CsvSource({"text/plain", "application/x-www-form-urlencoded", "''"})
  void otherMediaTypesAreRefused(String type) {
    HttpRequest.Builder request =
        api.request("/v1/calls")
            .header("Authorization", "Bearer " + system.gateway(tenant))
            .POST(BodyPublishers.ofString(Api.call(tenant, "run-1", "get_ticket", "{}")));
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    assertProblem(api.send(request), 415, "unsupported-media-type");
  }

  /** An Authorization header that must not open the door. */
  static Stream<String> credentials() {
    String none = NONE + ".eyJzdWIiOiJ4In0.";
    return Stream.of(
        "",
        "Bearer",
        "Bearer ",
        "Bearer " + CANARY,
        "Bearer " + none,
        "Bearer " + "a.".repeat(7_000),
        "Basic dXNlcjpjYW5hcnktN2YzYQ==",
        "Bearer a b");
  }

  @ParameterizedTest
  @MethodSource("credentials")
  void badTokensAllLookTheSame(String header) {
    try (CapturedLog log = CapturedLog.open()) {
      HttpRequest.Builder request = api.request("/v1/runs/run-1").GET();
      if (!header.isEmpty()) {
        request.header("Authorization", header);
      }
      Api.Answer answer = api.send(request);

      assertProblem(answer, 401, "unauthorized");
      assertThat(answer.headers().firstValue("WWW-Authenticate"))
          .hasValueSatisfying(value -> assertThat(value).startsWith("Bearer"));
      assertThat(answer.body()).isEqualTo(api.send(api.request("/v1/calls").GET()).body());
      assertThat(log.text()).doesNotContain(CANARY).doesNotContain(NONE);
    }
  }

  @Test
  void aTokenWithAChangedSignatureIsRefused() {
    String token = system.auditor(tenant);
    char last = token.charAt(token.length() - 2);
    String changed =
        token.substring(0, token.length() - 2)
            + (last == 'A' ? 'B' : 'A')
            + token.substring(token.length() - 1);

    assertProblem(api.get("/v1/events", changed), 401, "unauthorized");
  }

  @Test
  void eachRoleKeepsToItsOwnDoors() {
    String call = Api.call(tenant, "run-1", "get_ticket", "{}");
    assertProblem(api.post("/v1/calls", system.auditor(tenant), call), 403, "forbidden");
    assertProblem(
        api.put("/v1/tools/tickets/get_ticket", system.gateway(tenant), Api.tool("READ")),
        403,
        "forbidden");
    assertProblem(api.get("/v1/runs/run-1", system.gateway(tenant)), 403, "forbidden");
  }

  @ParameterizedTest
  @CsvSource({"/none,404,not-found", "/v1/none,404,not-found", "/v1/runs/run-1/none,404,not-found"})
  void unknownPathsAreNotFound(String path, int status, String code) {
    assertProblem(api.get(path, system.auditor(tenant)), status, code);
  }

  @Test
  void otherMethodsAreNotAllowed() {
    Api.Answer answer =
        api.send(
            api.request("/v1/calls")
                .header("Authorization", "Bearer " + system.gateway(tenant))
                .DELETE());
    assertProblem(answer, 405, "method-not-allowed");
  }

  private static void assertProblem(Api.Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(answer.headers().firstValue("X-Request-Id")).isPresent();
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.json().path("status").asInt()).isEqualTo(status);
    assertThat(answer.json().path("type").asText())
        .isEqualTo("https://countersign.dev/problems/" + code);
    assertThat(answer.body()).doesNotContain(CANARY);
  }
}
