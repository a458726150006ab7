package io.countersign.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.TenantSettings;
import io.countersign.schemas.document.ControlJson;
import io.countersign.schemas.document.EventJson;
import io.countersign.schemas.event.ControlEvent;
import io.countersign.schemas.event.PolicyPublished;
import io.countersign.schemas.event.ServerReviewed;
import io.countersign.schemas.event.TenantConfigured;
import io.countersign.schemas.json.JsonObject;
import io.countersign.testkit.Samples;
import io.countersign.testkit.Variations;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ControlViewsTest {
  private static final JsonObject UTC = ControlViews.settings("acme", Optional.empty());

  @Test
  void keepsTheAssessedGateUntilTheDayAfterTheNextReview() {
    JsonObject server = server(Gate.WRITES_WITH_APPROVAL);
    JsonObject before = ControlViews.server(server, Instant.parse("2026-12-01T23:59:59Z"));
    assertThat(before.string("gateInForce")).contains("WRITES_WITH_APPROVAL");
    assertThat(before.bool("overdue")).contains(false);
    assertThat(before.string("overdueFrom")).contains("2026-12-02T00:00:00Z");

    JsonObject after = ControlViews.server(server, Instant.parse("2026-12-02T00:00:00Z"));
    assertThat(after.string("gate")).contains("WRITES_WITH_APPROVAL");
    assertThat(after.string("gateInForce")).contains("READ_ONLY");
    assertThat(after.bool("overdue")).contains(true);
    assertThat(after.string("evaluatedAt")).contains("2026-12-02T00:00:00Z");
  }

  @Test
  void lowersEveryGateByOneAndBlocksNoLower() {
    Instant late = Instant.parse("2027-01-01T00:00:00Z");
    Gate below = Gate.BLOCK;
    for (Gate gate : Gate.values()) {
      assertThat(ControlViews.server(server(gate), late).string("gateInForce"))
          .contains(below.name());
      below = gate;
    }
  }

  @Test
  void showsTheGateOfTheSettingsForAServerThatNobodyReviewed() {
    JsonObject view = ControlViews.unreviewed("acme", "mail", UTC, Instant.EPOCH);
    assertThat(view.string("gateInForce")).contains("READ_ONLY");
    assertThat(view.string("state")).contains("UNREVIEWED");
    assertThat(view.object("review")).isEmpty();
  }

  @Test
  void linksToTheChangesOfAControlWhateverItsName() {
    JsonObject tool =
        JsonObject.builder().put("tenant", "acme & co").put("control", "tool/a/b c").build();
    assertThat(ControlViews.withChanges(tool).string("changes"))
        .contains("/v1/events?tenant=acme+%26+co&control=tool%2Fa%2Fb+c");
  }

  @Test
  void leavesTheDocumentOutOfAListOnly() {
    PolicyPublished published = any(PolicyPublished.class);
    JsonObject policy = control(published);
    assertThat(policy.string("document")).contains(published.document());
    assertThat(ControlViews.withoutDocument(policy).has("document")).isFalse();
    assertThat(ControlViews.withoutDocument(policy).string("hash"))
        .contains(published.hash().text());
  }

  @Test
  void tellsTheSettingsThatHoldWhileNoneAreSet() {
    JsonObject settings = UTC.object("settings").orElseThrow();
    assertThat(settings.string("timeZone")).contains(TenantSettings.DEFAULT.timeZone());
    assertThat(settings.bool("policyNeedsApproval")).contains(false);
    JsonObject set =
        ControlViews.settings("acme", Optional.of(control(any(TenantConfigured.class))));
    assertThat(set.object("settings").flatMap(s -> s.string("timeZone"))).contains("Europe/Berlin");
    assertThat(set.object("change")).isPresent();
  }

  private static JsonObject server(Gate gate) {
    return control(Variations.with(any(ServerReviewed.class), "gate", gate));
  }

  private static <E extends ControlEvent> E any(Class<E> kind) {
    return Samples.events().stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .findFirst()
        .orElseThrow();
  }

  private static JsonObject control(ControlEvent event) {
    return ControlJson.apply(null, event, EventJson.of(Samples.event(event)));
  }
}
