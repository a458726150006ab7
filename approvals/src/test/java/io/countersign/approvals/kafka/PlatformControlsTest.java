package io.countersign.approvals.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.approvals.kafka.PlatformControls.Lacking;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.control.BrakeKind;
import io.countersign.schemas.control.BrakeScope;
import io.countersign.schemas.event.BehaviourActivated;
import io.countersign.schemas.event.BrakeEngaged;
import io.countersign.schemas.event.BrakeReleased;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.testkit.Samples;
import io.countersign.testkit.Variations;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PlatformControlsTest {
  private static final UUID BRAKE = Samples.commandId(7);
  private static final Event ENGAGED =
      new BrakeEngaged(BRAKE, BrakeKind.KILL, BrakeScope.EVERYTHING, "broken", "bo");
  private static final Event RELEASED = new BrakeReleased(BRAKE, "fixed", "bo");

  private final PlatformControls controls = new PlatformControls(3);

  private static EventEnvelope in(int ledger, Event body) {
    return Variations.with(
        Variations.withTenant(Samples.event(body), CommandEnvelope.PLATFORM), "ledger", ledger);
  }

  private void engagedIn(int... ledgers) {
    for (int ledger : ledgers) {
      controls.note(in(ledger, ENGAGED), true);
    }
  }

  private void releasedIn(int... ledgers) {
    for (int ledger : ledgers) {
      controls.note(in(ledger, RELEASED), true);
    }
  }

  private List<String> lacking() {
    return lacking(true);
  }

  private List<String> lacking(boolean all) {
    return controls.lacking(all).stream()
        .map(lacking -> lacking.command().type() + " " + lacking.ledger())
        .toList();
  }

  @Test
  void bringABrakeToEveryOtherLedger() {
    engagedIn(1);
    assertThat(lacking()).containsExactly("EngageBrake 0", "EngageBrake 2");
    engagedIn(0);
    assertThat(lacking()).containsExactly("EngageBrake 2");
    engagedIn(2);
    assertThat(lacking()).isEmpty();
  }

  @Test
  void bringTheReleaseAfterTheBrake() {
    engagedIn(1);
    releasedIn(1);
    assertThat(lacking())
        .containsExactly("EngageBrake 0", "ReleaseBrake 0", "EngageBrake 2", "ReleaseBrake 2");
  }

  @Test
  void bringNoBrakeToALedgerThatHasReleasedIt() {
    releasedIn(0);
    engagedIn(1);
    assertThat(lacking()).containsExactly("ReleaseBrake 1", "EngageBrake 2", "ReleaseBrake 2");
    releasedIn(1, 2);
    assertThat(lacking()).isEmpty();
  }

  @Test
  void bringAReleaseWhoseBrakeIsNotKnown() {
    releasedIn(2);
    assertThat(lacking()).containsExactly("ReleaseBrake 0", "ReleaseBrake 1");
  }

  @Test
  void nameACommandAlikeHoweverOftenItIsAppended() {
    engagedIn(1);
    List<Lacking> first = controls.lacking(true);
    assertThat(controls.lacking(true)).isEqualTo(first);
    assertThat(first).extracting(Lacking::commandId).doesNotHaveDuplicates();

    PlatformControls other = new PlatformControls(3);
    other.note(in(1, ENGAGED), false);
    assertThat(other.lacking(true)).isEqualTo(first);
  }

  @Test
  void bringWhatIsNewAtOnceAndThePastWhenAllOfItIsKnown() {
    controls.note(in(1, ENGAGED), false);
    assertThat(lacking(false)).isEmpty();
    assertThat(lacking(true)).hasSize(2);
    releasedIn(1);
    assertThat(lacking(false))
        .containsExactly("EngageBrake 0", "ReleaseBrake 0", "EngageBrake 2", "ReleaseBrake 2");
  }

  @Test
  void leaveTheBrakesOfTenantsAlone() {
    controls.note(Samples.event(ENGAGED), true);
    assertThat(lacking()).isEmpty();
  }

  @Test
  void bringTheHighestLevelToEveryLedger() {
    controls.note(in(0, new BehaviourActivated(2, 1)), true);
    controls.note(in(1, new BehaviourActivated(3, 1)), false);
    assertThat(controls.recorded(2)).isEqualTo(2);
    assertThat(lacking(false)).isEmpty();
    assertThat(lacking()).containsExactly("ActivateBehaviour 0", "ActivateBehaviour 2");
    controls.note(in(0, new BehaviourActivated(3, 2)), false);
    controls.note(in(2, new BehaviourActivated(3, 1)), false);
    assertThat(lacking()).isEmpty();
  }

  @Test
  void forgetABrakeThatEveryLedgerHasReleased() {
    engagedIn(0, 1, 2);
    releasedIn(0, 1);
    controls.forget();
    assertThat(lacking()).containsExactly("ReleaseBrake 2");
    releasedIn(2);
    controls.forget();
    assertThat(lacking()).isEmpty();
  }
}
