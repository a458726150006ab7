package io.countersign.projections.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.alert.AlertState;
import io.countersign.schemas.alert.EntityLevel;
import io.countersign.schemas.audit.AccessStatus;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Severity;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.event.BreakGlassInvoked;
import io.countersign.schemas.event.BreakGlassOverdue;
import io.countersign.schemas.event.BudgetThresholdReached;
import io.countersign.schemas.event.CommandFailed;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.FindingRaised;
import io.countersign.schemas.event.OutcomeOverdue;
import io.countersign.schemas.event.VoteCast;
import io.countersign.testkit.Samples;
import io.countersign.testkit.Variations;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.ReflectionSupport;

/** One story for each rule: what it finds, and what it leaves alone. */
class RulesTest {
  private final Ledger ledger = new Ledger();

  @Test
  void anotherActionThanTheDecidedOneIsAnAlertAtOnce() {
    Ledger.Told call = ledger.allowed("bot", "pay/send", Risk.WRITE);
    ledger.append(call, finding("DIGEST_MISMATCH", Severity.HIGH));
    Alert alert = only("DIGEST_MISMATCH");
    assertThat(alert.severity()).isEqualTo(Severity.HIGH);
    assertThat(alert.entity().level()).isEqualTo(EntityLevel.ACTOR);
    assertThat(alert.entity().name()).isEqualTo("bot");
    assertThat(alert.callIds()).containsExactly(call.callId());
    assertThat(alert.runIds()).containsExactly(call.runId());
    assertThat(alert.silence()).contains("cannot be silenced");
  }

  @Test
  void otherFindingsAreAsLoudAsTheEngineSays() {
    Ledger.Told call = ledger.allowed("bot", "pay/send", Risk.WRITE);
    ledger.append(call, finding("OUTCOME_FROM_OTHER_GATEWAY", Severity.LOW));
    assertThat(only("FINDING").severity()).isEqualTo(Severity.LOW);
    ledger.append(call, finding("EXECUTED_UNDER_BRAKE", Severity.HIGH));
    assertThat(ledger.alerts("FINDING")).extracting(Alert::key).doesNotHaveDuplicates();
  }

  @Test
  void aSecondClaimIsAnAlertAndARepeatIsNone() {
    Ledger.Told call = ledger.allowed("bot", "pay/send", Risk.WRITE);
    ledger.append(call, rejected("ClaimGrant", "CLAIM_REPEATED"));
    assertThat(ledger.alerts()).isEmpty();
    ledger.append(call, rejected("ClaimGrant", "ALREADY_CLAIMED"));
    only("SECOND_CLAIM");
  }

  @Test
  void whoMustNotVoteIsTold() {
    Ledger.Told call = ledger.allowed("bot", "pay/send", Risk.WRITE);
    ledger.append(call, rejected("CastVote", "NOT_ELIGIBLE"));
    assertThat(ledger.alerts()).as("a stranger is only turned away").isEmpty();
    ledger.append(call, rejected("CastVote", "SELF_APPROVAL"));
    only("EXCLUDED_VOTE");
  }

  @Test
  void aKilledToolIsTold() {
    ledger.denied("bot", "pay/send", "READ_ONLY_MODE");
    assertThat(ledger.alerts()).isEmpty();
    ledger.denied("bot", "pay/send", "KILL_SWITCH");
    assertThat(only("KILLED_TOOL").headline()).contains("bot").contains("pay/send");
  }

  @Test
  void noveltyIsSilentWhileATenantIsNewAndToldLater() {
    ledger.allowed("bot", "pay/send", Risk.DESTRUCTIVE);
    ledger.after(Duration.ofDays(8)).allowed("bot", "pay/send", Risk.DESTRUCTIVE);
    assertThat(ledger.alerts()).as("nothing new").isEmpty();
    ledger.allowed("bot", "pay/refund", Risk.READ);
    assertThat(only("NEW_TOOL_OF_ACTOR").severity()).isEqualTo(Severity.LOW);
    ledger.allowed("other", "crm/drop", Risk.DESTRUCTIVE);
    only("FIRST_DESTRUCTIVE");
    assertThat(only("NEW_SERVER_OF_TENANT").entity().name()).isEqualTo("crm");
    ledger.tenant("globex").allowed("bot", "new/tool", Risk.DESTRUCTIVE);
    assertThat(ledger.alerts()).extracting(Alert::tenant).doesNotContain("globex");
  }

