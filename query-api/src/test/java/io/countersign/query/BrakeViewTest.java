package io.countersign.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.query.BrakeView.Recorded;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BrakeViewTest {
  @Test
  void saysInHowManyLedgersABrakeOfThePlatformIs() {
    JsonObject brake = brake("countersign", "ENGAGED");
    Map<Integer, Recorded> recorded =
        Map.of(0, Recorded.ENGAGED, 2, Recorded.RELEASED, 3, Recorded.ENGAGED);
    JsonObject view = BrakeView.of(brake, recorded, 4, 3);
    assertThat(view.object("ledgers").orElseThrow().toJson())
        .isEqualTo("{\"of\":4,\"recorded\":3,\"released\":1}");
    assertThat(view.bool("platform")).contains(true);
    assertThat(view.bool("inForce")).contains(true);
    assertThat(BrakeView.of(brake, recorded, 4, 2).bool("inForce")).contains(false);
    assertThat(BrakeView.of(brake, recorded, 4, 1).bool("inForce")).contains(false);
  }

  @Test
  void saysWhetherABrakeOfTheTenantHolds() {
    JsonObject engaged = BrakeView.of(brake("acme", "ENGAGED"), Map.of(), 4, 1);
    assertThat(engaged.bool("inForce")).contains(true);
    assertThat(engaged.bool("platform")).contains(false);
    assertThat(engaged.get("ledgers")).contains(JsonNull.NULL);
    assertThat(BrakeView.of(brake("acme", "RELEASED"), Map.of(), 4, 1).bool("inForce"))
        .contains(false);
  }

  private static JsonObject brake(String tenant, String state) {
    return JsonObject.builder().put("tenant", tenant).put("state", state).build();
  }
}
