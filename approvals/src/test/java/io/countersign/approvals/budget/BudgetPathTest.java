package io.countersign.approvals.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.approvals.state.BudgetInForce;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.control.Budget;
import io.countersign.schemas.control.BudgetLimits;
import io.countersign.schemas.control.BudgetNode;
import io.countersign.schemas.control.BudgetWindow;
import io.countersign.schemas.control.CountedBy;
import io.countersign.schemas.control.UsageLimit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetPathTest {
  private static final Caller ANA =
      new Caller(
          "ana", List.of("support", "leads", "support"), "bot", "chat", "prod", "crm", "read");

  private static List<String> subjects(BudgetNode node, Caller caller) {
    return BudgetPath.of(List.of(budget(node)), caller).stream()
        .map(BudgetPath.Node::subject)
        .toList();
  }

  private static BudgetInForce budget(BudgetNode node) {
    return new BudgetInForce(
        new Budget("b", node, BudgetWindow.DAY, new BudgetLimits(1L, null, null, null)), 7);
  }

  private static BudgetNode node(
      @Nullable String team,
      @Nullable String principal,
      @Nullable String agent,
      @Nullable String server,
      @Nullable String tool) {
    return new BudgetNode(team, principal, agent, server, tool);
  }

  @Test
  void hasTheWholeTenantWhereNothingIsNamed() {
    assertThat(subjects(BudgetNode.TENANT, ANA)).containsExactly("");
  }

  @Test
  void hasWhatIsNamedOnlyForThatCaller() {
    assertThat(subjects(node("leads", "ana", "bot", "crm", "read"), ANA)).containsExactly("");
    assertThat(subjects(node("sales", null, null, null, null), ANA)).isEmpty();
    assertThat(subjects(node(null, "bob", null, null, null), ANA)).isEmpty();
    assertThat(subjects(node(null, null, "cat", null, null), ANA)).isEmpty();
    assertThat(subjects(node(null, null, null, "hr", null), ANA)).isEmpty();
    assertThat(subjects(node(null, null, null, "crm", "write"), ANA)).isEmpty();
  }

  @Test
  void hasOneNodeForEachValueAndOneForEachGroup() {
    assertThat(subjects(node(null, "*", null, null, null), ANA)).containsExactly("ana");
    assertThat(subjects(node("*", null, null, null, null), ANA))
        .containsExactly("support", "leads");
    assertThat(subjects(node("*", "*", "bot", "crm", "*"), ANA))
        .containsExactly("support/ana/read", "leads/ana/read");
    Caller alone = new Caller("ana", List.of(), "bot", "chat", "prod", "crm", "read");
    assertThat(subjects(node("*", null, null, null, null), alone)).isEmpty();
  }

  @Test
  void tellsNodesApartWhateverTheirNames() {
    BudgetNode each = node(null, null, null, "*", "*");
    Caller one = new Caller("ana", List.of(), "bot", "chat", "prod", "a/b", "c");
    Caller other = new Caller("ana", List.of(), "bot", "chat", "prod", "a", "b/c");
    Caller third = new Caller("ana", List.of(), "bot", "chat", "prod", "a%2Fb", "c");
    assertThat(List.of(subjects(each, one), subjects(each, other), subjects(each, third)))
        .doesNotHaveDuplicates();
    assertThat(one.subject(CountedBy.TOOL)).isNotEqualTo(other.subject(CountedBy.TOOL));
  }

  @Test
  void tellsPeopleWhoseCallsItCounts() {
    assertThat(BudgetPath.of(List.of(budget(node("*", null, null, "crm", "*"))), ANA))
        .extracting(BudgetPath.Node::words)
        .containsExactly(
            "team support, server crm, tool read", "team leads, server crm, tool read");
    assertThat(BudgetPath.of(List.of(budget(BudgetNode.TENANT)), ANA).getFirst().words())
        .isEqualTo("the tenant");
  }

  @Test
  void sumsStopWhereTheyCanNotBeCounted() {
    Amounts most = new Amounts(Long.MAX_VALUE, Long.MAX_VALUE - 1, 1, 0);
    Amounts some = new Amounts(1, 1, 1, 0);
    assertThat(Sums.plus(most, some)).isEqualTo(new Amounts(Long.MAX_VALUE, Long.MAX_VALUE, 2, 0));
    assertThat(Sums.minusOfSum(most, some))
        .isEqualTo(new Amounts(Long.MAX_VALUE, Long.MAX_VALUE - 2, 0, 0));
    assertThat(Sums.minus(most, some))
        .isEqualTo(new Amounts(Long.MAX_VALUE - 1, Long.MAX_VALUE - 2, 0, 0));
    assertThat(Sums.exceeds(some, most)).isFalse();
    assertThat(Sums.exceeds(most, some)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "prod, prod, true",
    "prod, production, true",
    "prod, Prod, true",
    "prod, dev, false",
    "dev, Dev, true",
    "dev, prod, false",
    ", anywhere, true"
  })
  void countsUnknownEnvironmentsForProduction(
      @Nullable String named, String environment, boolean counts) {
    UsageLimit limit =
        new UsageLimit("l", CountedBy.TENANT, named, null, null, null, null, null, 1);
    Caller caller = new Caller("ana", List.of(), "bot", "chat", environment, "crm", "read");
    assertThat(caller.matches(limit)).isEqualTo(counts);
  }
}