  @Test
  void whatWasRefusedIsNotKnownByThat() {
    ledger.allowed("bot", "pay/send", Risk.READ);
    ledger.after(Duration.ofDays(8)).denied("bot", "pay/refund", "POLICY_DENY");
    assertThat(ledger.alerts("NEW_TOOL_OF_ACTOR")).isEmpty();
    ledger.allowed("bot", "pay/refund", Risk.READ);
    only("NEW_TOOL_OF_ACTOR");
  }

  @Test
  void tenRefusalsOfOneReasonInTenMinutesAreAnAlertAndNineAreNone() {
    for (int i = 0; i < 9; i++) {
      ledger.denied("bot", "pay/send", "POLICY_DENY");
      ledger.denied("other", "pay/send", "POLICY_DENY");
      ledger.denied("bot", "pay/send", "BUDGET_EXHAUSTED");
      ledger.after(Duration.ofSeconds(30));
    }
    assertThat(ledger.alerts("DENIALS")).isEmpty();
    ledger.denied("bot", "pay/send", "POLICY_DENY");
    Alert alert = only("DENIALS");
    assertThat(alert.measure()).isNotNull();
    assertThat(alert.measure().observed()).isEqualTo(10);
    assertThat(alert.key()).isEqualTo("DENIALS/ACTOR/bot/POLICY_DENY");
    assertThat(alert.eventIds()).hasSize(10);
    assertThat(alert.callIds()).hasSize(10);
    assertThat(alert.contributors())
        .extracting(each -> each.dimension().name())
        .containsExactly("ACTOR", "TOOL", "REASON");
  }

  @Test
  void refusalsThatAreOldCountNoMore() {
    for (int i = 0; i < 30; i++) {
      ledger.denied("bot", "pay/send", "POLICY_DENY");
      ledger.after(Duration.ofSeconds(67));
    }
    assertThat(ledger.alerts("DENIALS")).isEmpty();
  }

  @Test
  void whoIsRefusedAndTriesOtherArgumentsIsTold() {
    ledger.denied("bot", "pay/send", "POLICY_DENY");
    ledger.decided("bot", "pay/send", "{1}", Verdict.DENY, Risk.WRITE, "POLICY_DENY");
    ledger.decided("bot", "pay/send", "{1}", Verdict.DENY, Risk.WRITE, "POLICY_DENY");
    ledger.decided("bot", "pay/send", "{2}", Verdict.DENY, Risk.WRITE, "POLICY_DENY");
    assertThat(ledger.alerts("DENIED_THEN_VARIED")).isEmpty();
    ledger.decided("bot", "pay/send", "{3}", Verdict.ALLOW, Risk.WRITE, "POLICY_ALLOW");
    Alert alert = only("DENIED_THEN_VARIED");
    assertThat(alert.eventIds()).hasSize(4);
  }

  @Test
  void whoOnlyMendsArgumentsIsLeftAlone() {
    for (int i = 0; i < 8; i++) {
      ledger.decided("bot", "pay/send", "{" + i, Verdict.DENY, Risk.WRITE, "ARGUMENTS_INVALID");
    }
    assertThat(ledger.alerts("DENIED_THEN_VARIED")).isEmpty();
  }

  @Test
  void aVoteFasterThanReadingIsTold() {
    Ledger.Told call = ledger.intent("bot", "pay/send", "{}");
    ledger.append(call, asked());
    ledger.after(Duration.ofMillis(2_999)).append(call, vote("kim"));
    assertThat(only("HASTY_VOTE").headline()).contains("kim").contains("2999 ms");
  }

  @Test
  void aVoteAfterReadingIsNone() {
    Ledger.Told call = ledger.intent("bot", "pay/send", "{}");
    ledger.append(call, asked());
    ledger.after(Duration.ofSeconds(3)).append(call, vote("kim"));
    assertThat(ledger.alerts()).isEmpty();
  }

  @Test
  void thirtyApprovalsInAnHourAreTold() {
    for (int i = 0; i < 29; i++) {
      ledger.append(null, vote("kim"));
      ledger.append(null, vote("lee"));
      ledger.after(Duration.ofMinutes(2));
    }
    assertThat(ledger.alerts()).isEmpty();
    ledger.append(null, vote("kim"));
    assertThat(only("VOTING_PACE").entity().name()).isEqualTo("kim");
  }

  @Test
  void eachBrokenGlassIsAnAlertOfItsOwn() {
    Ledger.Told call = ledger.intent("bot", "pay/send", "{}");
    BreakGlassInvoked broken = event(BreakGlassInvoked.class);
    ledger.append(call, broken);
    ledger.append(call, Variations.with(broken, "approvalId", Samples.commandId(77)));
    assertThat(ledger.alerts("BREAK_GLASS")).hasSize(2).allMatch(one -> one.version() == 1);
    ledger.append(call, event(BreakGlassOverdue.class));
    only("BREAK_GLASS_UNREVIEWED");
  }

