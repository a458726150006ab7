package io.countersign.approvals.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.alert.AlertState;
import io.countersign.schemas.approval.NoticeKind;
import io.countersign.schemas.call.Severity;
import io.countersign.testkit.DocumentSamples;
import io.countersign.testkit.Variations;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AlertNoticeTest {
  private static final URI CONSOLE = URI.create("https://console.example/");
  private static final Alert OPEN = DocumentSamples.minimalAlert();
  private static final Alert RESOLVED = DocumentSamples.alert();

  @Test
  void theFirstVersionIsTheAlertAndTheLastItsEnd() {
    assertThat(notice(OPEN).kind()).isEqualTo(NoticeKind.ALERT);
    assertThat(notice(Variations.with(OPEN, "version", 2L)).kind())
        .isEqualTo(NoticeKind.ALERT_EXTENDED);
    assertThat(notice(Variations.with(OPEN, "state", AlertState.CLOSED)).kind())
        .isEqualTo(NoticeKind.ALERT_ENDED);
    assertThat(notice(RESOLVED).kind()).isEqualTo(NoticeKind.ALERT_ENDED);
    assertThat(notice(RESOLVED).happened()).isEqualTo("Alert resolved as TRUE_POSITIVE");
  }

  @Test
  void itSaysWhereToLookAndWhatWasCounted() {
    AlertNotice notice = notice(RESOLVED);
    assertThat(notice.link()).hasToString("https://console.example/alerts/" + RESOLVED.alertId());
    assertThat(notice.facts())
        .contains(
            new Fact("Severity", "HIGH"),
            new Fact("Counted", "61, expected 4.2"),
            new Fact("Mostly", "tickets/close_ticket, triage-bot"),
            new Fact("By", "kim@acme.example"));
  }

  @Test
  void eachVersionIsAMessageOfItsOwn() {
    AlertNotice first = notice(OPEN);
    AlertNotice second = notice(Variations.with(OPEN, "version", 2L));
    assertThat(first.messageId("hook"))
        .isEqualTo(notice(OPEN).messageId("hook"))
        .isNotEqualTo(second.messageId("hook"))
        .isNotEqualTo(first.messageId("other"));
    assertThat(first.recordId("hook").version()).isEqualTo(7);
  }

  @Test
  void aSubscriptionHasTheAlertsItWantsAndEveryApproval() {
    Channel channel = (notice, id) -> new Attempt.Delivered();
    Subscription loud =
        new Subscription(
            "loud",
            "*",
            Set.of(NoticeKind.values()),
            new WantedAlerts(Severity.HIGH, Set.of()),
            false,
            channel);
    assertThat(loud.wants(notice(RESOLVED))).isTrue();
    assertThat(loud.wants(notice(OPEN))).as("a low one").isFalse();
    assertThat(loud.wants(Asking.notice("transfer"))).isTrue();
    Subscription bursts =
        new Subscription(
            "bursts",
            "*",
            Set.of(NoticeKind.values()),
            new WantedAlerts(Severity.LOW, Set.of("WRITE_BURST")),
            false,
            channel);
    assertThat(List.of(RESOLVED, OPEN))
        .filteredOn(alert -> bursts.wants(notice(alert)))
        .containsExactly(RESOLVED);
  }

  private static AlertNotice notice(Alert alert) {
    return AlertNotice.of(alert, CONSOLE);
  }
}
