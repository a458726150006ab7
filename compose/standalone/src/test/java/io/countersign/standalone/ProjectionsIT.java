package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.projections.Projections;
import io.countersign.projections.document.BatchFold;
import io.countersign.projections.opensearch.IndexSetup;
import io.countersign.schemas.Indexes;
import io.countersign.schemas.Indexes.Kind;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.IntentRecorded;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.opensearch.SearchCluster.Answer;
import io.countersign.standalone.embedded.EmbeddedStack;
import io.countersign.testkit.RandomHistory;
import io.countersign.testkit.Variations;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The projections against a real broker, registry and OpenSearch. */
@ExtendWith(SharedStack.class)
final class ProjectionsIT {
  private static final String TENANT = "acme";
  private static final int LEDGER = TenantPartition.of(TENANT, ViewsRig.LEDGERS);

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
  void makesItsIndexesOnceAndRefusesFieldsThatTheyDoNotKnow() throws Exception {
    IndexSetup setup = new IndexSetup(rig.cluster, rig.indexes);
    setup.run();
    setup.run();
    for (Kind kind : Kind.values()) {
      JsonNode behind = rig.cluster.send("GET", "/_alias/" + rig.indexes.alias(kind), null).body();
      assertThat(behind.fieldNames()).toIterable().containsExactly(rig.indexes.concrete(kind, 1));
      Answer answer =
          rig.cluster.send(
              "POST",
              "/" + Indexes.writer(rig.indexes.concrete(kind, 1)) + "/_doc/1",
              JsonObject.builder().put("surprise", "value").build());
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.errorType()).isEqualTo("strict_dynamic_mapping_exception");
    }
  }

  @Test
  void writesTheSameDocumentsAfterARestartARedeliveryAndARebuild() throws Exception {
    List<EventEnvelope> events = RandomHistory.withControls(42, LEDGER, List.of(TENANT), 1_200);
    try (Projections projections = rig.start()) {
      rig.append(events.subList(0, 700));
      rig.awaitReadUpTo(rig.indexes, LEDGER, 699);
      assertThat(projections.readiness()).isEmpty();
    }
    try (Projections projections = rig.start()) {
      rig.append(events.subList(700, 1_200));
      rig.awaitReadUpTo(rig.indexes, LEDGER, 1_199);
      assertThat(projections.readiness()).isEmpty();
    }
    Map<Kind, Map<String, String>> first = everything(rig.indexes);
    assertThat(first.get(Kind.TIMELINE)).hasSize(1_200);

    // another group reads all again into the same indexes, and in other batches into new ones
    Indexes rebuilt = new Indexes(rig.indexes.prefix() + "rebuilt-");
    try (Projections again =
            rig.start(rig.settings(rig.stack.openSearchUrl(), "again", rig.indexes, 77));
        Projections other =
            rig.start(rig.settings(rig.stack.openSearchUrl(), "rebuild", rebuilt, 13))) {
      rig.awaitReadUpTo(rebuilt, LEDGER, 1_199);
      rig.awaitCommitted("again", LEDGER, 1_200);
      assertThat(again.readiness()).isEmpty();
      assertThat(other.readiness()).isEmpty();
    }
    assertThat(everything(rig.indexes)).isEqualTo(first);
    assertThat(everything(rebuilt)).isEqualTo(first);
    rig.delete(rebuilt);
  }

  @Test
  void keepsASnapshotOfExactlyTheOpenCallsInTheCompactedTopic() throws Exception {
    List<EventEnvelope> events = RandomHistory.of(7, LEDGER, List.of(TENANT), 800);
    try (Projections projections = rig.start()) {
      rig.append(events);
      rig.awaitReadUpTo(rig.indexes, LEDGER, 799);
      assertThat(projections.readiness()).isEmpty();
    }
    Map<String, byte[]> latest = latest(rig.topics.calls());
    TreeSet<String> open = new TreeSet<>();
    BatchFold.fold(Map.of(), events)
        .calls()
        .forEach(
            (key, snapshot) -> {
              if (snapshot
                  .filter(s -> s.state() == CallState.ALLOWED || s.state() == CallState.PENDING)
                  .isPresent()) {
                open.add(key);
              }
            });
    assertThat(open).isNotEmpty();
    assertThat(latest.keySet()).containsExactlyInAnyOrderElementsOf(open);
  }

  @Test
  void keepsTheControlsInForceAndTheCurrentWindowsInTheCompactedTopics() throws Exception {
    List<EventEnvelope> events = RandomHistory.withControls(19, LEDGER, List.of(TENANT), 800);
    try (Projections projections = rig.start()) {
      rig.append(events);
      rig.awaitReadUpTo(rig.indexes, LEDGER, 799);
      rig.awaitCommitted("main", LEDGER, 800);
      assertThat(projections.readiness()).isEmpty();
    }
    BatchFold.Result whole = BatchFold.fold(Map.of(), events);
    assertThat(latest(rig.topics.controls()).keySet())
        .isNotEmpty()
        .isEqualTo(present(whole.controls()));
    assertThat(latest(rig.topics.budgets()).keySet())
        .hasSizeGreaterThan(1)
        .isEqualTo(present(whole.budgets()));
  }

  private Map<String, byte[]> latest(String topic) {
    Map<String, byte[]> latest = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : rig.records(topic)) {
      latest.put(new String(record.key(), StandardCharsets.UTF_8), record.value());
    }
    latest.values().removeIf(value -> value == null);
    return latest;
  }

  private static Set<String> present(Map<String, ? extends Optional<?>> values) {
    Set<String> present = new TreeSet<>();
    values.forEach(
        (key, value) -> {
          if (value.isPresent()) {
            present.add(key);
          }
        });
    return present;
  }

  @Test
  void setsAsideWhatIsNoEventAndGoesOn() throws Exception {
    List<EventEnvelope> events = RandomHistory.of(3, LEDGER, List.of(TENANT), 60);
    byte[] garbage = {1, 2, 3, 4, 5, 6, 7};
    try (Projections projections = rig.start()) {
      rig.append(events.subList(0, 30));
      rig.appendRaw(LEDGER, TENANT, garbage);
      rig.append(events.subList(30, 60));
      rig.awaitReadUpTo(rig.indexes, LEDGER, 59);
      rig.awaitCommitted("main", LEDGER, 61);
      assertThat(projections.readiness()).isEmpty();
    }
    assertThat(rig.records(rig.topics.deadLetters()))
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.value()).isEqualTo(garbage);
              assertThat(letter.key()).asString(StandardCharsets.UTF_8).isEqualTo(TENANT);
              assertThat(header(letter, "countersign-reason")).contains("WRONG_MAGIC");
              assertThat(header(letter, "countersign-source-topic")).contains(rig.topics.events());
              assertThat(header(letter, "countersign-source-partition")).contains("" + LEDGER);
              assertThat(header(letter, "countersign-source-offset")).contains("30");
            });
    assertThat(rig.documents(rig.indexes, Kind.TIMELINE)).hasSize(60);
  }

  @Test
  void setsAsideTheDocumentsThatTheIndexRefusesAndGoesOn() throws Exception {
    List<EventEnvelope> events = RandomHistory.of(3, LEDGER, List.of(TENANT), 60);
    long refused = events.stream().filter(e -> e.body() instanceof DecisionMade).count();
    try (Projections projections = rig.start()) {
      ViewsRig.await("the role to be ready", () -> projections.readiness().isEmpty());
      // somebody put an index in our place that has numbers where verdicts are
      String index = rig.indexes.month(1, events.getFirst().recordedAt());
      rig.cluster.send("DELETE", "/_index_template/" + rig.indexes.alias(Kind.TIMELINE), null);
      Answer replaced =
          rig.cluster.sendText(
              "PUT",
              "/" + index,
              "{\"aliases\":{\"%s\":{}},\"mappings\":{\"properties\":{\"verdict\":{\"type\":\"long\"}}}}"
                  .formatted(Indexes.writer(index)));
      assertThat(replaced.status()).isEqualTo(200);
      rig.append(events);
      rig.awaitCommitted("main", LEDGER, 60);
      assertThat(projections.readiness()).isEmpty();
    }
    assertThat(rig.records(rig.topics.deadLetters()))
        .hasSize((int) refused)
        .allSatisfy(
            letter ->
                assertThat(header(letter, "countersign-reason"))
                    .contains("REFUSED_BY_INDEX:TIMELINE:mapper_parsing_exception"));
    assertThat(rig.documents(rig.indexes, Kind.TIMELINE)).hasSize((int) (60 - refused));
    assertThat(rig.documents(rig.indexes, Kind.CALLS)).isNotEmpty();
  }

  @Test
  void losesNothingWhileOpenSearchIsAwayAndSaysSo() throws Exception {
    List<EventEnvelope> events = RandomHistory.of(11, LEDGER, List.of(TENANT), 300);
    try (Gate gate = new Gate(rig.stack.openSearchUrl());
        Projections projections = rig.start(rig.settings(gate.url(), "gated", rig.indexes, 50))) {
      rig.append(events.subList(0, 100));
      rig.awaitReadUpTo(rig.indexes, LEDGER, 99);
      gate.shut();
      rig.append(events.subList(100, 300));
      ViewsRig.await(
          "the role to say that it waits",
          () ->
              projections.readiness().stream()
                  .anyMatch(
                      reason ->
                          reason.contains("_alias")
                              || reason.contains("_mget")
                              || reason.contains("_bulk")
                              || reason.contains("_refresh")));
      ViewsRig.await(
          "some attempts in vain",
          () -> rig.meters.counter("countersign.projections.retries").count() >= 3);
      gate.open();
      rig.awaitReadUpTo(rig.indexes, LEDGER, 299);
      ViewsRig.await("the role to be ready", () -> projections.readiness().isEmpty());
    }
    assertThat(rig.documents(rig.indexes, Kind.TIMELINE)).hasSize(300);
    assertThat(rig.records(rig.topics.deadLetters())).isEmpty();
  }

  @Test
  void findsAToolByItsNameWhateverItIs() throws Exception {
    EventEnvelope event = RandomHistory.of(1, LEDGER, List.of(TENANT), 1).getFirst();
    EventEnvelope odd =
        Variations.with(
            event,
            "body",
            Variations.with(
                (IntentRecorded) event.body(),
                "tool",
                new ToolReference("s", "7 \"quoted\" \\ {}", null, null)));
    try (Projections projections = rig.start()) {
      rig.append(List.of(odd));
      rig.awaitReadUpTo(rig.indexes, LEDGER, 0);
      assertThat(projections.readiness()).isEmpty();
    }
    assertThat(rig.documents(rig.indexes, Kind.TIMELINE).values())
        .singleElement()
        .asString()
        .contains("7 \\\"quoted\\\" \\\\ {}");
  }

  private Map<Kind, Map<String, String>> everything(Indexes where) throws Exception {
    Map<Kind, Map<String, String>> documents = new HashMap<>();
    for (Kind kind : Kind.values()) {
      documents.put(kind, rig.documents(where, kind));
    }
    return documents;
  }

  private static Optional<String> header(ConsumerRecord<byte[], byte[]> record, String name) {
    return Optional.ofNullable(record.headers().lastHeader(name))
        .map(header -> new String(header.value(), StandardCharsets.UTF_8));
  }
}
