package io.countersign.projections.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.alert.AlertAction;
import io.countersign.schemas.alert.AlertState;
import io.countersign.schemas.alert.AlertVerdict;
import io.countersign.schemas.alert.ContributorDimension;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.event.AlertResolved;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the detector finds, told as alerts. */
class CountsTest {
  private final Ledger ledger = new Ledger();

  @Test
  void aBurstOfWritesIsOneAlertThatNamesItsCause() {
    usual(Duration.ofDays(3));
    assertThat(ledger.alerts("WRITE_BURST")).isEmpty();
    burst(60);
    List<Alert> told = ledger.alerts("WRITE_BURST");
    assertThat(told).isNotEmpty();
    assertThat(told).extracting(Alert::alertId).containsOnly(told.getFirst().alertId());
    Alert alert = told.getLast();
    assertThat(alert.action()).isEqualTo(AlertAction.WRITE);
    assertThat(alert.measure()).isNotNull();
    assertThat(alert.measure().observed()).isGreaterThan(5);
    assertThat(alert.measure().boundThousandths()).isLessThan(1_000 * alert.measure().observed());
    assertThat(alert.measure().surpriseThousandths()).isGreaterThanOrEqualTo(4_600);
    assertThat(alert.measure().baselineAgeSeconds()).isGreaterThan(Duration.ofDays(2).toSeconds());
    assertThat(alert.measure().weekBefore()).hasSize(7);
    assertThat(alert.contributors())
        .filteredOn(part -> part.dimension() == ContributorDimension.TOOL)
        .extracting(part -> part.name())
        .contains("crm/update");
    assertThat(alert.callIds()).isNotEmpty();
    assertThat(alert.explanation()).contains("expected").contains("probability");
  }

  @Test
  void whatIsSaidToBeExpectedIsUsualAfterwards() {
    usual(Duration.ofDays(3));
    burst(60);
    ledger.after(Duration.ofMinutes(18)).allowed("bot", "crm/update", Risk.WRITE);
    Alert alert = ledger.alerts("WRITE_BURST").getLast();
    ledger.append(
        null, new AlertResolved(alert.alertId(), AlertVerdict.EXPECTED, "migration", "kim"));
    assertThat(ledger.alerts().getLast().state()).isEqualTo(AlertState.RESOLVED);
    int before = ledger.alerts("WRITE_BURST").size();
    usual(Duration.ofDays(1).minusMinutes(20));
    burst(60);
    assertThat(ledger.alerts("WRITE_BURST")).hasSize(before);
  }

  /** A write every twenty minutes. */
  private void usual(Duration time) {
    long writes = time.toMinutes() / 20;
    for (long i = 0; i < writes; i++) {
      ledger.allowed("bot", "crm/update", Risk.WRITE);
      ledger.after(Duration.ofMinutes(20));
    }
  }

  private void burst(int writes) {
    for (int i = 0; i < writes; i++) {
      ledger.allowed("bot", "crm/update", Risk.WRITE);
      ledger.after(Duration.ofSeconds(2));
    }
  }
}
