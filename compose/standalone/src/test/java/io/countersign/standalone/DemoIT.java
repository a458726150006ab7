package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.access.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer types after READY, as printed. */
class DemoIT {
  @TempDir private Path folder;

  @Test
  void theCommandsThatReadyNamesWorkAsPrinted() {
    Path data = folder.resolve("data");
    String option = data.toString();
    UpProcess.Ended early = UpProcess.run("demo", "--data", option);
    assertThat(early.code()).isEqualTo(2);
    assertThat(early.err()).contains("Start it in another terminal: ./countersign up");

    try (UpProcess up = UpProcess.start(data)) {
      UpProcess.Ended demo = UpProcess.run("demo", "--data", option);
      assertThat(demo.code()).as(demo.err()).isZero();
      assertThat(demo.out())
          .contains("POLICY_ALLOW", "POLICY_DENY", "FAILED", "taken out at")
          .containsPattern("DENY  TOOL_(UNKNOWN|PROPOSED)")
          .contains("The story is complete.")
          .doesNotContain("AKIA");
      assertThat(demo.out().lines().filter(line -> line.matches("\\s*\\d+\\. .*"))).hasSize(9);

      UpProcess.Ended tail =
          UpProcess.run(
              "tail", "--data", option, "--from-beginning", "--no-follow", "--tenant", "demo");
      assertThat(tail.code()).as(tail.err()).isZero();
      assertThat(tail.out())
          .contains("triage-bot (for ana@acme.example) wants helpdesk/close_ticket")
          .contains("DENY helpdesk/refund_payment");

      UpProcess.Ended replay = UpProcess.run("replay", "--data", option);
      assertThat(replay.code()).as(replay.out() + replay.err()).isZero();
      assertThat(replay.out()).contains("ledger 3").doesNotContain("DIFFERENT");

      assertAStricterPolicyChangesExactlyTheseCalls(option);

      assertThat(up.api().get("/v1/runs/none", up.token(Role.AUDITOR, "demo")).status())
          .as("the token command beside a running up")
          .isEqualTo(404);
    }
  }

  /** What the history of the demo would have been, had the helpdesk been stricter. */
  private void assertAStricterPolicyChangesExactlyTheseCalls(String data) {
    Path stricter = folder.resolve("stricter.yaml");
    try {
      Files.writeString(
          stricter,
          """
          policy: helpdesk
          rules:
            - id: no-secrets-in-searches
              match: {server: helpdesk, tool: search_tickets}
              when: args.query.contains("[redacted:")
              effect: deny
            - id: tickets-stay-open
              match: {server: helpdesk, tool: close_ticket}
              effect: deny
            - id: money-leaves-by-hand
              match: {server: helpdesk, tool: "refund_*"}
              effect: deny
          """);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    UpProcess.Ended replay =
        UpProcess.run(
            "policy",
            "replay",
            stricter.toString(),
            "--since",
            "1h",
            "--data",
            data,
            "--tenant",
            "demo");
    assertThat(replay.code()).as(replay.out() + replay.err()).isZero();
    assertThat(replay.out())
        .contains(
            "9 calls looked at: as recorded 7 ALLOW, 0 ASK, 2 DENY; under this policy 5 ALLOW, 0 ASK, 4 DENY")
        .contains(
            "2 verdicts would have been another, 0 of them only because earlier calls changed")
        .contains("1 × helpdesk/search_tickets  ALLOW → DENY  POLICY_DENY")
        .contains("1 × helpdesk/close_ticket  ALLOW → DENY  POLICY_DENY");
  }
}
