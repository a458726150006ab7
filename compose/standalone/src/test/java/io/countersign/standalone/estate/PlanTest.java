package io.countersign.standalone.estate;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static Control control(Kind kind, String json) throws Exception {
    return ApiEstate.control(
        kind, (JsonObject) StrictJson.parse(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static Control budget(String id, int calls) throws Exception {
    return control(
        Kind.BUDGET,
        "{\"id\":\"%s\",\"window\":\"DAY\",\"node\":{},\"limits\":{\"calls\":%d}}"
            .formatted(id, calls));
  }

  private static Control policy(String name, String document) throws Exception {
    return control(Kind.POLICY, "{\"name\":\"%s\",\"document\":\"%s\"}".formatted(name, document));
  }

  private static Estate estate(Control... controls) {
    return new Estate(List.of(controls));
  }

  @Test
  void tellsWhatIsCreatedAndChangedFieldByField() throws Exception {
    Plan plan =
        Plan.of(
            estate(budget("a", 1), budget("b", 2), policy("p", "one\\ntwo\\nthree\\n")),
            estate(
                budget("a", 5), budget("b", 2), budget("c", 3), policy("p", "one\\n2\\nthree\\n")),
            false);

    assertThat(plan.told())
        .containsExactly(
            "  ~ Budget a",
            "      limits.calls: 1 → 5",
            "  + Budget c",
            "  ~ Policy p",
            "      document, line 2: 1 lines become 1",
            "        - two",
            "        + 2",
            "1 to create, 2 to change, 0 to remove, 1 unchanged.");
  }

  private static Control settings() throws Exception {
    return control(Kind.SETTINGS, "{\"timeZone\":\"UTC\",\"unreviewedGate\":\"BLOCK\"}");
  }

  private static Control limit(String id) throws Exception {
    return control(
        Kind.LIMIT, "{\"id\":\"%s\",\"per\":\"TENANT\",\"concurrency\":5}".formatted(id));
  }

  private static Control tool(String name) throws Exception {
    return control(Kind.TOOL, "{\"server\":\"s\",\"name\":\"%s\"}".formatted(name));
  }

  private static Control review() throws Exception {
    return control(Kind.SERVER_REVIEW, "{\"server\":\"s\",\"version\":\"1\"}");
  }

  private static List<String> told(Plan plan) {
    return plan.changes().stream()
        .map(change -> change.sign() + " " + change.control().told())
        .toList();
  }

  @Test
  void bringsToolsLastWhenEverythingThatRestrainsThemHolds() throws Exception {
    Plan plan =
        Plan.of(
            estate(),
            estate(tool("t"), review(), policy("p", "x"), limit("l"), budget("b", 1), settings()),
            false);

    assertThat(told(plan))
        .containsExactly(
            "+ Settings",
            "+ Budget b",
            "+ Limit l",
            "+ Policy p",
            "+ ServerReview s",
            "+ Tool s/t");
  }

  @Test
  void retiresToolsFirstAndRemovesWhatBoundsCallsLast() throws Exception {
    Plan plan =
        Plan.of(
            estate(budget("old", 1), limit("old"), policy("old", "x"), tool("old"), tool("kept")),
            estate(tool("kept"), tool("new"), policy("new", "x"), limit("new"), budget("new", 1)),
            true);

    assertThat(told(plan))
        .containsExactly(
            "- Tool s/old",
            "+ Budget new",
            "+ Limit new",
            "+ Policy new",
            "- Policy old",
            "+ Tool s/new",
            "- Limit old",
            "- Budget old");
    assertThat(plan.removals()).isEqualTo(4);
    assertThat(plan.counted()).isEqualTo("4 to create, 0 to change, 4 to remove");
  }

  @Test
  void leavesAloneWhatNobodyNamedUnlessItIsPruned() throws Exception {
    Control settings =
        control(Kind.SETTINGS, "{\"timeZone\":\"UTC\",\"unreviewedGate\":\"BLOCK\"}");
    Estate inForce = estate(budget("a", 1), settings);

    Plan kept = Plan.of(inForce, estate(), false);
    Plan pruned = Plan.of(inForce, estate(), true);

    assertThat(kept.isEmpty()).isTrue();
    assertThat(kept.beside()).isEqualTo(2);
    // Settings always hold: nobody can take them away.
    assertThat(pruned.changes())
        .extracting(change -> change.control().told())
        .containsExactly("Budget a");
  }

  @Test
  void readsWhatTheApiTellsAsTheSameControl() throws Exception {
    JsonObject told =
        (JsonObject)
            StrictJson.parse(
                """
                {"id":"writes","per":"PRINCIPAL","environment":null,"rate":{"calls":60,"perMillis":3600000,"burst":60},"concurrency":0}"""
                    .getBytes(StandardCharsets.UTF_8));

    assertThat(ApiEstate.control(Kind.LIMIT, ApiEstate.rated(told)).body().toJson())
        .isEqualTo(
            "{\"id\":\"writes\",\"per\":\"PRINCIPAL\",\"rate\":{\"calls\":60,\"per\":\"1h\"}}");
  }

  @Test
  void spellsDurationsInTheirLargestUnit() {
    assertThat(List.of("1500ms", "90s", "60m", "48h", "7d"))
        .extracting(text -> Normal.length(text).orElseThrow())
        .containsExactly("1500ms", "90s", "1h", "2d", "7d");
    assertThat(Normal.length("1 h")).isEmpty();
  }
}
