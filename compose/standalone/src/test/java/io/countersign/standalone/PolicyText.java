package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.stream.Collectors;

/** Policies and reviews that tests put into force over the API. */
public final class PolicyText {
  private static final List<String> EVIDENCE =
      List.of(
          "toolBoundaries",
          "permissionModel",
          "errorRecovery",
          "verification",
          "sensitiveData",
          "maintainer",
          "dryRun",
          "preview",
          "rollback",
          "audit",
          "narrowCredentials",
          "logs",
          "sensitiveDataReview");

  private PolicyText() {}

  /** Puts a policy named {@code desk} into force for the first time. */
  public static void publish(WholeSystem system, String tenant, String yaml) {
    Api.Answer published =
        system
            .api()
            .send(
                system
                    .api()
                    .request("/v1/policies/desk")
                    .header("Authorization", "Bearer " + system.operator(tenant))
                    .header("Content-Type", "application/yaml")
                    .PUT(BodyPublishers.ofString(yaml)));
    assertThat(published.status()).as(published.body()).isEqualTo(201);
  }

  /** Reviews a server so well that policy alone decides. */
  public static void approvedServer(
      WholeSystem system, String tenant, String server, String version) {
    String evidence =
        EVIDENCE.stream()
            .map("{\"item\": \"%s\", \"link\": \"https://wiki.example/x\"}"::formatted)
            .collect(Collectors.joining(","));
    system
        .api()
        .put(
            "/v1/servers/" + server + "/review",
            system.operator(tenant),
            """
            {"version": "%s", "owner": {"name": "Support tools", "contact": "x@acme.example"},
             "scores": {"toolBoundaries": 3, "permissionModel": 3, "errorRecovery": 3,
                        "verification": 3, "sensitiveData": 3, "maintainer": 3},
             "criticalFailures": [], "confirmedBy": "Bo Lind", "nextReview": "2099-01-01",
             "evidence": [%s]}"""
                .formatted(version, evidence))
        .expect(200);
  }
}
