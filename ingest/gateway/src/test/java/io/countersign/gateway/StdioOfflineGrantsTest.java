package io.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Approvals that are spent by a signed grant and the gateway's own journal. */
class StdioOfflineGrantsTest extends PlayedApprovalStdio {

  private Path journal;

  @BeforeEach
  void journal() {
    journal = directory.resolve("grants.journal");
    settings = settings.spendingGrants(new GatewaySettings.Offline(journal, PlayedGrants.GATEWAY));
  }

  private JsonNode approved(RunningStdio gateway) throws Exception {
    gateway.call(1, TOOL);
    approvals.awaitLook();
    approvals.approve(TOOL);
    return gateway.receive();
  }

  private JsonNode onlyClaim() {
    assertThat(approvals.claims()).hasSize(1);
    return approvals.claims().getFirst();
  }

  @Test
  void notesTheGrantAndThenSendsTheCall() throws Exception {
    approvals.allowOffline(60);
    try (RunningStdio gateway = gateway()) {
      assertThat(approved(gateway).at("/result/echo/n").asInt()).isEqualTo(1);
      assertThat(onlyClaim().path("mode").asText()).isEqualTo("OFFLINE");
      assertThat(Files.readString(journal)).startsWith(onlyClaim().path("claimId").asText() + " ");
    }
    assertThat(ingest.awaitOutcome(TOOL).path("claimId")).isEqualTo(onlyClaim().path("claimId"));
  }

  @Test
  void sendsNothingOnAGrantThatHasExpired() throws Exception {
    approvals.allowOffline(-10);
    try (RunningStdio gateway = gateway()) {
      assertThat(text(approved(gateway))).contains("expired").contains("GRANT_REFUSED");
      assertNothingSent(gateway);
      JsonNode outcome = ingest.awaitOutcome(TOOL);
      assertThat(outcome.path("status").asText()).isEqualTo("NOT_RUN");
      assertThat(outcome.path("claimId")).isEqualTo(onlyClaim().path("claimId"));
      assertThat(Files.readString(journal)).isEmpty();
    }
  }

  @Test
  void claimsOnlineWhatMayNotBeClaimedOffline() throws Exception {
    approvals.allowOffline(60);
    approvals.refuseOffline();
    try (RunningStdio gateway = gateway()) {
      assertThat(approved(gateway).at("/result/echo/n").asInt()).isEqualTo(1);
      assertThat(approvals.claims())
          .extracting(claim -> claim.path("mode").asText())
          .containsExactly("OFFLINE", "ONLINE");
      assertThat(Files.readString(journal)).isEmpty();
    }
  }

  @Test
  void claimsOnlineWhereTheApprovalSaysNothingOfOffline() throws Exception {
    try (RunningStdio gateway = gateway()) {
      assertThat(approved(gateway).at("/result/echo/n").asInt()).isEqualTo(1);
      assertThat(onlyClaim().path("mode").asText()).isEqualTo("ONLINE");
    }
  }

  @Test
  void doesNotStartWithADamagedJournal() throws Exception {
    Files.writeString(journal, "no journal\nat all\n");
    assertThatThrownBy(() -> gateway().awaitExit())
        .rootCause()
        .isInstanceOf(java.io.IOException.class)
        .hasMessageContaining("line 1 is damaged");
  }
}
