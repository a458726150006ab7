package io.countersign.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.event.BudgetThresholdReached;
import io.countersign.schemas.event.ControlEvent;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.json.JsonObject;
import io.countersign.testkit.Samples;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ControlRepliesTest {
  private static final Set<String> ALWAYS = Set.of("control", "ledger", "position", "recordedAt");

  /** The samples in full follow something, where a control can; the minimal ones do not. */
  private static final Map<String, Integer> STATUS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("ToolRegistered", 201),
              Map.entry("ToolChanged", 200),
              Map.entry("ToolRetired", 200),
              Map.entry("ToolProposed", 200),
              Map.entry("ServerReviewed", 200),
              Map.entry("BrakeEngaged", 201),
              Map.entry("BrakeReleased", 200),
              Map.entry("PolicyPublished", 200),
              Map.entry("PolicyWithdrawn", 200),
              Map.entry("BudgetSet", 200),
              Map.entry("BudgetRemoved", 200),
              Map.entry("LimitSet", 200),
              Map.entry("LimitRemoved", 200),
              Map.entry("TenantConfigured", 200),
              Map.entry("StandingGrantCreated", 201),
              Map.entry("StandingGrantClosed", 200),
              Map.entry("VotesDelegated", 200),
              Map.entry("DelegationEnded", 200),
              Map.entry("ApproverSet", 200),
              Map.entry("ApproverRemoved", 200),
              Map.entry("AuthenticatorRegistered", 201),
              Map.entry("AuthenticatorRemoved", 200),
              Map.entry("RetentionSet", 200),
              Map.entry("LegalHoldPlaced", 201),
              Map.entry("LegalHoldReleased", 200),
              Map.entry("SearchSaved", 200),
              Map.entry("SearchRemoved", 200)));

  private static final Set<String> CREATED =
      Set.of("PolicyPublished", "BudgetSet", "LimitSet", "TenantConfigured", "ApproverSet");

  private final CommandEnvelope cause = Given.intent(Given.CALL);

  @Test
  void saysWhatIsNewByItsStatus() {
    Map<String, Integer> found = new TreeMap<>();
    controls(Samples.events()).forEach(each -> found.put(each.type(), reply(each).status()));
    assertThat(found).isEqualTo(STATUS);
    assertThat(controls(Samples.minimalEvents()))
        .filteredOn(each -> CREATED.contains(each.type()))
        .hasSize(CREATED.size())
        .allSatisfy(each -> assertThat(reply(each).status()).as(each.type()).isEqualTo(201));
  }

  @Test
  void saysWhatAndWhere() {
    for (ControlEvent each : controls(Samples.events())) {
      JsonObject body = reply(each).body();
      assertThat(body.members().keySet()).as(each.type()).containsAll(ALWAYS);
      assertThat(body.string("control")).contains(each.control());
      assertThat(body.integer("position")).contains(7L);
    }
  }

  @Test
  void addsWhatTheEventKnows() {
    assertThat(added("ToolRegistered")).contains("schemaDigest");
    assertThat(added("ToolChanged")).contains("schemaDigest", "changes");
    assertThat(added("ServerReviewed")).containsExactlyInAnyOrder("gate", "total", "reasons");
    assertThat(added("PolicyPublished"))
        .containsExactlyInAnyOrder("hash", "previousHash", "warnings");
    assertThat(added("PolicyWithdrawn")).containsExactly("hash");
    assertThat(added("BrakeEngaged")).containsExactly("brakeId");
    assertThat(added("BrakeReleased")).containsExactly("brakeId");
    assertThat(added("BudgetSet")).isEmpty();
  }

  @Test
  void isAnsweredByTheEventOfItsOwnControlOnly() {
    for (ControlEvent each : controls(Samples.events())) {
      EventEnvelope event = Given.event(cause, 7, each);
      assertThat(asked(each.control()).isOwn(event)).isTrue();
      assertThat(asked("tool/other/other").isOwn(event)).isFalse();
      assertThat(Asked.Kind.CONTROL.isAnsweredBy(each)).isTrue();
    }
  }

  @Test
  void takesNoThresholdForAnAnswer() {
    ControlEvent reached =
        Stream.of(Samples.events(), Samples.minimalEvents())
            .flatMap(List::stream)
            .filter(BudgetThresholdReached.class::isInstance)
            .map(BudgetThresholdReached.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(Asked.Kind.CONTROL.isAnsweredBy(reached)).isFalse();
    assertThatThrownBy(() -> reply(reached)).hasMessageContaining("Expected an event that answers");
  }

  private Set<String> added(String type) {
    JsonObject body =
        reply(
                controls(Samples.events()).stream()
                    .filter(each -> each.type().equals(type))
                    .findFirst()
                    .orElseThrow())
            .body();
    Set<String> names = new java.util.TreeSet<>(body.members().keySet());
    names.removeAll(ALWAYS);
    return names;
  }

  private Reply reply(ControlEvent event) {
    return ControlReplies.recorded(Given.event(cause, 7, event), event);
  }

  private Asked asked(String control) {
    return new Asked(
        Asked.Kind.CONTROL, cause.commandId(), "acme", "olga", null, null, null, control, null);
  }

  private static List<ControlEvent> controls(List<Event> events) {
    return events.stream()
        .filter(ControlEvent.class::isInstance)
        .map(ControlEvent.class::cast)
        .filter(each -> !(each instanceof BudgetThresholdReached))
        .toList();
  }
}
