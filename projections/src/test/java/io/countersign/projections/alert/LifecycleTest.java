package io.countersign.projections.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.alert.AlertState;
import io.countersign.schemas.alert.AlertVerdict;
import io.countersign.schemas.call.Severity;
import io.countersign.schemas.event.AlertAcknowledged;
import io.countersign.schemas.event.AlertResolved;
import io.countersign.schemas.event.FindingRaised;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The life of one alert, from the first hit to the last word about it. */
class LifecycleTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final Ledger ledger = new Ledger();

  @Test
  void moreOfTheSameExtendsItAndAnHourOfQuietClosesIt() {
    killed();
    ledger.after(Duration.ofMinutes(59));
    killed();
    ledger.after(Duration.ofMinutes(59)).tenant("globex");
    other();
    assertThat(states()).containsExactly(AlertState.OPEN, AlertState.OPEN);
    ledger.after(Duration.ofMinutes(1));
    other();
    assertThat(states()).containsExactly(AlertState.OPEN, AlertState.OPEN, AlertState.CLOSED);
    Alert closed = last();
    assertThat(closed.extended()).isEqualTo(1);
    assertThat(closed.updatedAt()).isEqualTo(closed.quietUntil());
    assertThat(closed.lastSeen().plus(HOUR)).isEqualTo(closed.quietUntil());
    assertThat(ledger.events().stream().filter(event -> event.tenant().equals("globex")))
        .as("an event of another tenant closed it and is not named")
        .noneMatch(event -> event.eventId().equals(closed.causeEventId()));
    killedOf("acme");
    assertThat(last().alertId()).isNotEqualTo(closed.alertId());
    assertThat(last().version()).isEqualTo(1);
  }

  @Test
  void versionsHaveNoGapsAndARepeatIsToldOnlyWhenItSaysMore() {
    for (int i = 0; i < 200; i++) {
      killed();
      ledger.after(Duration.ofMillis(100));
    }
    List<Alert> told = ledger.alerts("KILLED_TOOL");
    assertThat(told).extracting(Alert::version).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    assertThat(told).extracting(Alert::extended).containsExactly(0, 1, 3, 7, 15, 31, 63, 127);
    ledger.after(HOUR);
    other();
    assertThat(last().version()).isEqualTo(9);
    assertThat(last().extended()).as("what was not told is not lost").isEqualTo(199);
    assertThat(last().callIds()).hasSize(Alert.MOST_SAMPLES);
  }

  @Test
  void aLouderHitIsToldAtOnce() {
    finding(Severity.LOW);
    finding(Severity.LOW);
    finding(Severity.LOW);
    finding(Severity.HIGH);
    assertThat(ledger.alerts("FINDING"))
        .extracting(Alert::severity)
        .containsExactly(Severity.LOW, Severity.LOW, Severity.HIGH);
  }

  @Test
  void anAcknowledgedAlertGoesOnAndIsClosedByQuiet() {
    killed();
    ledger.append(null, new AlertAcknowledged(last().alertId(), "looking", "kim"));
    assertThat(last().state()).isEqualTo(AlertState.ACKNOWLEDGED);
    assertThat(last().acknowledgement()).isNotNull();
    killed();
    assertThat(last().state()).isEqualTo(AlertState.ACKNOWLEDGED);
    assertThat(last().extended()).isEqualTo(1);
    ledger.append(null, new AlertAcknowledged(last().alertId(), "again", "lee"));
    assertThat(last().version()).as("it is acknowledged already").isEqualTo(3);
    ledger.after(HOUR);
    other();
    assertThat(last().state()).isEqualTo(AlertState.CLOSED);
  }

  @Test
  void nobodyResolvesAnotherTenantsAlert() {
    killed();
    UUID alertId = last().alertId();
    ledger.tenant("globex");
    ledger.append(null, new AlertAcknowledged(alertId, "", "eve"));
    ledger.append(null, resolved(alertId, AlertVerdict.EXPECTED));
    ledger.append(null, new AlertAcknowledged(new UUID(1, 2), "", "eve"));
    assertThat(ledger.alerts()).hasSize(1);
  }

  @Test
  void aResolvedAlertIsOverAndMoreOfTheSameIsAnother() {
    killed();
    UUID first = last().alertId();
    ledger.append(null, resolved(first, AlertVerdict.TRUE_POSITIVE));
    assertThat(last().state()).isEqualTo(AlertState.RESOLVED);
    killed();
    assertThat(last().alertId()).isNotEqualTo(first);
    assertThat(last().state()).isEqualTo(AlertState.OPEN);
  }

  @Test
  void whatIsExpectedIsLeftAloneAtThatHourOfTheWeekOnly() {
    killed();
    ledger.append(null, resolved(last().alertId(), AlertVerdict.EXPECTED));
    int before = ledger.alerts().size();
    killed();
    assertThat(ledger.alerts()).hasSize(before);
    ledger.after(Duration.ofDays(7));
    killed();
    assertThat(ledger.alerts()).as("a week later").hasSize(before);
    ledger.after(HOUR);
    killed();
    assertThat(last().state()).as("an hour later").isEqualTo(AlertState.OPEN);
    ledger.after(Duration.ofDays(28).minus(HOUR));
    killed();
    assertThat(last().state()).as("after 28 days it asks again").isEqualTo(AlertState.OPEN);
    assertThat(last().version()).isEqualTo(1);
  }

  @Test
  void whatWasWrongIsAnAlertOnlyWhenItIsMoreThanTwiceAsMuch() {
    killed();
    killed();
    ledger.append(null, resolved(last().alertId(), AlertVerdict.FALSE_POSITIVE));
    int before = ledger.alerts().size();
    for (int i = 0; i < 4; i++) {
      killed();
    }
    assertThat(ledger.alerts()).hasSize(before);
    killed();
    assertThat(last().state()).isEqualTo(AlertState.OPEN);
    assertThat(last().version()).isEqualTo(1);
  }

  @Test
  void aWrongAlertKeepsTheBarUpForAWeek() {
    killed();
    ledger.append(null, resolved(last().alertId(), AlertVerdict.FALSE_POSITIVE));
    int before = ledger.alerts().size();
    ledger.after(Duration.ofDays(7).minusSeconds(1));
    killed();
    assertThat(ledger.alerts()).hasSize(before);
    ledger.after(Duration.ofSeconds(1));
    killed();
    assertThat(ledger.alerts()).hasSize(before + 1);
  }

  @Test
  void whatCannotBeSilencedIsNot() {
    Ledger.Told call = ledger.intent("bot", "pay/send", "{}");
    FindingRaised mismatch =
        new FindingRaised("DIGEST_MISMATCH", Severity.HIGH, "Expected this.", List.of());
    ledger.append(call, mismatch);
    ledger.append(null, resolved(last().alertId(), AlertVerdict.EXPECTED));
    ledger.append(call, mismatch);
    assertThat(last().state()).isEqualTo(AlertState.OPEN);
  }

  @Test
  void aVerdictMayBeCorrectedAndComeAfterTheEnd() {
    killed();
    UUID alertId = last().alertId();
    ledger.after(HOUR);
    other();
    ledger.append(null, resolved(alertId, AlertVerdict.EXPECTED));
    ledger.append(null, resolved(alertId, AlertVerdict.TRUE_POSITIVE));
    assertThat(ledger.alerts()).extracting(Alert::version).containsExactly(1L, 2L, 3L, 4L);
    assertThat(last().resolution()).isNotNull();
    assertThat(last().resolution().verdict()).isEqualTo(AlertVerdict.TRUE_POSITIVE);
  }

  private void killed() {
    killedOf("acme");
  }

  private void killedOf(String tenant) {
    ledger.tenant(tenant).denied("bot", "pay/send", "KILL_SWITCH");
  }

  private void other() {
    ledger.intent("quiet", "crm/read", "{}");
  }

  private void finding(Severity severity) {
    ledger.append(null, new FindingRaised("SOMETHING", severity, "Expected this.", List.of()));
  }

  private static AlertResolved resolved(UUID alertId, AlertVerdict verdict) {
    return new AlertResolved(alertId, verdict, "a note", "kim");
  }

  private List<AlertState> states() {
    return ledger.alerts().stream().map(Alert::state).toList();
  }

  private Alert last() {
    return ledger.alerts().getLast();
  }
}
