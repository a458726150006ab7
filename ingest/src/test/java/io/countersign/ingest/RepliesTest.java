package io.countersign.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.ingest.Waiters.Heard.Answered;
import io.countersign.schemas.call.CheckResult;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.Severity;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.RuleEffect;
import io.countersign.schemas.control.RuleMatch;
import io.countersign.schemas.control.RuleResult;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.CommandFailed;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.FindingRaised;
import io.countersign.schemas.http.ProblemException;
import io.countersign.schemas.json.JsonObject;
import io.countersign.testkit.Variations;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepliesTest {
  private static final Replies REPLIES = new Replies(URI.create("https://desk.example/"));
  private final CommandEnvelope intent = Given.intent(Given.CALL);
  private final CommandEnvelope outcome = Given.outcome(Given.CALL);
  private final Digest digest = ((RecordIntent) intent.body()).actionDigest();

  @Test
  void saysADecisionInTheShapeOfTheContract() {
    JsonObject body = reply(intent, Given.decision(intent, Verdict.ALLOW, 812)).body();
    assertThat(body)
        .isEqualTo(
            Given.json(
                """
                {'callId':'%s','runId':'run-1','verdict':'ALLOW',
                 'reasons':[{'check':'catalogue','result':'PASSED','code':'TOOL_KNOWN',
                             'message':'The tool is known.','reference':'tool/get@1'}],
                 'actionDigest':'%s','recordedAt':'2026-11-21T09:00:00Z','ledger':3,'position':812,
                 'validUntil':'2026-11-21T09:01:00Z'}
                """
                    .formatted(Given.CALL, digest.text())));
  }

  @Test
  void explainsADecisionThatAHumanHasToMake() {
    EventEnvelope decided = Given.decision(intent, Verdict.ASK, 812);
    DecisionMade ask =
        Variations.with(
            Variations.with(
                Variations.with((DecisionMade) decided.body(), "gate", Gate.WRITES_WITH_APPROVAL),
                "rules",
                List.of(
                    new RuleResult(
                        "desk@sha256:1", "close", RuleEffect.ASK, RuleMatch.MATCHED, false, null),
                    new RuleResult(
                        "desk@sha256:1",
                        "night",
                        RuleEffect.DENY,
                        RuleMatch.ERROR,
                        true,
                        "no such key"))),
            "approval",
            GivenApprovals.terms());
    JsonObject body =
        REPLIES
            .to(
                Asked.of(intent),
                new Answered(
                    Given.event(intent, 812, ask),
                    GivenApprovals.requested(intent, 813, GivenApprovals.APPROVAL),
                    List.of()))
            .body();
    assertThat(body.string("verdict")).contains("ASK");
    assertThat(body.string("gate")).contains("WRITES_WITH_APPROVAL");
    assertThat(body.get("rules").orElseThrow())
        .isEqualTo(
            Given.json(
                    """
                    {'rules':[
                      {'policy':'desk@sha256:1','rule':'close','effect':'ASK','match':'MATCHED','shadow':false},
                      {'policy':'desk@sha256:1','rule':'night','effect':'DENY','match':'ERROR','shadow':true,
                       'message':'no such key'}]}
                    """)
                .get("rules")
                .orElseThrow());
    assertThat(body.integer("retryAfterMs")).contains(2000L);
    assertThat(body.object("approval").orElseThrow())
        .isEqualTo(
            Given.json(
                """
                {'id':'%1$s','state':'PENDING','url':'https://desk.example/approvals/%1$s',
                 'shortCode':'%2$s','previewDigest':'%3$s','expiresAt':'2026-11-21T10:00:00Z',
                 'quorum':[{'group':'leads','count':2,'votes':0}],'offline':true}
                """
                    .formatted(
                        GivenApprovals.APPROVAL,
                        digest.shortCode(),
                        GivenApprovals.PREVIEW.text())));
  }

  @Test
  void letsAGatewayRecogniseShadowMode() {
    DecisionMade denied = (DecisionMade) Given.decision(intent, Verdict.DENY, 812).body();
    Reason shadow =
        new Reason("brakes", CheckResult.FAILED, "SHADOW_MODE", "Recorded, not executed.", null);
    JsonObject body =
        reply(intent, Given.event(intent, 812, Variations.with(denied, "reasons", List.of(shadow))))
            .body();
    assertThat(body.string("verdict")).contains("DENY");
    assertThat(body.array("reasons").orElseThrow().elements())
        .extracting(each -> ((JsonObject) each).string("code").orElseThrow())
        .containsExactly("SHADOW_MODE");
    assertThat(body.has("gate")).isFalse();
    assertThat(body.has("rules")).isFalse();
    assertThat(body.has("approval")).isFalse();
  }

  @Test
  void answersARepeatedIntentWithWhatStands() {
    Reply reply =
        reply(
            intent,
            Given.rejection(intent, "CALL_REPEATED", Given.standing(Verdict.ALLOW, digest)));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body().string("verdict")).contains("ALLOW");
    assertThat(reply.body().integer("position")).contains(7L);
    assertThat(reply.body().string("recordedAt")).contains("2026-11-21T08:59:55Z");
    assertThat(reply.body().string("callId")).contains(Given.CALL.toString());
  }

  @Test
  void neverGivesADecisionAboutAnotherAction() {
    ProblemException refused =
        refused(
            intent,
            Given.rejection(
                intent, "CALL_ID_REUSED", Given.standing(Verdict.ALLOW, Given.digest(1))));
    assertThat(refused.problem().status()).isEqualTo(409);
    assertThat(refused.problem().code()).isEqualTo("call-id-reused");
    assertThat(refused.problem().detail()).isEqualTo("Expected something else, but was this.");
  }

  @Test
  void refusesARejectedCommandWithItsCode() {
    assertThat(refused(intent, Given.rejection(intent, "ID_TOO_OLD", null)).problem().code())
        .isEqualTo("id-too-old");
    assertThat(refused(intent, Given.rejection(intent, "ID_INVALID", null)).problem().status())
        .isEqualTo(409);
    assertThat(refused(outcome, Given.rejection(outcome, "CALL_UNKNOWN", null)).problem().status())
        .isEqualTo(409);
  }

  @Test
  void takesARepeatedOutcomeForRecorded() {
    for (String rejection : List.of("OUTCOME_REPEATED", "DUPLICATE_COMMAND")) {
      Reply reply = reply(outcome, Given.rejection(outcome, rejection, null));
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.body().bool("repeated")).contains(true);
    }
  }

  @Test
  void deniesAnIntentThatTheEngineCannotHandle() {
    EventEnvelope failed =
        Given.event(intent, 9, new CommandFailed("HANDLER_FAILED", "A bug.", Given.digest(2)));
    Reply reply = reply(intent, failed);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body().string("verdict")).contains("DENY");
    assertThat(reply.body().string("actionDigest")).contains(digest.text());
    assertThat(reply.body().toJson()).contains("HANDLER_FAILED").contains("\"engine\"");
    failed =
        Given.event(outcome, 9, new CommandFailed("HANDLER_FAILED", "A bug.", Given.digest(2)));
    assertThat(refused(outcome, failed).problem().status()).isEqualTo(422);
    assertThat(refused(outcome, failed).problem().code()).isEqualTo("command-failed");
  }

  @Test
  void tellsFindingsThatCameBefore() {
    FindingRaised finding =
        new FindingRaised("OUTCOME_WITHOUT_ALLOW", Severity.HIGH, "It ran.", List.of());
    Reply reply =
        REPLIES.to(
            Asked.of(outcome), new Answered(Given.answer(outcome, 4), null, List.of(finding)));
    assertThat(reply.body().toJson()).contains("OUTCOME_WITHOUT_ALLOW");
  }

  private static Reply reply(CommandEnvelope command, EventEnvelope event) {
    return REPLIES.to(Asked.of(command), new Answered(event, null, List.of()));
  }

  private static ProblemException refused(CommandEnvelope command, EventEnvelope event) {
    return catchThrowableOfType(ProblemException.class, () -> reply(command, event));
  }
}
