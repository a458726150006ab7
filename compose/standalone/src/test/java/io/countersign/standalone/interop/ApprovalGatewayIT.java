package io.countersign.standalone.interop;

import static io.countersign.standalone.interop.GatewayRig.call;
import static io.countersign.standalone.interop.GatewayRig.client;
import static io.countersign.standalone.interop.GatewayRig.java;
import static io.countersign.standalone.interop.GatewayRig.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.standalone.Api;
import io.countersign.standalone.Eventually;
import io.countersign.standalone.PolicyText;
import io.countersign.standalone.SharedSystem;
import io.countersign.standalone.WholeSystem;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an agent sees of approvals: the official MCP SDK as its client, our gateway as it is
 * launched, people who decide over the API, and the story an auditor reads.
 */
@ExtendWith(SharedSystem.class)
class ApprovalGatewayIT {
  private static final Map<String, Object> NOTE = Map.of("id", "N-1");

  private final WholeSystem system;
  private final String tenant = Api.newTenant();
  @TempDir private Path folder;
  private GatewayRig rig;

  ApprovalGatewayIT(WholeSystem system) {
    this.system = system;
  }

  @BeforeEach
  void leadsDecideOnDeletions() {
    rig = new GatewayRig(system, tenant, folder);
    rig.register(NotesServer.NAME, "read_note", NotesServer.VERSION, "READ", NotesServer.SCHEMA);
    rig.register(NotesServer.NAME, "delete_note", NotesServer.VERSION, "WRITE", NotesServer.SCHEMA);
    PolicyText.approvedServer(system, tenant, NotesServer.NAME, NotesServer.VERSION);
    PolicyText.publish(
        system,
        tenant,
        """
        policy: desk
        rules:
          - id: deletions
            match: {tool: [delete_note]}
            effect: ask
            approval: {quorum: [{group: leads}]}
        """);
  }

  private McpSyncClient agent(String... options) throws IOException {
    McpSyncClient client = client(rig.stdio(java(NotesServer.class.getName()), options));
    client.initialize();
    client.listTools();
    return client;
  }

  @Test
  void runsAnApprovedCallOnceWhenItIsMadeAgain() throws Exception {
    try (McpSyncClient agent = agent("--hold-approval", "0")) {
      CallToolResult pending = call(agent, "delete_note", NOTE);
      assertThat(pending.isError()).isTrue();
      assertThat(text(pending)).startsWith("Approval is pending").doesNotContain("ran on");
      assertThat(pending.meta()).containsEntry("io.countersign/retryable", true);
      assertThat(text(call(agent, "delete_note", NOTE)))
          .as("asking again asks nobody again")
          .startsWith("Approval is pending");

      decide(onlyApproval("PENDING"), "APPROVE").expect(200);
      assertThat(text(call(agent, "delete_note", NOTE))).isEqualTo("delete_note ran on N-1");
      assertThat(text(call(agent, "delete_note", NOTE)))
          .as("a second run is a second question")
          .startsWith("Approval is pending");
      assertThat(text(call(agent, "read_note", NOTE))).isEqualTo("read_note ran on N-1");
    }
    JsonNode story = story(3);
    JsonNode deletion = onlyCall(story, "CONSUMED");
    assertThat(deletion.at("/outcome/status").asText()).isEqualTo("SUCCEEDED");
    assertThat(deletion.path("approval").toString()).contains("\"lea\"", "claimId");
    assertThat(story.toString()).as("the read-back").contains("read_note");
    assertThat(story.path("findings")).isEmpty();
  }

  @Test
  void holdsACallUntilPeopleHaveDecided() throws Exception {
    try (McpSyncClient agent = agent("--hold-approval", "50")) {
      CompletableFuture<CallToolResult> held =
          CompletableFuture.supplyAsync(
              () -> call(agent, "delete_note", NOTE), Thread::startVirtualThread);
      decide(onlyApproval("PENDING"), "APPROVE").expect(200);
      assertThat(text(held.get())).isEqualTo("delete_note ran on N-1");
    }
  }

  @Test
  void tellsAnAgentThatPeopleRefused() throws Exception {
    try (McpSyncClient agent = agent("--hold-approval", "50")) {
      CompletableFuture<CallToolResult> held =
          CompletableFuture.supplyAsync(
              () -> call(agent, "delete_note", NOTE), Thread::startVirtualThread);
      decide(onlyApproval("PENDING"), "DENY").expect(200);
      assertThat(text(held.get())).contains("APPROVAL_DENIED").doesNotContain("ran on");
    }
  }

