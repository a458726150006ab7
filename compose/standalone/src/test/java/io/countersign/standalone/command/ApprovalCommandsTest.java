package io.countersign.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.StrictJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands about approvals send, against a server that answers as the API does. */
class ApprovalCommandsTest {
  private static final String ID = "019aa6a0-5f00-7000-8000-000000000001";
  private static final Digest ACTION = Digest.sha256("action".getBytes(StandardCharsets.UTF_8));
  private static final JsonObject SHOWN =
      JsonObject.builder().put("arguments", JsonObject.builder().put("amount", 10).build()).build();
  private static final String PREVIEW =
      Digest.sha256(
              "countersign/preview/v1\n".getBytes(StandardCharsets.UTF_8),
              CanonicalJson.bytes(SHOWN))
          .text();

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<Request> requests = new ArrayList<>();
  private HttpServer server;

  private record Answer(int status, String body) {}

  private record Request(String what, String body) {}

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String what = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            byte[] sent = exchange.getRequestBody().readAllBytes();
            requests.add(new Request(what, new String(sent, StandardCharsets.UTF_8)));
            Answer answer = answers.getOrDefault(what, new Answer(404, "{}"));
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    answers.put("GET /v1/approvals/" + ID, new Answer(200, page(PREVIEW).toJson()));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static JsonObject page(String previewDigest) {
    return JsonObject.builder()
        .put("approvalId", ID)
        .put("state", "PENDING")
        .put("headline", "Transfer\n10 EUR")
        .put("actionDigest", ACTION.text())
        .put("previewDigest", previewDigest)
        .put("shown", SHOWN)
        .build();
  }

  private int run(String... arguments) throws IOException {
    Path token = Files.writeString(folder.resolve("token"), "some.token");
    String[] all =
        Stream.concat(
                Stream.concat(Stream.of("approvals"), Arrays.stream(arguments)),
                Stream.of(
                    "--url",
                    "http://localhost:" + server.getAddress().getPort(),
                    "--token-file",
                    token.toString()))
            .toArray(String[]::new);
    return Commands.run(all, new PrintWriter(out), new PrintWriter(err));
  }

  private JsonObject posted(String path) throws Exception {
    Request request =
        requests.stream()
            .filter(sent -> sent.what().equals("POST /v1/approvals/%s/%s".formatted(ID, path)))
            .findFirst()
            .orElseThrow();
    return (JsonObject) StrictJson.parse(request.body().getBytes(StandardCharsets.UTF_8));
  }

  private void answerTo(String path, int status, String body) {
    answers.put("POST /v1/approvals/%s/%s".formatted(ID, path), new Answer(status, body));
  }

  @Test
  void votesForExactlyWhatWasShown() throws Exception {
    answerTo(
        "votes",
        200,
        "{\"state\":\"PENDING\",\"quorum\":[{\"group\":\"payments\",\"count\":2,\"votes\":1}]}");

    String code = ACTION.shortCode().toLowerCase(Locale.ROOT);
    assertThat(run("approve", ID, "--code", code, "--comment", "looks right"))
        .isEqualTo(Commands.DONE);

    assertThat(posted("votes"))
        .isEqualTo(
            JsonObject.builder()
                .put("actionDigest", ACTION.text())
                .put("previewDigest", PREVIEW)
                .put("vote", "APPROVE")
                .put("comment", "looks right")
                .build());
    assertThat(out.toString().strip())
        .isEqualTo("Approve %s: PENDING, 1/2 payments".formatted(ACTION.shortCode()));
    assertThat(err.toString()).contains("Transfer\\n10 EUR");
  }

  @Test
  void deniesForATenantAndPrintsTheAnswer() throws Exception {
    answers.put(
        "GET /v1/approvals/" + ID + "?tenant=acme", new Answer(200, page(PREVIEW).toJson()));
    answerTo("votes", 200, "{\"state\":\"DENIED\",\"repeated\":true}");

    assertThat(run("deny", ID, "--code", ACTION.shortCode(), "--tenant", "acme", "--json"))
        .isEqualTo(Commands.DONE);

    assertThat(posted("votes").string("vote")).contains("DENY");
    assertThat(posted("votes").string("tenant")).contains("acme");
    assertThat(out.toString().strip()).isEqualTo("{\"repeated\":true,\"state\":\"DENIED\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0000-0000", "", "yes"})
  void decidesNothingByAnotherCode(String code) throws IOException {
    assertThat(run("approve", ID, "--code", code)).isEqualTo(Commands.FAILED);

    assertThat(err.toString()).contains("Expected the code of what is asked now");
    assertThat(requests).noneMatch(request -> request.what().startsWith("POST"));
  }

