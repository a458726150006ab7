package io.countersign.standalone.estate;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.json.JsonObject;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TotalsTest {
  private static final Estate NOTHING = new Estate(List.of());

  private static Control bare(Kind kind, int number) {
    return new Control(kind, JsonObject.builder().put("id", "n" + number).build());
  }

  private static Control policy(String name, int rules) {
    String document =
        IntStream.range(0, rules)
            .mapToObj("  - {id: r%d, match: {server: s}, effect: deny}%n"::formatted)
            .collect(Collectors.joining("", "policy: %s%nrules:%n".formatted(name), ""));
    return new Control(
        Kind.POLICY, JsonObject.builder().put("name", name).put("document", document).build());
  }

  private static Estate estate(int count, IntFunction<Control> each) {
    return new Estate(IntStream.range(0, count).mapToObj(each).toList());
  }

  private static List<String> refusals(Estate inForce, Estate wanted, boolean prune) {
    return Totals.refusals(inForce, Plan.of(inForce, wanted, prune));
  }

  @Test
  void takesAsMuchAsThereMayBeAndNotOneMore() {
    assertThat(refusals(NOTHING, estate(64, n -> bare(Kind.BUDGET, n)), false)).isEmpty();
    assertThat(refusals(NOTHING, estate(65, n -> bare(Kind.BUDGET, n)), false))
        .singleElement()
        .asString()
        .contains("at most 64 budgets", "there would be 65");
    assertThat(refusals(NOTHING, estate(64, n -> bare(Kind.LIMIT, n)), false)).isEmpty();
    assertThat(refusals(NOTHING, estate(65, n -> bare(Kind.LIMIT, n)), false))
        .singleElement()
        .asString()
        .contains("at most 64 limits");
    assertThat(refusals(NOTHING, estate(32, n -> policy("p" + n, 1)), false)).isEmpty();
    assertThat(refusals(NOTHING, estate(33, n -> policy("p" + n, 1)), false))
        .singleElement()
        .asString()
        .contains("at most 32 policies");
  }

  @Test
  void countsWhatIsInForceBesideTheFiles() {
    Estate inForce = estate(64, n -> bare(Kind.BUDGET, n));

    assertThat(refusals(inForce, new Estate(List.of(bare(Kind.BUDGET, 7))), false)).isEmpty();
    assertThat(refusals(inForce, new Estate(List.of(bare(Kind.BUDGET, 99))), false)).hasSize(1);
  }

  @Test
  void countsWhatIsRemovedOnlyLater() {
    Estate inForce = estate(32, n -> policy("p" + n, 1));
    Estate other = estate(32, n -> policy("q" + n, 1));

    assertThat(refusals(inForce, other, true))
        .singleElement()
        .asString()
        .contains("still counts until it is gone");
  }

  @Test
  void countsTheRulesOfAllPoliciesTogether() {
    Estate inForce = new Estate(List.of(policy("a", 100), policy("b", 100)));
    Estate most = new Estate(List.of(policy("a", 100), policy("c", 100), policy("d", 100)));
    Estate beyond = new Estate(List.of(policy("a", 101), policy("c", 100), policy("d", 100)));

    assertThat(refusals(inForce, most, false)).isEmpty();
    assertThat(refusals(inForce, beyond, false))
        .singleElement()
        .asString()
        .contains("at most 400 rules of policies", "there would be 401");
  }
}
