package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.projections.Projections;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.Approver;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.Change;
import io.countersign.schemas.approval.NoticeKind;
import io.countersign.schemas.approval.StandingScope;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.command.PublishPolicy;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.ApproverSet;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.StandingGrantCreated;
import io.countersign.schemas.event.VotesDelegated;
import io.countersign.schemas.json.StrictJson;
import io.countersign.standalone.embedded.EmbeddedStack;
import io.countersign.testkit.ApprovalScript;
import io.countersign.testkit.ApprovalScript.Asked;
import io.countersign.testkit.Samples;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the query routes show of approvals, on indexes that real projections filled. */
@ExtendWith(SharedStack.class)
final class ApprovalsQueryIT {
  private static final String ACME = "acme";
  private static final int LEDGER = TenantPartition.of(ACME, ViewsRig.LEDGERS);
  private static final int OTHERS = 30;

  private static final Map<String, Caller> CALLERS =
      Map.of(
          "auditor", caller(Role.AUDITOR, ACME),
          "approver", caller(Role.APPROVER, ACME),
          "gateway", caller(Role.GATEWAY, ACME),
          "stranger", caller(Role.APPROVER, "globex"));

  private static ViewsRig rig;
  private static Projections projections;
  private static QueryServer server;
  private static Asked consumed;
  private static Asked superseded;
  private static Asked pending;
  private static Asked change;

  @BeforeAll
  static void open(EmbeddedStack stack) throws Exception {
    rig = new ViewsRig(stack);
    projections = rig.start();
    ApprovalScript script = new ApprovalScript(LEDGER, ACME);
    consumed = script.ask("{\"id\":4711,\"note\":\"first\"}");
    script.vote(consumed, "bo", Ballot.APPROVE, null);
    script.grant(consumed, "bo");
    script.claim(consumed);
    script.report(consumed);
    for (int i = 0; i < OTHERS; i++) {
      script.close(script.ask("{\"id\":%d}".formatted(i)), ApprovalState.EXPIRED);
    }
    superseded = script.ask("{\"id\":4712,\"note\":\"second\"}");
    pending = script.askAnew(superseded, "{\"id\":4713,\"note\":\"se\u202econd\"}");
    script.vote(pending, "kim", Ballot.DENY, null);
    script.notice(superseded, NoticeKind.RESOLVED, true);
    change = script.ask(Change.of(new PublishPolicy("desk", "rules: []", "olga")), "olga");
    Voter bo = new Voter("bo", List.of("leads"));
    Instant later = Samples.START.plusSeconds(86_400);
    script.add(
        change, new ApproverSet(new Approver("bo", List.of(), List.of("leads"), true), null));
    script.add(change, new VotesDelegated(bo, "kim", later, "on leave"));
    script.add(
        change,
        new StandingGrantCreated(
            consumed.approvalId(),
            new StandingScope("tickets", "close_ticket", null, null, null, null),
            null,
            20,
            later,
            "often",
            bo));
    List<EventEnvelope> events = script.events();
    rig.append(events);
    rig.awaitReadUpTo(rig.indexes, LEDGER, events.getLast().position());
    Instant now = events.getLast().recordedAt();
    server = new QueryServer(rig, CALLERS, () -> now);
  }

  @AfterAll
  static void close() throws Exception {
    server.close();
    projections.close();
    rig.close();
  }

  @Test
  void listsEachApprovalOnceInPages() throws Exception {
    List<String> found = new ArrayList<>();
    Map<String, String> asked = new TreeMap<>(Map.of("limit", "7"));
    while (true) {
      JsonNode page = server.get("approver", "/v1/approvals", asked);
      assertThat(page.path("readUpTo").has(Integer.toString(LEDGER))).isTrue();
      page.path("approvals").forEach(each -> found.add(each.path("approvalId").asText()));
      if (page.path("next").isNull()) {
        break;
      }
      asked.put("cursor", page.path("next").asText());
    }
    assertThat(found).doesNotHaveDuplicates().hasSize(OTHERS + 4);
    assertThat(found.getFirst()).isEqualTo(change.approvalId().toString());
  }

  @Test
  void findsApprovalsByStateGroupVoterRunCallAndTool() throws Exception {
    assertThat(ids("state", "PENDING"))
        .containsExactlyInAnyOrder(pending.approvalId().toString(), change.approvalId().toString());
    assertThat(ids("voter", "bo")).containsExactly(consumed.approvalId().toString());
    assertThat(ids("voter", "kim")).containsExactly(pending.approvalId().toString());
    assertThat(ids("group", "leads")).hasSize(OTHERS + 4);
    assertThat(ids("group", "nobody")).isEmpty();
    assertThat(ids("callId", String.valueOf(pending.callId())))
        .containsExactly(pending.approvalId().toString(), superseded.approvalId().toString());
    assertThat(ids("runId", "run-of-approvals")).hasSize(OTHERS + 3);
    assertThat(ids("tool", "close_ticket")).hasSize(OTHERS + 3);
    assertThat(ids("kind", "CHANGE")).containsExactly(change.approvalId().toString());
    JsonNode events =
        server.get("auditor", "/v1/events", Map.of("voter", "bo", "type", "VoteCast"));
    assertThat(events.path("events")).hasSize(1);
  }

