package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.f4b6a3.uuid.UuidCreator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Approvals over the API of a whole system: crowds that vote and gateways that race. */
@ExtendWith(SharedSystem.class)
class ApprovalIT {
  private static final int RACES = Integer.getInteger("countersign.approval.races", 1_000);
  private static final int VOTERS = 50;

  private final WholeSystem system;
  private final Api api;
  private final String tenant = Api.newTenant();
  private final String gateway;
  private String schemaDigest = "";

  ApprovalIT(WholeSystem system) {
    this.system = system;
    this.api = system.api();
    this.gateway = system.gateway(tenant);
  }

  @Test
  void givesTwoReplicasThatRaceForOneApprovalOneClaimEachTime() throws Exception {
    leadsDecide(1);
    String lea = system.approver(tenant, "lea", "leads");
    try (ExecutorService gateways = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int race = 0; race < RACES; race++) {
        JsonNode asked = ask("race-" + race, "{\"id\": " + race + "}");
        vote(asked, lea, "APPROVE").expect(200);
        List<Api.Answer> claims =
            all(gateways, List.of(() -> claim(asked, gateway), () -> claim(asked, gateway)));
        assertThat(claims).extracting(Api.Answer::status).containsExactlyInAnyOrder(200, 409);
        assertThat(claims)
            .filteredOn(claim -> claim.status() == 409)
            .allSatisfy(claim -> assertThat(claim.body()).contains("already-claimed"));
      }
    }
  }

  @Test
  void resolvesOnceWhenFiftyVoteAtOnceOnThreeOfThem() throws Exception {
    leadsDecide(3);
    JsonNode asked = ask("crowd", "{\"id\": 1}");
    List<Api.Answer> votes;
    try (ExecutorService voters = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Api.Answer>> crowd =
          IntStream.range(0, VOTERS)
              .<Callable<Api.Answer>>mapToObj(
                  voter -> {
                    String token = system.approver(tenant, "voter-" + voter, "leads");
                    return () -> vote(asked, token, "APPROVE");
                  })
              .toList();
      votes = all(voters, crowd);
    }
    Map<Integer, Long> statuses =
        votes.stream().collect(Collectors.groupingBy(Api.Answer::status, Collectors.counting()));
    assertThat(statuses)
        .containsExactlyInAnyOrderEntriesOf(Map.of(200, 3L, 409, (long) VOTERS - 3));
    assertThat(votes)
        .filteredOn(vote -> vote.status() == 409)
        .allSatisfy(vote -> assertThat(vote.body()).contains("already-resolved"));
    assertThat(votes)
        .filteredOn(vote -> vote.status() == 200)
        .extracting(vote -> vote.json().path("state").asText())
        .containsExactlyInAnyOrder("PENDING", "PENDING", "APPROVED");
    JsonNode approval = approval(asked, "APPROVED");
    assertThat(approval.at("/approval/votes")).hasSize(3);
    assertThat(approval.at("/quorum/0/votes").asInt()).isEqualTo(3);
  }

  @Test
  void refusesThePrincipalAsApproverByEveryRoute() {
    leadsDecide(1);
    JsonNode asked = ask("self", "{\"id\": 1}");
    for (String name : List.of("ana", "ANA")) {
      assertThat(vote(asked, system.approver(tenant, name, "leads"), "APPROVE").body())
          .contains("self-approval");
      assertThat(vote(asked, system.approver(tenant, name, "leads", "sales"), "APPROVE").body())
          .contains("self-approval");
    }
    String delegation =
        "{\"to\": \"%s\", \"until\": \"%s\", \"reason\": \"on leave\"}"
            .formatted("ana", Instant.now().plusSeconds(3600));
    api.put("/v1/delegations/lea", system.approver(tenant, "lea", "leads"), delegation).expect(200);
    assertThat(vote(asked, system.approver(tenant, "ana"), "APPROVE").body())
        .contains("self-approval");
    assertThat(vote(asked, gateway, "APPROVE").status()).as("a gateway's token").isEqualTo(403);
    assertThat(claim(asked, system.approver(tenant, "lea", "leads")).status())
        .as("an approver's token")
        .isEqualTo(403);
    assertThat(claim(asked, gateway).body()).contains("not-approved");
  }

  @Test
  void tellsTheStoryOfAnApprovedCallFromTheQuestionToTheOutcome() {
    leadsDecide(1);
    JsonNode asked = ask("whole", "{\"id\": 17}");
    JsonNode page = approval(asked, "PENDING");
    assertThat(page.path("actionDigest").asText()).isEqualTo(asked.path("actionDigest").asText());
    assertThat(page.path("previewDigest").asText())
        .isEqualTo(asked.at("/approval/previewDigest").asText());
    JsonNode again = ask("whole", "{\"id\": 17}");
    assertThat(again.path("callId").asText())
        .as("asking again finds the call that waits")
        .isEqualTo(asked.path("callId").asText());
    vote(asked, system.approver(tenant, "lea", "leads"), "APPROVE").expect(200);
    String callId = asked.path("callId").asText();
    JsonNode approved =
        api.get("/v1/calls/" + callId + "?wait=25s&tenant=" + tenant, gateway).expect(200).json();
    assertThat(approved.path("state").asText()).isEqualTo("APPROVED");
    assertThat(approved.path("grant").asText()).isNotBlank();
    JsonNode receipt = claim(asked, gateway).expect(200).json();
    api.post(
            "/v1/calls/" + callId + "/outcome",
            gateway,
            "{\"status\": \"SUCCEEDED\", \"claimId\": \"%s\", \"durationMs\": 12}"
                .formatted(receipt.path("claimId").asText()))
        .expect(200);
    JsonNode story =
        system.story(
            tenant,
            "whole",
            told -> told.at("/calls/0/outcome/status").asText().equals("SUCCEEDED"));
    JsonNode told = story.at("/calls/0/approval");
    assertThat(told.path("state").asText()).isEqualTo("CONSUMED");
    assertThat(told.toString()).contains("lea");
    assertThat(story.path("complete").asBoolean()).as(story.toString()).isTrue();
  }

  private void leadsDecide(int count) {
    schemaDigest =
        api.put("/v1/tools/tickets/close_ticket", system.operator(tenant), Api.tool("WRITE"))
            .expect(201)
            .json()
            .path("schemaDigest")
            .asText();
    PolicyText.approvedServer(system, tenant, "tickets", "1.0.0");
    PolicyText.publish(
        system,
        tenant,
        """
        policy: desk
        rules:
          - id: writes
            match: {risk: [WRITE]}
            effect: ask
            approval: {quorum: [{group: leads, count: %d}]}
        """
            .formatted(count));
  }

  private JsonNode ask(String runId, String arguments) {
    JsonNode answer =
        api.post(
                "/v1/calls",
                gateway,
                Api.call(tenant, runId, "close_ticket", arguments)
                    .replace(
                        "\"version\": \"1.0.0\"}",
                        "\"version\": \"1.0.0\", \"schemaDigest\": \"%s\"}"
                            .formatted(schemaDigest)))
            .expect(200)
            .json();
    assertThat(answer.path("verdict").asText()).as(answer.toString()).isEqualTo("ASK");
    return answer;
  }

  private Api.Answer vote(JsonNode asked, String token, String vote) {
    return api.post(
        "/v1/approvals/" + asked.at("/approval/id").asText() + "/votes",
        token,
        "{\"vote\": \"%s\", \"actionDigest\": \"%s\", \"previewDigest\": \"%s\", \"tenant\": \"%s\"}"
            .formatted(
                vote,
                asked.path("actionDigest").asText(),
                asked.at("/approval/previewDigest").asText(),
                tenant));
  }

  private Api.Answer claim(JsonNode asked, String token) {
    return api.post(
        "/v1/calls/" + asked.path("callId").asText() + "/claim",
        token,
        "{\"claimId\": \"%s\", \"actionDigest\": \"%s\"}"
            .formatted(UuidCreator.getTimeOrderedEpoch(), asked.path("actionDigest").asText()));
  }

  /** The approver's page, as soon as it shows this state. */
  private JsonNode approval(JsonNode asked, String state) {
    String auditor = system.auditor(tenant);
    return Eventually.get(
        () -> {
          JsonNode page =
              api.get("/v1/approvals/" + asked.at("/approval/id").asText(), auditor)
                  .expect(200)
                  .json();
          assertThat(page.path("state").asText()).isEqualTo(state);
          return page;
        });
  }

  private static <T> List<T> all(ExecutorService executor, List<Callable<T>> tasks)
      throws InterruptedException {
    List<T> results = new ArrayList<>();
    try {
      for (Future<T> result : executor.invokeAll(tasks)) {
        results.add(result.get());
      }
    } catch (ExecutionException e) {
      throw new AssertionError("Expected every request to be answered", e.getCause());
    }
    return results;
  }
}
