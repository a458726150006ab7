package io.countersign.approvals.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.approvals.notice.BrakeChannel.Reach;
import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.command.EngageBrake;
import io.countersign.schemas.control.BrakeKind;
import io.countersign.schemas.control.BrakeScope;
import io.countersign.testkit.DocumentSamples;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BrakeChannelTest {
  private static final URI CONSOLE = URI.create("https://console.example");
  private static final Alert ALERT = DocumentSamples.alert();
  private static final Alert NAMELESS = DocumentSamples.minimalAlert();

  private final List<Engaged> engaged = new ArrayList<>();

  private record Engaged(int ledger, String tenant, UUID commandId, EngageBrake brake) {}

  private Attempt tell(Reach reach, Alert alert) throws InterruptedException {
    return new BrakeChannel(
            "bursts",
            BrakeKind.READ_ONLY,
            reach,
            (ledger, tenant, commandId, brake) ->
                engaged.add(new Engaged(ledger, tenant, commandId, brake)))
        .tell(AlertNotice.of(alert, CONSOLE), "message");
  }

  @Test
  void engagesWithinItsReach() throws InterruptedException {
    for (Reach reach : Reach.values()) {
      assertThat(tell(reach, ALERT)).isEqualTo(new Attempt.Delivered());
    }
    assertThat(engaged)
        .extracting(one -> one.brake().scope())
        .containsExactly(
            new BrakeScope("tickets", "close_ticket", null),
            new BrakeScope("tickets", null, null),
            BrakeScope.EVERYTHING);
    assertThat(engaged)
        .allSatisfy(
            one -> {
              assertThat(one.tenant()).isEqualTo(ALERT.tenant());
              assertThat(one.ledger()).isEqualTo(ALERT.ledger());
              assertThat(one.brake().kind()).isEqualTo(BrakeKind.READ_ONLY);
              assertThat(one.brake().reason()).contains(ALERT.alertId().toString());
              assertThat(one.brake().by()).isEqualTo("alerts/bursts");
            });
  }

  @Test
  void aRepeatIsTheSameCommand() throws InterruptedException {
    tell(Reach.TOOL, ALERT);
    tell(Reach.TOOL, ALERT);
    assertThat(engaged).hasSize(2);
    assertThat(engaged.getFirst()).isEqualTo(engaged.getLast());
    assertThat(engaged.getFirst().commandId().version()).isEqualTo(7);
  }

  @Test
  void brakesNothingThatTheAlertDoesNotName() throws InterruptedException {
    assertThat(tell(Reach.TOOL, NAMELESS)).isInstanceOf(Attempt.Refused.class);
    assertThat(tell(Reach.SERVER, NAMELESS)).isInstanceOf(Attempt.Refused.class);
    assertThat(engaged).isEmpty();
    assertThat(tell(Reach.TENANT, NAMELESS)).isEqualTo(new Attempt.Delivered());
  }
}
