package io.countersign.approvals.notice.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressTest {
  @Test
  void commitsUpToTheFirstThatIsNotTold() {
    Progress ledger = new Progress(5, 5);
    ledger.begin(5);
    ledger.read(5);
    ledger.begin(6);
    ledger.read(6);
    ledger.read(7);
    assertThat(ledger.behind()).isFalse();

    ledger.finish(6);
    assertThat(ledger.committable()).isEqualTo(5);
    ledger.finish(5);
    assertThat(ledger.committable()).isEqualTo(8);
    assertThat(ledger.behind()).isTrue();
    assertThat(ledger.committed(8).behind()).isFalse();
  }

  @Test
  void remembersWhatWasToldBeforeAndCommitsNothingOfIt() {
    Progress ledger = new Progress(10, 3);
    assertThat(ledger.told(9)).isTrue();
    assertThat(ledger.told(10)).isFalse();
    ledger.read(3);
    assertThat(ledger.next()).isEqualTo(4);
    assertThat(ledger.committable()).isEqualTo(10);
    assertThat(ledger.behind()).isFalse();
  }
}
