package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.access.Role;
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
          .contains("ALLOW", "DEFAULT_DENY", "TOOL_UNKNOWN", "FAILED", "taken out at")
          .contains("The story is complete.")
          .doesNotContain("AKIA");
      assertThat(demo.out().lines().filter(line -> line.matches("\\s*\\d+\\. .*"))).hasSize(9);

      UpProcess.Ended tail =
          UpProcess.run(
              "tail", "--data", option, "--from-beginning", "--no-follow", "--tenant", "demo");
      assertThat(tail.code()).as(tail.err()).isZero();
      assertThat(tail.out())
          .contains("triage-bot (for ana@acme.example) wants helpdesk/close_ticket")
          .contains("DENY helpdesk/close_ticket");

      UpProcess.Ended replay = UpProcess.run("replay", "--data", option);
      assertThat(replay.code()).as(replay.out() + replay.err()).isZero();
      assertThat(replay.out()).contains("ledger 3").doesNotContain("DIFFERENT");

      assertThat(up.api().get("/v1/runs/none", up.token(Role.AUDITOR, "demo")).status())
          .as("the token command beside a running up")
          .isEqualTo(404);
    }
  }
}
