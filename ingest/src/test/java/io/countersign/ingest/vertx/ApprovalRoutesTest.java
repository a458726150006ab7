package io.countersign.ingest.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ingest.Given;
import io.countersign.ingest.GivenApprovals;
import io.countersign.ingest.IngestSettings;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.command.CastVote;
import io.countersign.schemas.command.CreateStandingGrant;
import io.countersign.schemas.command.DelegateVotes;
import io.countersign.schemas.command.RemoveAuthenticator;
import io.countersign.schemas.command.RevokeApproval;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.StrictJson;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ApprovalRoutesTest {
  private static final HttpDoor HTTP = new HttpDoor(IngestSettings.DEFAULT);
  private static final Digest ACTION = Given.digest(1);
  private static final String DIGESTS =
      "'actionDigest':'%s','previewDigest':'%s'"
          .formatted(ACTION.text(), GivenApprovals.PREVIEW.text());
  private static final String CALL = "/v1/calls/" + Given.CALL;
  private static final String APPROVAL = "/v1/approvals/" + GivenApprovals.APPROVAL;
  private static final String REASON = "{'reason':'no longer needed'}";
  private static final String CLAIM =
      "{'claimId':'%s','actionDigest':'%s'}".formatted(GivenApprovals.CLAIM, ACTION.text());
  private static final String APPROVE = "{'vote':'APPROVE',%s}".formatted(DIGESTS);

  /** One request that is well, who may send it, and who may not. */
  record Good(
      String method,
      String path,
      String body,
      int status,
      List<String> allowed,
      List<String> refused) {}

  static Stream<Good> good() {
    List<String> gateway = List.of("gateway");
    List<String> approver = List.of("approver");
    List<String> operator = List.of("operator");
    List<String> either = List.of("approver", "operator");
    List<String> notGateway = List.of("approver", "operator", "auditor", "admin");
    List<String> notApprover = List.of("gateway", "operator", "auditor", "admin");
    List<String> notOperator = List.of("gateway", "approver", "auditor", "admin");
    List<String> neither = List.of("gateway", "auditor", "admin");
    return Stream.of(
        new Good("POST", CALL + "/claim", CLAIM, 200, gateway, notGateway),
        new Good("POST", CALL + "/confirmation", "{}", 200, gateway, notGateway),
        new Good(
            "POST",
            CALL + "/reconciliation",
            "{'status':'SUCCEEDED','usage':{'calls':1},'reason':'seen'}",
            200,
            operator,
            notOperator),
        new Good("POST", "/v1/runs/run-1/cancel", REASON, 200, gateway, notGateway),
        new Good("POST", APPROVAL + "/votes", APPROVE, 200, approver, notApprover),
        new Good("POST", APPROVAL + "/revoke", REASON, 200, either, neither),
        new Good(
            "POST",
            APPROVAL + "/break-glass",
            "{'reason':'down','ticket':'INC-1',%s}".formatted(DIGESTS),
            200,
            approver,
            notApprover),
        new Good(
            "POST",
            APPROVAL + "/review",
            "{'justified':true,'comment':'it was right'}",
            200,
            approver,
            notApprover),
        new Good(
            "PUT",
            "/v1/approvers/ana%40acme.example",
            "{'aliases':['ana'],'groups':['leads'],'active':true}",
            201,
            operator,
            notOperator),
        new Good("DELETE", "/v1/approvers/ana", REASON, 200, operator, notOperator),
        new Good(
            "PUT",
            "/v1/delegations/ana",
            "{'to':'bo','until':'2026-12-01T00:00:00Z','reason':'holiday'}",
            200,
            approver,
            notApprover),
        new Good("DELETE", "/v1/delegations/ana", REASON, 200, either, neither),
        new Good(
            "POST",
            "/v1/standing-grants",
            "{'scope':{'server':'tickets','tool':'close','when':'true'},'maxUses':3,'expiresAt':'2026-11-22T00:00:00Z','reason':'night'}",
            201,
            approver,
            notApprover),
        new Good("DELETE", "/v1/standing-grants/" + Given.CALL, REASON, 200, either, neither),
        new Good(
            "POST",
            "/v1/authenticators",
            "{'credentialId':'abc','publicKey':'pQEC','relyingParty':'acme.example','origin':'https://acme.example','name':'key'}",
            201,
            approver,
            notApprover),
        new Good("DELETE", "/v1/authenticators/abc?subject=ana", REASON, 200, either, neither));
  }

  /** One request that is not, and the place. */
  record Bad(String path, String body, String pointer) {}

  static Stream<Bad> bad() {
    String votes = APPROVAL + "/votes";
    return Stream.of(
        new Bad(votes, "{'vote':'MAYBE',%s}".formatted(DIGESTS), "/vote"),
        new Bad(votes, "{'vote':'APPROVE'}", "/actionDigest"),
        new Bad(votes, APPROVE.replace("sha256:", "sha1:"), "/actionDigest"),
        new Bad(votes, with(APPROVE, "'voter':{'subject':'bo'}"), "/voter"),
        new Bad(votes, with(APPROVE, "'groups':['leads']"), "/groups"),
        new Bad(votes, with(APPROVE, "'assertion':{'credentialId':'a'}"), "/assertion/signature"),
        new Bad(votes, "", ""),
        new Bad(APPROVAL + "/revoke", "{'reason':' '}", "/reason"),
        new Bad(APPROVAL + "/revoke", with(REASON, "'by':'bo'"), "/by"),
        new Bad(APPROVAL + "/review", "{'comment':'fine'}", "/justified"),
        new Bad(APPROVAL + "/break-glass", "{'reason':'x',%s}".formatted(DIGESTS), "/ticket"),
        new Bad(
            "/v1/standing-grants",
            "{'scope':{'server':'s'},'maxUses':3,'expiresAt':'2026-11-22T00:00:00Z','reason':'x'}",
            "/scope/tool"),
        new Bad(
            "/v1/standing-grants",
            "{'scope':{'server':'s','tool':'t'},'maxUses':0,'expiresAt':'2026-11-22T00:00:00Z','reason':'x'}",
            "/maxUses"),
        new Bad(
            "/v1/standing-grants",
            "{'scope':{'server':'s','tool':'t'},'maxUses':1,'expiresAt':'soon','reason':'x'}",
            "/expiresAt"),
        new Bad(
            "/v1/authenticators",
            "{'credentialId':'a=','publicKey':'pQEC','relyingParty':'a','origin':'o','name':'n'}",
            "/credentialId"));
  }

  private static String with(String document, String member) {
    return document.substring(0, document.length() - 1) + "," + member + "}";
  }

  @AfterAll
  static void close() {
    HTTP.close();
  }

  @AfterEach
  void restore() {
    HTTP.engine = command -> Optional.empty();
    HTTP.recorded = command -> List.of();
  }

  @ParameterizedTest
  @MethodSource("good")
  void takesItFromWhoeverMay(Good request) {
    for (String caller : request.allowed) {
      HttpResponse<String> answer = send(caller, request.method, request.path, request.body);
      assertThat(answer.statusCode()).as(caller + answer.body()).isEqualTo(request.status);
      assertThat(json(answer).integer("position")).isPresent();
      assertThat(json(answer).integer("ledger")).contains(3L);
    }
  }

  @ParameterizedTest
  @MethodSource("good")
  void refusesEverybodyElse(Good request) {
    int commands = HTTP.log.commands.size();
    for (String caller : request.refused) {
      assertProblem(send(caller, request.method, request.path, request.body), 403, "forbidden");
    }
    assertProblem(send("nobody", request.method, request.path, request.body), 401, "unauthorized");
    assertThat(HTTP.log.commands).hasSize(commands);
  }

  @ParameterizedTest
  @MethodSource("good")
  void refusesOtherTenants(Good request) {
    int commands = HTTP.log.commands.size();
    String separator = request.path.contains("?") ? "&" : "?";
    for (String tenant : List.of("globex", "countersign")) {
      String named = request.body.equals("{}") ? "{" : request.body.replaceAll("}$", ",");
      assertProblem(
          send(
              request.allowed.getFirst(),
              request.method,
              request.path,
              named + "'tenant':'%s'}".formatted(tenant)),
          403,
          "forbidden");
      assertProblem(
          send(
              request.allowed.getFirst(),
              request.method,
              request.path + separator + "tenant=" + tenant,
              request.body),
          403,
          "forbidden");
    }
    assertThat(HTTP.log.commands).hasSize(commands);
  }

  @ParameterizedTest
  @MethodSource("good")
  void passesOnWhatTheEngineRefuses(Good request) {
    HTTP.engine = command -> Optional.of(Given.rejection(command, "APPROVAL_UNKNOWN", null));
    assertProblem(
        send(request.allowed.getFirst(), request.method, request.path, request.body),
        409,
        "approval-unknown");
  }

  @ParameterizedTest
  @MethodSource("good")
  void decidesNothingByReading(Good request) {
    int commands = HTTP.log.commands.size();
    for (String method : List.of("GET", "HEAD")) {
      HttpResponse<String> answer =
          HTTP.send(
              HTTP.request(request.path)
                  .setHeader("authorization", request.allowed.getFirst())
                  .method(method, BodyPublishers.noBody()));
      assertThat(answer.statusCode()).isIn(404, 405);
    }
    assertThat(HTTP.log.commands).hasSize(commands);
  }

  @ParameterizedTest
  @MethodSource("bad")
  void pointsAtWhatIsWrong(Bad request) {
    int commands = HTTP.log.commands.size();
    HttpResponse<String> answer = send("approver", "POST", request.path, request.body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(json(answer).array("errors").orElse(JsonArray.EMPTY).elements())
        .extracting(each -> ((JsonObject) each).string("pointer").orElseThrow())
        .contains(request.pointer);
    assertThat(HTTP.log.commands).hasSize(commands);
  }

  @Test
  void refusesIdsThatAreNone() {
    for (String path :
        List.of(
            "/v1/approvals/1/votes", "/v1/approvals/f47ac10b-58cc-4372-a567-0e02b2c3d479/votes")) {
      assertProblem(send("approver", "POST", path, APPROVE), 400, "invalid-request");
    }
    assertProblem(send("gateway", "POST", "/v1/calls/1/claim", CLAIM), 400, "invalid-request");
    assertProblem(
        send("gateway", "POST", CALL + "/claim", CLAIM.replace("-7000-", "-4000-")),
        400,
        "invalid-request");
  }

  @Test
  void takesTheVoterFromTheTokenAndSecretsOutOfTheComment() {
    String secret = "ghp_" + "a1B2c3D4e5".repeat(4).substring(0, 36);
    HttpResponse<String> answer =
        send(
            "approver",
            "POST",
            APPROVAL + "/votes",
            with(APPROVE, "'comment':'ask ana@acme.example, token %s'".formatted(secret)));
    assertThat(json(answer).string("state")).contains("APPROVED");
    CastVote vote = (CastVote) HTTP.log.commands.getLast().body();
    assertThat(vote.voter()).isEqualTo(new Voter("ana", List.of("all", "leads")));
    assertThat(vote.ballot()).isEqualTo(Ballot.APPROVE);
    assertThat(vote.actionDigest()).isEqualTo(ACTION);
    assertThat(vote.comment()).contains("ask ana@acme.example").doesNotContain(secret);
  }

  @Test
  void saysWhatAVoteDecided() {
    HttpResponse<String> answer =
        send("approver", "POST", APPROVAL + "/votes", APPROVE.replace("APPROVE", "DENY"));
    assertThat(json(answer).string("state")).contains("DENIED");
    HTTP.recorded =
        command ->
            List.of(
                Given.event(
                    command, HTTP.position(), GivenApprovals.vote((CastVote) command.body(), 1)));
    answer = send("approver", "POST", APPROVAL + "/votes", APPROVE);
    assertThat(json(answer).string("state")).contains("PENDING");
    answer = send("approver", "POST", APPROVAL + "/votes", APPROVE.replace("APPROVE", "DENY"));
    assertThat(json(answer).string("state")).as("one refusal of two").contains("PENDING");
  }

  @Test
  void repeatsAVoteWithoutHarm() {
    HTTP.engine = command -> Optional.of(Given.rejection(command, "VOTE_REPEATED", null));
    HttpResponse<String> answer = send("approver", "POST", APPROVAL + "/votes", APPROVE);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer).bool("repeated")).contains(true);
    for (String code :
        List.of("STALE_PREVIEW", "SELF_APPROVAL", "NOT_ELIGIBLE", "STEP_UP_REQUIRED")) {
      HTTP.engine = command -> Optional.of(Given.rejection(command, code, null));
      assertProblem(
          send("approver", "POST", APPROVAL + "/votes", APPROVE),
          409,
          code.toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
    }
  }

  @Test
  void keepsWhatBelongsToAPersonToThatPerson() {
    String delegation = "{'to':'bo','until':'2026-12-01T00:00:00Z','reason':'holiday'}";
    assertProblem(send("approver", "PUT", "/v1/delegations/bo", delegation), 403, "forbidden");
    assertProblem(send("operator", "PUT", "/v1/delegations/bo", delegation), 403, "forbidden");
    assertProblem(send("approver", "DELETE", "/v1/delegations/bo", REASON), 403, "forbidden");
    assertProblem(
        send("approver", "DELETE", "/v1/authenticators/abc?subject=bo", REASON), 403, "forbidden");
    assertThat(send("approver", "PUT", "/v1/delegations/ana", delegation).statusCode())
        .isEqualTo(200);
    assertThat(((DelegateVotes) HTTP.log.commands.getLast().body()).from().subject())
        .isEqualTo("ana");
    assertThat(send("operator", "DELETE", "/v1/delegations/bo", REASON).statusCode())
        .isEqualTo(200);
    assertThat(send("operator", "DELETE", "/v1/authenticators/abc?subject=bo", REASON).statusCode())
        .isEqualTo(200);
    assertThat((RemoveAuthenticator) HTTP.log.commands.getLast().body())
        .isEqualTo(new RemoveAuthenticator("bo", "abc", "no longer needed", "olga"));
  }

  @Test
  void writesDownWhoActed() {
    send("operator", "POST", APPROVAL + "/revoke", REASON);
    assertThat(((RevokeApproval) HTTP.log.commands.getLast().body()).by()).isEqualTo("olga");
    Good grant = good().filter(each -> each.path.equals("/v1/standing-grants")).findFirst().get();
    HttpResponse<String> answer = send("approver", "POST", grant.path, grant.body);
    CreateStandingGrant body = (CreateStandingGrant) HTTP.log.commands.getLast().body();
    assertThat(body.by().subject()).isEqualTo("ana");
    assertThat(body.scope().condition()).isEqualTo("true");
    assertThat(body.grantId()).isEqualTo(HTTP.log.commands.getLast().commandId());
    assertThat(json(answer).string("grantId")).contains(body.grantId().toString());
  }

  private static HttpResponse<String> send(String caller, String method, String path, String body) {
    return HTTP.send(
        HTTP.request(path)
            .setHeader("authorization", caller)
            .method(method, BodyPublishers.ofString(body.replace('\'', '"'))));
  }

  private static JsonObject json(HttpResponse<String> answer) {
    return (JsonObject) StrictJson.reread(answer.body());
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(json(answer).string("code")).contains(code);
  }
}
