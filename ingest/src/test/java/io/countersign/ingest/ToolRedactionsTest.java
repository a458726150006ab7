package io.countersign.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.control.RedactionRule;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.ToolChanged;
import io.countersign.schemas.event.ToolRegistered;
import io.countersign.schemas.event.ToolRetired;
import io.countersign.schemas.http.ProblemException;
import io.countersign.testkit.Variations;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ToolRedactionsTest {
  private final ToolRedactions rules = Given.toolRules();

  @Test
  void keepsTheLatestRulesWhateverTheOrder() {
    EventEnvelope early = Given.registered("close", 4, "/a", "MASK");
    EventEnvelope late = changed(Given.registered("close", 9, "/b", "DROP", "/c", "HASH"));
    for (List<EventEnvelope> order :
        List.of(List.of(early, late), List.of(late, early), List.of(late, early, late))) {
      ToolRedactions each = Given.toolRules();
      order.forEach(each::apply);
      assertThat(each.of("acme", "tickets", "close"))
          .extracting(rule -> rule.pointer().text() + " " + rule.action())
          .containsExactly("/b DROP", "/c HASH");
    }
  }

  @Test
  void letsALaterGenerationWin() {
    rules.apply(Given.registered("close", 900, "/a", "MASK"));
    rules.apply(Variations.with(Given.registered("close", 3), "generation", 2));
    assertThat(rules.of("acme", "tickets", "close")).isEmpty();
  }

  @Test
  void knowsToolsByTenantServerAndName() {
    rules.apply(Given.registered("close", 4, "/a", "MASK"));
    assertThat(rules.of("globex", "tickets", "close")).isEmpty();
    assertThat(rules.of("acme", "mail", "close")).isEmpty();
    assertThat(rules.of("acme", "tickets", "open")).isEmpty();
    assertThat(rules.size()).isEqualTo(1);
  }

  @Test
  void keepsTheRulesOfAToolThatWasTakenOutOfUse() {
    EventEnvelope registered = Given.registered("close", 4, "/a", "MASK");
    rules.apply(registered);
    rules.apply(
        Given.event(
            Given.intent(Given.CALL),
            5,
            new ToolRetired("tickets", "close", "replaced", redaction(registered))));
    assertThat(rules.of("acme", "tickets", "close")).hasSize(1);
  }

  @Test
  void learnsTheRulesOfAToolWhoseRetirementIsAllThatIsLeft() {
    List<RedactionRule> redaction = redaction(Given.registered("close", 4, "/a", "MASK"));
    rules.apply(
        Given.event(
            Given.intent(Given.CALL),
            5,
            new ToolRetired("tickets", "close", "replaced", redaction)));
    assertThat(rules.of("acme", "tickets", "close"))
        .extracting(rule -> rule.pointer().text() + " " + rule.action())
        .containsExactly("/a MASK");
  }

  private static List<RedactionRule> redaction(EventEnvelope registered) {
    return ((ToolRegistered) registered.body()).definition().redaction();
  }

  @Test
  void answersNobodyBeforeItKnowsEverything() {
    ToolRedactions early = new ToolRedactions();
    early.apply(Given.registered("close", 4));
    assertThatThrownBy(() -> early.of("acme", "tickets", "close"))
        .isInstanceOf(ProblemException.class);
    assertThat(early.notReady()).isPresent();
    early.complete();
    assertThat(early.notReady()).isEmpty();
    assertThat(early.of("acme", "tickets", "close")).isEmpty();
  }

  @Test
  void believesADecisionMoreThanAnIntentAboutTheToolOfACall() {
    CallTools tools = new CallTools(2);
    tools.asked("acme", Given.CALL, new ToolReference("mail", "send", null, null));
    assertThat(tools.find("acme", Given.CALL).orElseThrow().name()).isEqualTo("send");
    tools.apply(Given.decision(Given.intent(Given.CALL), Verdict.ALLOW, 4));
    tools.asked("acme", Given.CALL, new ToolReference("mail", "send", null, null));
    assertThat(tools.find("acme", Given.CALL).orElseThrow().name()).isEqualTo("get");
    assertThat(tools.find("globex", Given.CALL)).isEmpty();
    for (int i = 0; i < 2; i++) {
      tools.asked("acme", new UUID(7, i), new ToolReference("mail", "send", null, null));
    }
    assertThat(tools.find("acme", Given.CALL)).isEmpty();
  }

  private static EventEnvelope changed(EventEnvelope registered) {
    ToolRegistered body = (ToolRegistered) registered.body();
    EventEnvelope cause = registered;
    return EventEnvelope.of(
        new EventEnvelope.Place(
            cause.ledger(),
            cause.generation(),
            cause.position(),
            cause.tenantSequence(),
            cause.recordedAt()),
        new EventEnvelope.Cause(
            cause.eventId(), cause.commandId(), null, cause.source(), null, cause.salt()),
        null,
        null,
        cause.tenant(),
        new ToolChanged(body.definition(), List.of(), null));
  }
}