  @Test
  void showsEverythingThatAPersonShouldSeeBeforeDeciding() throws Exception {
    JsonNode page = page(pending);
    assertThat(page.path("state").asText()).isEqualTo("PENDING");
    Digest computed =
        Digest.sha256(
            ("countersign/preview/v1\n" + StrictJson.reread(page.path("shown").toString()).toJson())
                .getBytes(StandardCharsets.UTF_8));
    assertThat(computed).isEqualTo(pending.previewDigest());
    assertThat(page.path("previewDigest").asText()).isEqualTo(computed.text());
    assertThat(page.path("shownVerified").asBoolean()).isTrue();
    assertThat(page.path("arguments").path("rows").toString()).contains("se\\\\u202econd");
    assertThat(page.path("why").path("reasons").toString()).contains("RULE_ASKS");
    assertThat(page.path("differences").path("superseded").path("changes")).hasSize(2);
    JsonNode last = page.path("differences").path("lastConsumed");
    assertThat(last.path("approvalId").asText()).isEqualTo(consumed.approvalId().toString());
    assertThat(last.path("changes").toString()).contains("/arguments/id").contains("4711");
    assertThat(page.path("run").path("earlierCalls")).hasSize(OTHERS + 1);
    assertThat(page.path("run").path("earlierCalls").get(0).path("outcome").asText())
        .isEqualTo("SUCCEEDED");
    assertThat(page.path("approval").path("votes")).hasSize(1);
    assertThat(page.path("quorum").get(0).path("votes").asInt()).isZero();
    assertThat(page.path("budgets").isArray()).isTrue();
  }

  @Test
  void showsASupersededApprovalWithWhatItAskedFor() throws Exception {
    JsonNode page = page(superseded);
    assertThat(page.path("state").asText()).isEqualTo("SUPERSEDED");
    assertThat(page.path("shownVerified").asBoolean()).isTrue();
    assertThat(page.path("shown").path("arguments").path("id").asInt()).isEqualTo(4712);
    assertThat(page.path("approval").path("notificationCount").asInt()).isEqualTo(1);
  }

  @Test
  void showsAChangeThatWaits() throws Exception {
    JsonNode page = page(change);
    assertThat(page.path("headline").asText()).isEqualTo("Put policy desk into force");
    assertThat(page.path("shownVerified").asBoolean()).isTrue();
    assertThat(page.path("control").asText()).isEqualTo("policy/desk");
  }

  @Test
  void tellsTheApprovalInTheStoryOfTheRun() throws Exception {
    JsonNode story = server.get("auditor", "/v1/runs/run-of-approvals", Map.of());
    JsonNode call = null;
    for (JsonNode each : story.path("calls")) {
      if (each.path("callId").asText().equals(String.valueOf(consumed.callId()))) {
        call = each;
      }
    }
    assertThat(call).isNotNull();
    assertThat(call.path("state").asText()).isEqualTo("REPORTED");
    assertThat(call.path("approval").path("state").asText()).isEqualTo("CONSUMED");
    assertThat(call.path("approval").path("waitedMillis").asLong()).isEqualTo(2_000);
    assertThat(call.path("approval").path("votes").get(0).path("voter").path("subject").asText())
        .isEqualTo("bo");
  }

  @Test
  void listsTheRosterTheDelegationsAndTheStandingGrants() throws Exception {
    assertThat(server.get("approver", "/v1/approvers", Map.of()).path("approvers"))
        .singleElement()
        .satisfies(each -> assertThat(each.path("name").asText()).isEqualTo("bo"));
    assertThat(
            server
                .get("approver", "/v1/delegations", Map.of("state", "IN_FORCE"))
                .path("delegations"))
        .singleElement()
        .satisfies(each -> assertThat(each.path("to").asText()).isEqualTo("kim"));
    assertThat(
            server
                .get("approver", "/v1/standing-grants", Map.of("tool", "close_ticket"))
                .path("standingGrants"))
        .singleElement()
        .satisfies(each -> assertThat(each.path("maxUses").asInt()).isEqualTo(20));
  }

  @Test
  void tellsNobodyWhatTheyMayNotSee() throws Exception {
    List<String> paths =
        List.of(
            "/v1/approvals",
            "/v1/approvals/" + pending.approvalId(),
            "/v1/approvers",
            "/v1/delegations",
            "/v1/standing-grants");
    for (String path : paths) {
      assertThat(server.send("gateway", path, Map.of()).statusCode()).as(path).isEqualTo(403);
      assertThat(server.send("stranger", path, Map.of("tenant", ACME)).statusCode())
          .as(path)
          .isEqualTo(404);
      assertThat(server.send("approver", path, Map.of("colour", "red")).statusCode())
          .as(path)
          .isEqualTo(400);
    }
    assertThat(
            server.send("stranger", "/v1/approvals/" + pending.approvalId(), Map.of()).statusCode())
        .isEqualTo(404);
    assertThat(server.send("approver", "/v1/approvals/none", Map.of()).statusCode()).isEqualTo(404);
    assertThat(server.get("stranger", "/v1/approvals", Map.of()).path("approvals")).isEmpty();
  }

  private static JsonNode page(Asked asked) throws Exception {
    return server.get("approver", "/v1/approvals/" + asked.approvalId(), Map.of());
  }

  private static List<String> ids(String filter, String value) throws Exception {
    List<String> ids = new ArrayList<>();
    server
        .get("approver", "/v1/approvals", Map.of(filter, value))
        .path("approvals")
        .forEach(each -> ids.add(each.path("approvalId").asText()));
    return ids;
  }

  private static Caller caller(Role role, String tenant) {
    return new Caller(
        "somebody", Set.of(role), Set.of(tenant), Set.of(), Instant.parse("2999-01-01T00:00:00Z"));
  }
}
