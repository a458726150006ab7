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

  @Test
  void bringsLimitsBeforePermissionsAndRemovalsLast() throws Exception {
    Control settings =
        control(Kind.SETTINGS, "{\"timeZone\":\"UTC\",\"unreviewedGate\":\"BLOCK\"}");
    Plan plan =
        Plan.of(
            estate(budget("old", 1), policy("gone", "x")),
            estate(policy("p", "x"), budget("new", 1), settings),
            true);

    assertThat(plan.changes())
        .extracting(change -> change.sign() + " " + change.control().told())
        .containsExactly(
            "+ Settings", "+ Budget new", "+ Policy p", "- Policy gone", "- Budget old");
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