  @Test
  void aBudgetThatIsUsedUpFastIsToldAndOneThatIsUsedUpInTimeIsNot() {
    BudgetThresholdReached reached = event(BudgetThresholdReached.class);
    Duration fifth = Duration.ofHours(24).dividedBy(5);
    for (boolean fast : new boolean[] {false, true}) {
      var spending =
          Variations.with(
              Variations.with(
                  reached.spending(),
                  "windowStart",
                  ledger.now().minus(fast ? fifth : fifth.plusMinutes(15))),
              "windowEnd",
              ledger
                  .now()
                  .plus(fast ? fifth.multipliedBy(4) : fifth.multipliedBy(4).minusMinutes(15)));
      ledger.append(
          null, Variations.with(Variations.with(reached, "percent", 80), "spending", spending));
      assertThat(ledger.alerts("BUDGET_SLOPE")).hasSize(fast ? 1 : 0);
    }
  }

  @Test
  void anAllowWithoutAnOutcomeIsTold() {
    Ledger.Told call = ledger.allowed("bot", "pay/send", Risk.WRITE);
    ledger.append(call, Variations.withCallId(event(OutcomeOverdue.class), call.callId()));
    assertThat(only("OUTCOME_MISSING").headline()).contains("bot").contains("pay/send");
  }

  @Test
  void tenRefusedReadsAreTold() {
    var read = event(io.countersign.schemas.event.AuditAccessed.class);
    var refused = Variations.with(read, "status", AccessStatus.DENIED);
    for (int i = 0; i < 20; i++) {
      ledger.append(null, Variations.with(read, "status", AccessStatus.GRANTED));
    }
    for (int i = 0; i < 9; i++) {
      ledger.append(null, refused);
    }
    assertThat(ledger.alerts()).isEmpty();
    ledger.append(null, refused);
    assertThat(only("READS_REFUSED").entity().name()).isEqualTo(read.subject());
  }

  @Test
  void aCommandThatCouldNotBeHandledIsTold() {
    ledger.append(null, event(CommandFailed.class));
    only("COMMAND_FAILED");
  }

  @Test
  void everyRuleHasAStoryHere() {
    Set<String> told =
        java.util.Arrays.stream(RulesTest.class.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(java.lang.reflect.Method::getName)
            .filter(name -> !name.equals("everyRuleHasAStoryHere"))
            .flatMap(name -> kindsOf(name).stream())
            .collect(Collectors.toSet());
    assertThat(told).containsAll(EnumSet.allOf(AlertRule.class).stream().map(Enum::name).toList());
  }

  /** Runs one story on a ledger of its own. */
  private static Set<String> kindsOf(String story) {
    RulesTest test = new RulesTest();
    ReflectionSupport.invokeMethod(
        ReflectionSupport.findMethod(RulesTest.class, story).orElseThrow(), test);
    return test.ledger.alerts().stream().map(Alert::kind).collect(Collectors.toSet());
  }

  private Alert only(String kind) {
    List<Alert> alerts = ledger.alerts(kind);
    assertThat(alerts).as("alerts of kind %s among %s", kind, ledger.alerts()).hasSize(1);
    Alert alert = alerts.getFirst();
    assertThat(alert.state()).isEqualTo(AlertState.OPEN);
    assertThat(alert.version()).isEqualTo(1);
    return alert;
  }

  private static FindingRaised finding(String code, Severity severity) {
    return new FindingRaised(code, severity, "Expected this, but that came.", List.of());
  }

  private static CommandRejected rejected(String type, String code) {
    return new CommandRejected(type, code, "Expected this, but that came.", null);
  }

  private Event asked() {
    var asked = event(io.countersign.schemas.event.ApprovalRequested.class);
    return Variations.with(asked, "expiresAt", ledger.now().plus(Duration.ofHours(1)));
  }

  private static VoteCast vote(String subject) {
    VoteCast vote = event(VoteCast.class);
    vote = Variations.with(vote, "standingGrantId", null);
    vote = Variations.with(vote, "ballot", io.countersign.schemas.approval.Ballot.APPROVE);
    return Variations.with(vote, "voter", Variations.with(vote.voter(), "subject", subject));
  }

  static <E extends Record & Event> E event(Class<E> kind) {
    return Samples.events().stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .findFirst()
        .orElseThrow();
  }
}
