package io.countersign.ingest.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ingest.Given;
import io.countersign.ingest.GivenApprovals;
import io.countersign.ingest.IngestSettings;
import io.countersign.schemas.approval.ApprovalProgress;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.GrantMode;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.StandingAnswer;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.jose.Grant;
import io.countersign.schemas.jose.GrantVerifier;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.StrictJson;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who reads a signed grant, of which call, and when. */
class GrantRoutesTest {
  private static final String CALL = "/v1/calls/" + Given.CALL;

  private final HttpDoor http = new HttpDoor(IngestSettings.DEFAULT);
  private final CommandEnvelope intent = Given.intent(Given.CALL);
  private final Digest action = ((RecordIntent) intent.body()).actionDigest();

  @BeforeEach
  void ask() {
    GivenApprovals.asked(intent, 101).forEach(http.calls::apply);
  }

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void isReadByTheGatewayOfAnApprovedCallOnly() {
    assertThat(view("gateway").has("grant")).as("not approved yet").isFalse();
    apply(103, GivenApprovals.granted());
    JsonObject view = view("gateway");
    assertThat(view.string("state")).contains("APPROVED");
    assertThat(view.string("verdict")).as("it has to be claimed").contains("ASK");
    Grant grant = verified(view);
    assertThat(grant.mode()).isEqualTo(GrantMode.ONLINE);
    assertThat(grant.id()).isEqualTo(GivenApprovals.APPROVAL);
    assertThat(grant.gateway()).isEqualTo("gw-1");
    assertThat(grant.tool()).isEqualTo("get");
    assertThat(grant.position()).isEqualTo(101);
    assertThat(grant.expiresAt()).isEqualTo(Given.NOW.plus(Grant.LONGEST));
    for (String other : List.of("operator", "approver", "auditor")) {
      assertThat(view(other).has("grant")).as(other).isFalse();
    }
    assertThat(get("other").statusCode()).as("another tenant").isEqualTo(404);
    apply(104, GivenApprovals.claimed(action));
    assertThat(view("gateway").has("grant")).as("claimed").isFalse();
  }

  @Test
  void isGivenToWhoeverAsksAgainAsTheSameGatewayOnly() {
    apply(103, GivenApprovals.granted());
    http.engine = command -> Optional.of(Given.rejection(command, "APPROVAL_OPEN", approved()));
    JsonObject answer =
        json(
            http.post(
                "/v1/calls",
                "{'runId':'run-1','tool':{'server':'tickets','name':'get'},'arguments':{'id':'T-1'}}"));
    assertThat(answer.string("callId")).contains(Given.CALL.toString());
    assertThat(verified(answer).callId()).isEqualTo(Given.CALL);
    CallSnapshot ofAnother =
        http.calls
            .find("acme", Given.CALL)
            .map(call -> io.countersign.testkit.Variations.with(call, "gateway", "gw-9"))
            .map(call -> io.countersign.testkit.Variations.with(call, "changedAt", 999L))
            .orElseThrow();
    http.calls.load(ofAnother);
    assertThat(view("gateway").has("grant")).isFalse();
  }

  @Test
  void comesWithAClaimThatIsSpentByAJournal() {
    apply(103, GivenApprovals.granted());
    assertThat(claim("ONLINE").has("grant")).isFalse();
    JsonObject receipt = claim("OFFLINE");
    Grant grant = verified(receipt);
    assertThat(grant.mode()).isEqualTo(GrantMode.OFFLINE);
    assertThat(grant.id()).isEqualTo(GivenApprovals.CLAIM);
    assertThat(grant.approvalId()).isEqualTo(GivenApprovals.APPROVAL);
    assertThat(grant.expiresAt()).as("the lease").isEqualTo(Given.NOW.plusSeconds(60));
  }

  @Test
  void isNotGivenForAnotherActionThanWasDecided() {
    apply(103, GivenApprovals.granted());
    JsonObject receipt = claim("OFFLINE", Given.digest(9));
    assertThat(receipt.has("grant")).isFalse();
  }

  @Test
  void publishesItsKeysToEverybody() {
    HttpResponse<String> answer =
        http.send(http.request("/.well-known/jwks.json").setHeader("authorization", "nobody"));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains("application/jwk-set+json");
    assertThat(answer.headers().firstValue("cache-control")).contains("public, max-age=300");
    assertThat(answer.body()).isEqualTo(http.grants.publicJwks()).doesNotContain("\"d\"");
  }

  @Test
  void tellsALongPollOfEachStep() {
    CompletableFuture<HttpResponse<String>> poll =
        CompletableFuture.supplyAsync(
            () ->
                http.send(http.request(CALL + "?wait=25s").setHeader("authorization", "gateway")));
    while (http.calls.polling() == 0) {
      Thread.onSpinWait();
    }
    apply(103, GivenApprovals.granted());
    assertThat(json(poll.join()).string("state")).contains("APPROVED");
    assertThat(verified(json(poll.join())).callId()).isEqualTo(Given.CALL);
  }

  @Test
  void saysHowAnApprovalEnded() {
    apply(103, GivenApprovals.closed(ApprovalState.EXPIRED));
    JsonObject view = view("gateway");
    assertThat(view.string("state")).contains(CallState.DENIED.name());
    assertThat(view.string("verdict")).contains("DENY");
    JsonObject last = (JsonObject) view.array("reasons").orElseThrow().elements().getLast();
    assertThat(last.string("check")).contains("approval");
    assertThat(last.string("code")).contains("APPROVAL_EXPIRED");
    assertThat(view.object("approval").flatMap(each -> each.string("cause"))).contains("BY_PERSON");
  }

  private StandingAnswer approved() {
    return new StandingAnswer(
        Given.CALL,
        101,
        Given.NOW,
        Verdict.ASK,
        List.of(),
        action,
        null,
        Given.CALL,
        new ApprovalProgress(
            GivenApprovals.APPROVAL,
            ApprovalState.APPROVED,
            GivenApprovals.PREVIEW,
            Given.NOW.plusSeconds(600),
            List.of(GivenApprovals.leads(2)),
            true,
            null,
            null,
            null,
            null));
  }

  private void apply(long position, Event event) {
    http.calls.apply(Given.event(intent, position, event));
  }

  private JsonObject claim(String mode) {
    return claim(mode, action);
  }

  private JsonObject claim(String mode, Digest digest) {
    return json(
        http.post(
            CALL + "/claim",
            "{'claimId':'%s','actionDigest':'%s','mode':'%s'}"
                .formatted(GivenApprovals.CLAIM, digest.text(), mode)));
  }

  private Grant verified(JsonObject answer) {
    return new GrantVerifier(http.grants.publicJwks(), InstantSource.fixed(Given.NOW))
        .verify(answer.string("grant").orElseThrow(), "gw-1", action);
  }

  private HttpResponse<String> get(String caller) {
    return http.send(http.request(CALL).setHeader("authorization", caller));
  }

  private JsonObject view(String caller) {
    return json(get(caller));
  }

  private static JsonObject json(HttpResponse<String> answer) {
    return (JsonObject) StrictJson.reread(answer.body());
  }
}