  @Test
  void decidesNothingWhenTheDigestIsOfAnotherDocument() throws IOException {
    answers.put("GET /v1/approvals/" + ID, new Answer(200, page(ACTION.text()).toJson()));

    assertThat(run("approve", ID, "--code", ACTION.shortCode())).isEqualTo(Commands.CANNOT_START);

    assertThat(err.toString()).contains("its digest is another");
    assertThat(requests).noneMatch(request -> request.what().startsWith("POST"));
  }

  @Test
  void decidesNothingWithoutDigests() throws IOException {
    answers.put("GET /v1/approvals/" + ID, new Answer(200, "{\"headline\":\"x\"}"));

    assertThat(run("approve", ID, "--code", "")).isEqualTo(Commands.CANNOT_START);
    assertThat(requests).noneMatch(request -> request.what().startsWith("POST"));
  }

  @Test
  void saysWhereToVoteWhenAnAuthenticatorIsNeeded() throws IOException {
    answerTo("votes", 409, "{\"code\":\"step-up-required\",\"detail\":\"Sign it.\"}");

    assertThat(run("approve", ID, "--code", ACTION.shortCode())).isEqualTo(Commands.FAILED);
    assertThat(err.toString()).contains("409 step-up-required", "in a browser");
  }

  @Test
  void breaksTheGlassWithAReasonAndATicket() throws Exception {
    answerTo("break-glass", 200, "{\"state\":\"APPROVED\"}");

    assertThat(
            run(
                "break-glass",
                ID,
                "--code",
                ACTION.shortCode(),
                "--reason",
                "customers wait",
                "--ticket",
                "INC-7"))
        .isEqualTo(Commands.DONE);
    assertThat(posted("break-glass").members().keySet())
        .containsExactlyInAnyOrder("actionDigest", "previewDigest", "reason", "ticket");
  }

  @Test
  void revokesWithAReason() throws Exception {
    answerTo("revoke", 200, "{\"state\":\"REVOKED\"}");

    assertThat(run("revoke", ID, "--reason", "wrong account")).isEqualTo(Commands.DONE);
    assertThat(posted("revoke"))
        .isEqualTo(JsonObject.builder().put("reason", "wrong account").build());
    assertThat(out.toString()).contains("Approval " + ID + ": REVOKED");
  }

  @Test
  void showsThePage() throws IOException {
    assertThat(run("show", ID)).isEqualTo(Commands.DONE);
    assertThat(out.toString()).contains("Transfer\\n10 EUR", ACTION.shortCode(), "\"amount\": 10");

    assertThat(run("show", ID, "--json")).isEqualTo(Commands.DONE);
    assertThat(out.toString()).contains(page(PREVIEW).toJson());
  }

  @Test
  void listsWhatWaitsPageByPage() throws IOException {
    JsonObject approval =
        JsonObject.builder()
            .put("approvalId", ID)
            .put("state", "PENDING")
            .put("shortCode", "1A2B-3C4D")
            .put("headline", "Transfer\t10 EUR")
            .put("risk", "WRITE")
            .put("expiresAt", "2026-11-21T13:00:00Z")
            .build();
    String list = new JsonArray(List.of(approval)).toJson();
    answers.put(
        "GET /v1/approvals?state=PENDING",
        new Answer(200, "{\"approvals\":%s,\"next\":\"more\"}".formatted(list)));
    Answer last = new Answer(200, "{\"approvals\":%s}".formatted(list));
    answers.put("GET /v1/approvals?state=PENDING&cursor=more", last);
    answers.put("GET /v1/approvals?cursor=more&state=PENDING", last);

    assertThat(run("list")).isEqualTo(Commands.DONE);
    assertThat(out.toString().lines())
        .hasSize(2)
        .allMatch(
            (ID + "\tPENDING\t1A2B-3C4D\tTransfer\\t10 EUR\t-\tWRITE\t-\t2026-11-21T13:00:00Z")
                ::equals);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "approve 7 --code x | Expected the id of an approval, but was 7",
        "show | Missing required parameter: 'ID'",
        "revoke 019aa6a0-5f00-7000-8000-000000000001 | Missing required option: '--reason=TEXT'",
        "break-glass 019aa6a0-5f00-7000-8000-000000000001 --reason x | Missing required option: '--ticket=TICKET'",
      })
  void saysWhatIsWrongWithTheOptions(String line, String expected) throws IOException {
    assertThat(run(line.split(" "))).isEqualTo(Commands.CANNOT_START);
    assertThat(err.toString()).contains(expected);
    assertThat(requests).isEmpty();
  }

  @Test
  void everyCommandExplainsItself() {
    for (String command : List.of("list", "show", "approve", "deny", "revoke", "break-glass")) {
      String[] arguments = {"approvals", command, "--help"};
      assertThat(Commands.run(arguments, new PrintWriter(out), new PrintWriter(err)))
          .isEqualTo(Commands.DONE);
    }
    assertThat(out.toString()).contains("--code=CODE", "votes of each group");
  }
}
