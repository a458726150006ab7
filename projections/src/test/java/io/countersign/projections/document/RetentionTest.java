package io.countersign.projections.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.projections.document.Retention.Expired;
import io.countersign.schemas.Indexes.Kind;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.StrictJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What retention takes out, as queries. */
final class RetentionTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  private static final String KEPT =
      "{\"controlKind\":\"RETENTION\",\"classes\":[{\"recordClass\":\"ALERTS\",\"days\":30}]}";

  private static List<Expired> expired(String... controls) {
    List<JsonObject> read = new ArrayList<>();
    for (String control : controls) {
      read.add((JsonObject) StrictJson.reread(control));
    }
    return new Retention("acme", read).expired(NOW);
  }

  private static String hold(String scope) {
    return "{\"controlKind\":\"HOLD\",\"state\":\"IN_FORCE\",\"scope\":%s}".formatted(scope);
  }

  @Test
  void takesOutOldAlertsThatAreNotLive() {
    List<Expired> expired = expired(KEPT);
    assertThat(expired).extracting(Expired::kind).containsExactly(Kind.TIMELINE, Kind.ALERTS);
    assertThat(expired.getLast().query().toJson())
        .contains("\"term\":{\"tenant\":\"acme\"}", "\"changedAt\"")
        .contains("\"lt\":" + Instant.parse("2026-10-29T12:00:00Z").toEpochMilli())
        .contains("\"must_not\":[{\"terms\":{\"state\":[\"OPEN\",\"ACKNOWLEDGED\"]}}]");
  }

  /** An alert names some of its runs and no principal. */
  @Test
  void keepsEveryAlertWhileAnythingIsHeld() {
    for (String scope : List.of("{\"runId\":\"run-1\"}", "{\"principal\":\"ana\"}")) {
      assertThat(expired(KEPT, hold(scope)))
          .as(scope)
          .extracting(Expired::kind)
          .containsExactly(Kind.TIMELINE);
    }
  }

  @Test
  void takesOutNothingWhileTheTenantIsHeld() {
    assertThat(expired(KEPT, hold("{}"))).isEmpty();
  }
}
