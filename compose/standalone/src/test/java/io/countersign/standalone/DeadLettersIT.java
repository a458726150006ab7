package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.projections.Projections;
import io.countersign.projections.kafka.DeadLetters;
import io.countersign.projections.kafka.FollowerSettings;
import io.countersign.projections.kafka.Letter;
import io.countersign.projections.opensearch.IndexSetup;
import io.countersign.schemas.Indexes;
import io.countersign.schemas.Indexes.Kind;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.standalone.embedded.EmbeddedStack;
import io.countersign.testkit.RandomHistory;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Poisoned events: set aside, told of, mended, indexed again. */
@ExtendWith(SharedStack.class)
final class DeadLettersIT {
  private static final String TENANT = "acme";
  private static final int LEDGER = TenantPartition.of(TENANT, ViewsRig.LEDGERS);
  private static final int EVENTS = 100;

  private ViewsRig rig;

  @BeforeEach
  void open(EmbeddedStack stack) throws Exception {
    rig = new ViewsRig(stack);
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  @Test
  void whatTheIndexRefusedIsIndexedWhenItIsMendedAsIfNothingHadHappened() throws Exception {
    List<EventEnvelope> events = RandomHistory.withControls(5, LEDGER, List.of(TENANT), EVENTS);
    FollowerSettings settings = rig.settings(rig.stack.openSearchUrl(), "main", rig.indexes, 20);
    DeadLetters letters = new DeadLetters(settings);
    String calls = rig.indexes.concrete(Kind.CALLS, 1);
    try (Projections projections = rig.start(settings)) {
      ViewsRig.await("the role to be ready", () -> projections.readiness().isEmpty());
      replace(calls, "{\"properties\":{\"agent\":{\"type\":\"long\"}}}");
      rig.append(events.subList(0, 40));
      rig.awaitCommitted("main", LEDGER, 40);
      assertThat(rig.documents(calls)).isEmpty();
      ViewsRig.await("the alarm", () -> open() > 0 && open() == letters.read().size());
      assertThat(letters.read())
          .allSatisfy(
              letter -> {
                assertThat(letter.state()).isEqualTo(Letter.State.OPEN);
                assertThat(letter.reason())
                    .isEqualTo("REFUSED_BY_INDEX:CALLS:mapper_parsing_exception");
              });

      // refused again while the cause is there
      letters.askReplay(letters.read().getFirst());
      ViewsRig.await(
          "the first letter to be refused again",
          () -> letters.read().getFirst().state() == Letter.State.FAILED);

      rig.cluster.send("DELETE", "/" + calls, null);
      new IndexSetup(rig.cluster, rig.indexes).run();
      rig.append(events.subList(40, EVENTS));
      rig.awaitReadUpTo(rig.indexes, LEDGER, EVENTS - 1);
      for (Letter letter : letters.read()) {
        letters.askReplay(letter);
      }
      ViewsRig.await(
          "all letters to be indexed",
          () -> letters.read().stream().allMatch(each -> each.state() == Letter.State.REPLAYED));
      ViewsRig.await("the alarm to end", () -> open() == 0);
      assertThat(projections.readiness()).isEmpty();
    }
    Indexes live = new Indexes(rig.indexes.prefix() + "live-");
    try (Projections undisturbed =
        rig.start(rig.settings(rig.stack.openSearchUrl(), "live", live, 100))) {
      rig.awaitReadUpTo(live, LEDGER, EVENTS - 1);
      assertThat(undisturbed.readiness()).isEmpty();
      assertThat(everything(rig.indexes)).isEqualTo(everything(live));
    } finally {
      rig.delete(live);
    }
  }

  @Test
  void whatIsNoEventStaysOpenUntilSomebodyDismissesIt() throws Exception {
    FollowerSettings settings = rig.settings(rig.stack.openSearchUrl(), "main", rig.indexes, 20);
    DeadLetters letters = new DeadLetters(settings);
    try (Projections projections = rig.start(settings)) {
      rig.appendRaw(LEDGER, TENANT, new byte[] {1, 2, 3, 4, 5, 6, 7});
      rig.awaitCommitted("main", LEDGER, 1);
      letters.askReplay(letters.read().getFirst());
      ViewsRig.await(
          "the letter to be refused again",
          () -> letters.read().getFirst().state() == Letter.State.FAILED);
      assertThat(letters.read().getFirst().note()).isEqualTo("WRONG_MAGIC");
      assertThat(letters.read().getFirst().isOpen()).isTrue();
      ViewsRig.await("the alarm", () -> open() == 1);
      letters.dismiss(letters.read().getFirst(), "written by hand");
      ViewsRig.await("the alarm to end", () -> open() == 0);
      assertThat(letters.read().getFirst().note()).isEqualTo("written by hand");
      assertThat(projections.readiness()).isEmpty();
    }
  }

  /** Puts an index with another mapping in the place of one, under the same names. */
  private void replace(String index, String mapping) throws Exception {
    rig.cluster.send("DELETE", "/" + index, null);
    rig.cluster.send("DELETE", "/_index_template/" + rig.indexes.alias(Kind.CALLS), null);
    assertThat(
            rig.cluster
                .sendText(
                    "PUT",
                    "/" + index,
                    "{\"aliases\":{\"%s\":{},\"%s\":{}},\"mappings\":%s}"
                        .formatted(rig.indexes.alias(Kind.CALLS), Indexes.writer(index), mapping))
                .status())
        .isEqualTo(200);
  }

  private double open() {
    return rig.meters.get("countersign.projections.dead.letters.open").gauge().value();
  }

  private Map<Kind, Map<String, String>> everything(Indexes where) throws Exception {
    Map<Kind, Map<String, String>> documents = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      documents.put(kind, rig.documents(where, kind));
    }
    return documents;
  }
}
