package io.countersign.approvals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.ConfigureTenant;
import io.countersign.schemas.command.PublishPolicy;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.SetBudget;
import io.countersign.schemas.command.WithdrawPolicy;
import io.countersign.schemas.control.Budget;
import io.countersign.schemas.control.BudgetLimits;
import io.countersign.schemas.control.BudgetNode;
import io.countersign.schemas.control.BudgetWindow;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.RuleMatch;
import io.countersign.schemas.control.RuleResult;
import io.countersign.schemas.control.TenantSettings;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.PolicyPublished;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublishPolicyTest {
  private static final PublishPolicy ALLOW = Asked.policy("desk", "effect: allow");
  private static final RecordIntent WRITE = Asked.intent(1, Risk.WRITE);
  private final EngineScenario ledger =
      EngineScenario.open().given(Asked.review(Gate.PRODUCTION_APPROVED));

  private void decides(long n, Verdict verdict) {
    ledger.when(Asked.intent(n, Risk.WRITE)).then("IntentRecorded", "DecisionMade " + verdict);
  }

  @Test
  void decidesFromItsPositionOn() {
    decides(1, Verdict.DENY);
    ledger.when(ALLOW).then("PolicyPublished");
    PolicyPublished published = ledger.event(PolicyPublished.class);
    assertThat(published.previousHash()).isNull();
    assertThat(published.warnings()).isEmpty();
    decides(2, Verdict.ALLOW);

    DecisionMade decision = ledger.event(DecisionMade.class);
    assertThat(decision.rules())
        .extracting(RuleResult::policy, RuleResult::rule, RuleResult::match)
        .containsExactly(tuple("desk@" + published.hash().text(), "only", RuleMatch.MATCHED));
    assertThat(decision.reasons())
        .anyMatch(
            reason ->
                ("policy/desk@" + published.hash().text() + "#only").equals(reason.reference()));
  }

  @Test
  void takesThePlaceOfTheOneOfItsName() {
    ledger.given(ALLOW);
    var before = ledger.event(PolicyPublished.class).hash();
    ledger
        .when(ALLOW)
        .then("CommandRejected CONTROL_UNCHANGED")
        .when(Asked.policy("desk", "effect: deny"))
        .then("PolicyPublished");
    assertThat(ledger.event(PolicyPublished.class).previousHash()).isEqualTo(before);
    decides(1, Verdict.DENY);
    ledger.when(ALLOW).then("PolicyPublished");
    decides(2, Verdict.ALLOW);
  }

  @Test
  void isTakenBack() {
    WithdrawPolicy withdraw = new WithdrawPolicy("desk", "not needed");
    ledger
        .when(withdraw)
        .then("CommandRejected POLICY_UNKNOWN")
        .given(ALLOW)
        .when(withdraw)
        .then("PolicyWithdrawn");
    decides(1, Verdict.DENY);
  }

  @Test
  void isRefusedWithEveryProblemOnALineOfItsOwn() {
    ledger
        .when(Asked.policy("desk", "effect: permit", "when: args.id +"))
        .then("CommandRejected POLICY_INVALID");
    assertThat(ledger.event(CommandRejected.class).message().lines())
        .hasSize(2)
        .anyMatch(line -> line.startsWith("rules[0].effect: Expected "))
        .anyMatch(line -> line.startsWith("rules[0].when: Expected "));
  }

  @Test
  void isRefusedUnderAnotherName() {
    ledger
        .when(new PublishPolicy("other", ALLOW.document(), "olga"))
        .then("CommandRejected POLICY_INVALID");
    assertThat(ledger.event(CommandRejected.class).message())
        .isEqualTo("policy: Expected other, the name that it is published under, but was desk.");
  }

  @Test
  void isRefusedWhenATestInItFails() {
    ledger
        .when(
            new PublishPolicy(
                "desk",
                ALLOW.document()
                    + """
                    tests:
                      - name: writes are denied
                        given: {server: crm, tool: write, risk: WRITE}
                        expect: {verdict: deny}
                    """,
                "olga"))
        .then("CommandRejected POLICY_INVALID");
    assertThat(ledger.event(CommandRejected.class).message()).startsWith("tests[0]");
    assertThat(ledger.event(CommandRejected.class).message().lines())
        .allMatch(line -> line.startsWith("tests["));
  }

  @Test
  void isOneOfAtMostThirtyTwo() {
    for (int i = 0; i < PolicyHandler.MOST_POLICIES; i++) {
      ledger.given(Asked.policy("p" + i, "effect: allow", "when: args.id == " + i));
    }
    ledger
        .when(ALLOW)
        .then("CommandRejected TOO_MANY_POLICIES")
        .when(Asked.policy("p3", "effect: deny"))
        .then("PolicyPublished");
  }

  @Test
  void warnsOfToolsThatTheCatalogueDoesNotHave() {
    ledger
        .when(Asked.policy("desk", "effect: allow", "match: {server: crm, tool: [write, wirte]}"))
        .then("PolicyPublished");
    assertThat(ledger.event(PolicyPublished.class).warnings())
        .containsExactly("rules[0]: Expected a tool of the catalogue, but crm/wirte is not in it.");
  }

  @Test
  void warnsThatNobodyHasApprovedIt() {
    ledger
        .given(new ConfigureTenant(new TenantSettings("UTC", Gate.READ_ONLY, true)))
        .when(ALLOW)
        .then("PolicyPublished");
    assertThat(ledger.event(PolicyPublished.class).warnings())
        .singleElement()
        .asString()
        .contains("without an approval");
  }

  @Test
  void boundsTheMoneyOfACallByItsCost() {
    ledger
        .given(
            new SetBudget(
                new Budget(
                    "desk",
                    BudgetNode.TENANT,
                    BudgetWindow.DAY,
                    new BudgetLimits(null, null, null, 6_999L))))
        .given(Asked.policy("desk", "effect: allow", "cost: args.id * 1000"));
    decides(1, Verdict.DENY);
    assertThat(ledger.event(DecisionMade.class).reasons().getLast().code())
        .isEqualTo("BUDGET_EXHAUSTED");
  }

  @Test
  void isWatchedOnlyWhileItIsInTheShadow() {
    ledger.given(ALLOW).given(Asked.policy("night", "effect: deny", "shadow: true"));
    decides(1, Verdict.ALLOW);
    assertThat(ledger.event(DecisionMade.class).rules())
        .filteredOn(RuleResult::shadow)
        .extracting(RuleResult::match)
        .isEqualTo(List.of(RuleMatch.MATCHED));
  }

  @Test
  void countsWhatARuleUsesOnlyWhenItDecides() {
    ledger
        .given(Asked.policy("desk", "effect: allow", "limits: [{per: tenant, concurrency: 1}]"))
        .given(WRITE);
    assertThat(ledger.event(DecisionMade.class).holds().leases()).hasSize(1);
    ledger.given(Asked.policy("night", "effect: deny"));
    decides(2, Verdict.DENY);
    assertThat(ledger.event(DecisionMade.class).holds()).isNull();
  }
}
