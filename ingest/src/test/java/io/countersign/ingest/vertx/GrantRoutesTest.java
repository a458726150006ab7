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
import io.countersign.schemas.event.CallAbandoned;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.jose.Grant;
import io.countersign.schemas.jose.GrantVerifier;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.StrictJson;
import io.countersign.testkit.Variations;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who reads a signed grant, of which call, and when. */
class GrantRoutesTest {
  private static final String CALL = "/v1/calls/" + Given.CALL;

  private static final HttpDoor HTTP = new HttpDoor(IngestSettings.DEFAULT);

  private static final AtomicLong ASKED = new AtomicLong();

  private final CommandEnvelope intent = Given.intent(Given.CALL);
  private final Digest action = ((RecordIntent) intent.body()).actionDigest();

  /** Each test asks anew, after everything that the others have recorded. */
  private final long asked = ASKED.addAndGet(1_000);

  @BeforeEach
  void ask() {
    apply(-1, new CallAbandoned(Given.CALL, intent.commandId()));
    GivenApprovals.asked(intent, asked).forEach(HTTP.calls::apply);
  }

  @AfterEach
  void restore() {
    HTTP.engine = command -> Optional.empty();
  }

  @AfterAll
  static void close() {
    HTTP.close();
  }

  @Test
  void isReadByTheGatewayOfAnApprovedCallOnly() {
    assertThat(view("gateway").has("grant")).as("not approved yet").isFalse();
    apply(2, GivenApprovals.granted());
    JsonObject view = view("gateway");
    assertThat(view.string("state")).contains("APPROVED");
    assertThat(view.string("verdict")).as("it has to be claimed").contains("ASK");
    Grant grant = verified(view);
    assertThat(grant.mode()).isEqualTo(GrantMode.ONLINE);
    assertThat(grant.id()).isEqualTo(GivenApprovals.APPROVAL);
    assertThat(grant.gateway()).isEqualTo("gw-1");
    assertThat(grant.tool()).isEqualTo("get");
    assertThat(grant.position()).isEqualTo(asked);
    assertThat(grant.expiresAt()).isEqualTo(Given.NOW.plus(Grant.LONGEST));
    for (String other : List.of("operator", "approver", "auditor")) {
      assertThat(view(other).has("grant")).as(other).isFalse();
    }
    assertThat(get("other").statusCode()).as("another tenant").isEqualTo(404);
    apply(3, GivenApprovals.claimed(action));
    assertThat(view("gateway").has("grant")).as("claimed").isFalse();
  }

  @Test
  void isGivenToWhoeverAsksAgainAsTheSameGatewayOnly() {
    apply(2, GivenApprovals.granted());
    HTTP.engine = command -> Optional.of(Given.rejection(command, "APPROVAL_OPEN", approved()));
    JsonObject answer =
        json(
            HTTP.post(
                "/v1/calls",
                "{'runId':'run-1','tool':{'server':'tickets','name':'get'},'arguments':{'id':'T-1'}}"));
    assertThat(answer.string("callId")).contains(Given.CALL.toString());
    assertThat(verified(answer).callId()).isEqualTo(Given.CALL);
    CallSnapshot ofAnother =
        HTTP.calls
            .find("acme", Given.CALL)
            .map(call -> Variations.with(call, "gateway", "gw-9"))
            .map(call -> Variations.with(call, "changedAt", asked + 900))
            .orElseThrow();
    HTTP.calls.load(ofAnother);
    assertThat(view("gateway").has("grant")).isFalse();
  }

  @Test
  void comesWithAClaimThatIsSpentByAJournal() {
    apply(2, GivenApprovals.granted());
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
    apply(2, GivenApprovals.granted());
    JsonObject receipt = claim("OFFLINE", Given.digest(9));
    assertThat(receipt.has("grant")).isFalse();
  }

  @Test
  void publishesItsKeysToEverybody() {
    HttpResponse<String> answer =
        HTTP.send(HTTP.request("/.well-known/jwks.json").setHeader("authorization", "nobody"));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains("application/jwk-set+json");
    assertThat(answer.headers().firstValue("cache-control")).contains("public, max-age=300");
    assertThat(answer.body()).isEqualTo(HTTP.grants.publicJwks()).doesNotContain("\"d\"");
  }

  @Test
  void tellsALongPollOfEachStep() {
    CompletableFuture<HttpResponse<String>> poll =
        CompletableFuture.supplyAsync(
            () ->
                HTTP.send(HTTP.request(CALL + "?wait=25s").setHeader("authorization", "gateway")));
    while (HTTP.calls.polling() == 0) {
      Thread.onSpinWait();
    }
    apply(2, GivenApprovals.granted());
    assertThat(json(poll.join()).string("state")).contains("APPROVED");
    assertThat(verified(json(poll.join())).callId()).isEqualTo(Given.CALL);
  }

  @Test
  void saysHowAnApprovalEnded() {
    apply(2, GivenApprovals.closed(ApprovalState.EXPIRED));
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
        asked,
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

  /** What is recorded so long after the question. */
  private void apply(long later, Event event) {
    HTTP.calls.apply(Given.event(intent, asked + later, event));
  }

  private JsonObject claim(String mode) {
    return claim(mode, action);
  }

  private JsonObject claim(String mode, Digest digest) {
    return json(
        HTTP.post(
            CALL + "/claim",
            "{'claimId':'%s','actionDigest':'%s','mode':'%s'}"
                .formatted(GivenApprovals.CLAIM, digest.text(), mode)));
  }

  private Grant verified(JsonObject answer) {
    return new GrantVerifier(HTTP.grants.publicJwks(), InstantSource.fixed(Given.NOW))
        .verify(answer.string("grant").orElseThrow(), "gw-1", action);
  }

  private HttpResponse<String> get(String caller) {
    return HTTP.send(HTTP.request(CALL).setHeader("authorization", caller));
  }

  private JsonObject view(String caller) {
    return json(get(caller));
  }

  private static JsonObject json(HttpResponse<String> answer) {
    return (JsonObject) StrictJson.reread(answer.body());
  }
}