  @Test
  void asksAnewForOtherArguments() throws Exception {
    try (McpSyncClient agent = agent("--hold-approval", "0")) {
      call(agent, "delete_note", NOTE);
      decide(onlyApproval("PENDING"), "APPROVE").expect(200);
      assertThat(text(call(agent, "delete_note", Map.of("id", "N-2"))))
          .startsWith("Approval is pending")
          .doesNotContain("ran on");
    }
    // first what came first: until then the index may still call it pending
    assertThat(approvals("APPROVED")).hasSize(1);
    assertThat(approvals("PENDING")).hasSize(1);
  }

  @Test
  void refusesWhatChangedBetweenTheApprovalAndTheRun() throws Exception {
    try (McpSyncClient agent = agent("--hold-approval", "0")) {
      call(agent, "delete_note", NOTE);
      decide(onlyApproval("PENDING"), "APPROVE").expect(200);
      String other =
          NotesServer.SCHEMA.replace("\"properties\"", "\"title\": \"v2\", \"properties\"");
      Api.Answer changed =
          system
              .api()
              .put(
                  "/v1/tools/%s/delete_note".formatted(NotesServer.NAME),
                  system.operator(tenant),
                  """
                  {"version": "%s", "risk": "WRITE", "purpose": "part of a test", "inputSchema": %s,
                   "owner": {"name": "Support tools", "contact": "support-tools"}}"""
                      .formatted(NotesServer.VERSION, other));
      assertThat(changed.status()).as(changed.body()).isEqualTo(200);
      assertThat(text(call(agent, "delete_note", NOTE)))
          .contains("INVALIDATED")
          .doesNotContain("ran on");
    }
    assertThat(approvals("INVALIDATED")).hasSize(1);
  }

  @Test
  void refusesUnderAKillSwitchThatCameAfterTheApproval() throws Exception {
    try (McpSyncClient agent = agent("--hold-approval", "0")) {
      call(agent, "delete_note", NOTE);
      decide(onlyApproval("PENDING"), "APPROVE").expect(200);
      system
          .api()
          .post(
              "/v1/brakes",
              system.operator(tenant),
              """
              {"kind": "KILL", "scope": {"tenant": "%s"}, "reason": "something is wrong"}"""
                  .formatted(tenant))
          .expect(201);
      assertThat(text(call(agent, "delete_note", NOTE))).doesNotContain("ran on");
    }
    assertThat(approvals("REVOKED")).hasSize(1);
  }

  /** A person decides, having looked at the approver's page. */
  private Api.Answer decide(JsonNode approval, String vote) {
    return system
        .api()
        .post(
            "/v1/approvals/" + id(approval) + "/votes",
            system.approver(tenant, "lea", "leads"),
            "{\"vote\": \"%s\", \"actionDigest\": \"%s\", \"previewDigest\": \"%s\"}"
                .formatted(
                    vote,
                    approval.path("actionDigest").asText(),
                    approval.path("previewDigest").asText()));
  }

  private static String id(JsonNode approval) {
    return approval.path("approvalId").asText(approval.path("id").asText());
  }

  private JsonNode onlyApproval(String state) {
    return system
        .api()
        .get(
            "/v1/approvals/" + id(approvals(state).get(0)), system.approver(tenant, "lea", "leads"))
        .expect(200)
        .json();
  }

  private JsonNode approvals(String state) {
    return Eventually.get(
        () -> {
          JsonNode page =
              system
                  .api()
                  .get("/v1/approvals?state=" + state, system.auditor(tenant))
                  .expect(200)
                  .json()
                  .path("approvals");
          assertThat(page).as(state).isNotEmpty();
          return page;
        });
  }

  private JsonNode story(int calls) {
    String auditor = system.auditor(tenant);
    String runId =
        Eventually.get(
            () -> {
              JsonNode page = system.api().get("/v1/calls", auditor).expect(200).json();
              assertThat(page.path("calls")).hasSize(calls);
              return page.at("/calls/0/runId").asText();
            });
    return system.story(
        tenant,
        runId,
        told ->
            told.path("calls").size() == calls
                && told.toString().contains("CONSUMED")
                && executed(told) == 2);
  }

  private static int executed(JsonNode story) {
    int executed = 0;
    for (JsonNode each : story.path("calls")) {
      executed += each.at("/outcome/status").asText().equals("SUCCEEDED") ? 1 : 0;
    }
    return executed;
  }

  private static JsonNode onlyCall(JsonNode story, String state) {
    List<JsonNode> found =
        Eventually.get(
            () -> {
              List<JsonNode> calls = new ArrayList<>();
              story
                  .path("calls")
                  .forEach(
                      each -> {
                        if (each.at("/approval/state").asText().equals(state)) {
                          calls.add(each);
                        }
                      });
              assertThat(calls).as(story.toString()).hasSize(1);
              return calls;
            });
    return found.getFirst();
  }
}
