package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.projections.kafka.AlertFollower;
import io.countersign.projections.kafka.DeadLetters;
import io.countersign.projections.kafka.FollowerSettings;
import io.countersign.projections.kafka.Letter;
import io.countersign.projections.kafka.Rebuild;
import io.countersign.projections.kafka.RebuildRequest;
import io.countersign.projections.kafka.RebuildResult;
import io.countersign.schemas.Indexes;
import io.countersign.schemas.Indexes.Kind;
import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.alert.AlertState;
import io.countersign.standalone.embedded.EmbeddedStack;
import io.countersign.testkit.DocumentSamples;
import io.countersign.testkit.Variations;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The index of alerts: followed, poisoned, and built anew. */
@ExtendWith(SharedStack.class)
final class AlertIndexIT {
  private ViewsRig rig;
  private FollowerSettings settings;

  @BeforeEach
  void open(EmbeddedStack stack) throws Exception {
    rig = new ViewsRig(stack);
    settings = rig.settings(rig.stack.openSearchUrl(), "main", rig.indexes, 20);
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  @Test
  void keepsTheLatestVersionAndGoesOnAfterWhatIsNoAlert() throws Exception {
    DeadLetters letters = new DeadLetters(settings);
    try (AlertFollower follower = rig.follow(settings)) {
      rig.appendAlerts(List.of(alert(1, 1), alert(2, 1), alert(1, 2)));
      rig.appendAlert(new byte[] {1, 2, 3, 4, 5, 6, 7});
      rig.appendAlerts(List.of(alert(3, 1)));
      ViewsRig.await("three alerts", () -> versions().equals(List.of("1", "1", "2")));
      ViewsRig.await("the alarm", () -> letters.read().size() == 1);
      Letter letter = letters.read().getFirst();
      assertThat(letter.reader()).isEqualTo("alerts");
      assertThat(letter.reason()).isEqualTo("WRONG_MAGIC");
      assertThat(letter.sourceTopic()).isEqualTo(rig.topics.alerts());
      assertThat(letter.sourceOffset()).isEqualTo(3);
      assertThatThrownBy(() -> letters.askReplay(letter))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("countersign rebuild alerts");
      letters.dismiss(letter, "written by hand");
      assertThat(follower.notReady()).isEmpty();
    }
  }

  @Test
  void isBuiltAnewWhereTheIndexRefusedAnAlert() throws Exception {
    DeadLetters letters = new DeadLetters(settings);
    List<Alert> alerts = new ArrayList<>();
    for (int number = 1; number <= 50; number++) {
      alerts.add(alert(number, 1));
      alerts.add(alert(number, 2));
    }
    try (AlertFollower follower = rig.follow(settings)) {
      rig.appendAlerts(alerts);
      ViewsRig.await(
          "the second version of all alerts",
          () -> versions().equals(Collections.nCopies(50, "2")));
      Map<String, String> before = documents();

      String index = rig.indexes.concrete(Kind.ALERTS, 1);
      rig.cluster.send("DELETE", "/" + index, null);
      rig.cluster.send("DELETE", "/_index_template/" + rig.indexes.alias(Kind.ALERTS), null);
      rig.cluster.sendText(
          "PUT",
          "/" + index,
          "{\"aliases\":{\"%s\":{},\"%s\":{}},\"mappings\":{\"properties\":{\"entity\":{\"type\":\"long\"}}}}"
              .formatted(rig.indexes.alias(Kind.ALERTS), Indexes.writer(index)));
      rig.appendAlerts(List.of(alert(51, 1)));
      ViewsRig.await("the alarm", () -> letters.read().size() == 1);
      assertThat(letters.read().getFirst().reason())
          .isEqualTo("REFUSED_BY_INDEX:ALERTS:mapper_parsing_exception");
      assertThat(follower.notReady()).isEmpty();

      RebuildResult rebuilt =
          Rebuild.run(
              new RebuildRequest(settings, Set.of(Kind.ALERTS), true, false, 100), state -> {});
      assertThat(rebuilt.documents()).isEqualTo(Map.of(Kind.ALERTS, 51L));
      assertThat(documents()).containsAllEntriesOf(before).hasSize(51);

      rig.appendAlerts(List.of(alert(51, 2), alert(52, 1)));
      ViewsRig.await("what came later", () -> documents().size() == 52);
      ViewsRig.await("the later version", () -> documents().get(id(51)).startsWith("2 "));
      assertThat(follower.notReady()).isEmpty();
    }
    assertThat(rig.concrete(rig.indexes))
        .contains(rig.indexes.concrete(Kind.ALERTS, 2))
        .doesNotContain(rig.indexes.concrete(Kind.ALERTS, 1));
  }

  private Map<String, String> documents() throws Exception {
    return rig.documents(rig.indexes, Kind.ALERTS);
  }

  private List<String> versions() throws Exception {
    return documents().values().stream()
        .map(one -> one.substring(0, one.indexOf(' ')))
        .sorted()
        .toList();
  }

  private static String id(int number) {
    return new UUID(0xa1e0_0000_0000_4000L, 0x8000_0000_0000_0000L | number).toString();
  }

  private static Alert alert(int number, long version) {
    Alert alert = Variations.with(DocumentSamples.alert(), "alertId", UUID.fromString(id(number)));
    return Variations.with(
        Variations.with(alert, "version", version), "state", AlertState.RESOLVED);
  }
}
