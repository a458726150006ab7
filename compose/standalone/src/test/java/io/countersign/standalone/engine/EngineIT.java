package io.countersign.standalone.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.f4b6a3.uuid.UuidCreator;
import io.countersign.approvals.decision.Check;
import io.countersign.approvals.decision.Checks;
import io.countersign.approvals.decision.Draft;
import io.countersign.approvals.decision.Question;
import io.countersign.approvals.kafka.LedgerRefused;
import io.countersign.approvals.streams.EngineInstance;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.Topics;
import io.countersign.schemas.call.StandingAnswer;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.ActivateBehaviour;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.RegisterTool;
import io.countersign.schemas.event.BehaviourActivated;
import io.countersign.schemas.event.CommandFailed;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.LedgerOpened;
import io.countersign.schemas.event.OutcomeOverdue;
import io.countersign.standalone.SharedStack;
import io.countersign.standalone.ToolSamples;
import io.countersign.testkit.Samples;
import io.countersign.testkit.Variations;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The engine on a real broker: exactly once over crashes and zombies, and the rules that need a
 * broker to break.
 */
@ExtendWith(SharedStack.class)
class EngineIT {
  private static final String TENANT = "acme";
  private static final int LEDGER = TenantPartition.of(TENANT, EngineCluster.LEDGERS);

  private EngineCluster cluster;
  private final List<EngineInstance> instances = new ArrayList<>();

  @BeforeEach
  void startCluster() throws Exception {
    cluster = new EngineCluster();
  }

  @AfterEach
  void stopCluster() {
    instances.forEach(EngineInstance::close);
    cluster.close();
  }

  private EngineInstance start(String instance, List<Checks> levels) throws InterruptedException {
    EngineInstance started = cluster.start(instance, levels);
    instances.add(started);
    EngineCluster.awaitReady(started);
    return started;
  }

  private EngineInstance start(String instance) throws InterruptedException {
    return start(instance, List.of(Checks.levelOne()));
  }

  private static RecordIntent intent() {
    return Variations.withCallId(Samples.recordIntent(), UuidCreator.getTimeOrderedEpoch());
  }

  @Test
  void decidesOnceAndTellsTheSameAgainAfterARestart() throws Exception {
    EngineInstance first = start("one");
    cluster.await(cluster.append(TENANT, new RegisterTool(ToolSamples.reading())));
    RecordIntent intent = intent();
    List<EventEnvelope> decided = cluster.await(cluster.append(TENANT, intent));
    assertThat(decided).extracting(EventEnvelope::type).contains("IntentRecorded", "DecisionMade");
    first.close();

    start("one");
    List<EventEnvelope> repeated = cluster.await(cluster.append(TENANT, intent));
    assertThat(repeated)
        .singleElement()
        .satisfies(
            event -> {
              CommandRejected rejected = (CommandRejected) event.body();
              assertThat(rejected.rejection()).isEqualTo("CALL_REPEATED");
              assertThat(rejected.standing())
                  .extracting(StandingAnswer::eventId)
                  .isEqualTo(decided.get(1).eventId());
            });
    assertDense(LEDGER);
    assertThat(cluster.replay()).allSatisfy(result -> assertThat(result.difference()).isNull());
  }

  @Test
  void recordsAnOverdueOutcomeByATickOfItsOwn() throws Exception {
    start("one");
    cluster.await(cluster.append(TENANT, new RegisterTool(ToolSamples.reading())));
    RecordIntent intent = Variations.with(intent(), "tool", Samples.recordIntent().tool());
    List<EventEnvelope> decided = cluster.await(cluster.append(TENANT, intent));
    boolean allowed =
        decided.stream()
            .anyMatch(
                e -> e.body() instanceof DecisionMade made && made.verdict() == Verdict.ALLOW);
    assertThat(allowed)
        .as("the sample tool only reads, so its call is allowed: %s", decided)
        .isTrue();
    EngineCluster.until(
        "OutcomeOverdue",
        () ->
            cluster.events(LEDGER, "read_committed").stream()
                .anyMatch(
                    e ->
                        e.body() instanceof OutcomeOverdue overdue
                            && overdue.callId().equals(intent.callId())));
  }

  @Test
  void rule1RefusesATopicThatWasCutEmptiedOrRecreated() throws Exception {
    EngineInstance first = start("one");
    cluster.await(cluster.append(TENANT, intent()));
    first.close();

    cluster
        .admin
        .deleteRecords(
            java.util.Map.of(
                new TopicPartition(Topics.EVENTS.name(), LEDGER), RecordsToDelete.beforeOffset(1)))
        .all()
        .get();
    assertThatThrownBy(() -> cluster.start("one"))
        .isInstanceOf(LedgerRefused.class)
        .hasMessageContaining("was cut below offset 1")
        .hasMessageContaining("new generation");

    cluster.admin.deleteTopics(List.of(Topics.EVENTS.name())).all().get();
    EngineCluster.until("the topic to be gone", this::eventsTopicIsGone);
    assertThatThrownBy(() -> cluster.start("one"))
        .isInstanceOf(LedgerRefused.class)
        .hasMessageContaining("is empty");
  }

  private boolean eventsTopicIsGone() {
    try {
      return !cluster.admin.listTopics().names().get().contains(Topics.EVENTS.name());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void rule1RefusesATenantInTheWrongLedger() throws Exception {
    start("one");
    UUID misrouted = cluster.append((LEDGER + 1) % EngineCluster.LEDGERS, TENANT, intent());
    assertThat(cluster.await(misrouted))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.tenant()).isEqualTo(CommandEnvelope.PLATFORM);
              assertThat(((CommandRejected) event.body()).rejection()).isEqualTo("MISROUTED");
            });
  }

  @Test
  void rule3RecordsWhatCanNotBeDecodedAndGoesOn() throws Exception {
    start("one");
    cluster.appendBytes(LEDGER, "no avro at all".getBytes(StandardCharsets.UTF_8));
    cluster.await(cluster.append(TENANT, intent()));

    assertThat(cluster.events(LEDGER, "read_committed"))
        .filteredOn(event -> event.body() instanceof CommandFailed)
        .singleElement()
        .satisfies(
            event -> assertThat(((CommandFailed) event.body()).failure()).isEqualTo("UNDECODABLE"));
    assertThat(
            IntStream.range(0, cluster.facts().of(Topics.DEAD_LETTERS).partitions())
                .mapToObj(p -> cluster.records(Topics.DEAD_LETTERS, p, "read_committed"))
                .flatMap(List::stream))
        .singleElement()
        .satisfies(
            record ->
                assertThat(record.value())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("no avro at all"));
    assertThat(cluster.replay()).allSatisfy(result -> assertThat(result.difference()).isNull());
  }

  @Test
  void rule3SetsACommandAsideThatKilledTheEngineThreeTimes() throws Exception {
    UUID poison = UuidCreator.getTimeOrderedEpoch();
    Check bomb =
        new Check() {
          @Override
          public String name() {
            return "bomb";
          }

          @Override
          public Finding examine(Question question, Draft draft) {
            if (question.intent().callId().equals(poison)) {
              throw new StackOverflowError("boom");
            }
            return new Pass("FINE", "Fine.", null);
          }
        };
    List<Checks> levels = List.of(new Checks(1, List.of(bomb)));
    EngineInstance first = start("one", levels);
    UUID command = cluster.append(TENANT, Variations.withCallId(intent(), poison));
    for (EngineInstance instance = first; ; ) {
      assertThat(instance.awaitStopped(EngineCluster.PATIENCE)).isTrue();
      assertThat(instance.failure()).isNotNull();
      assertThat(instance.notReady()).isNotEmpty();
      instance.close();
      if (instances.size() == 3) {
        break;
      }
      instance = cluster.start("one", levels);
      instances.add(instance);
    }
    start("one", levels);
    assertThat(cluster.await(command))
        .singleElement()
        .satisfies(
            event -> assertThat(((CommandFailed) event.body()).failure()).isEqualTo("QUARANTINED"));
    assertThat(cluster.await(cluster.append(TENANT, intent())))
        .extracting(EventEnvelope::type)
        .contains("DecisionMade");
    assertDense(LEDGER);
  }

  @Test
  void rule8HandsLedgersOverAndTakesThemBack() throws Exception {
    EngineInstance one = start("one");
    EngineInstance two = start("two");
    cluster.await(cluster.append(TENANT, intent()));
    one.close();
    cluster.await(cluster.append(TENANT, intent()));
    EngineInstance back = start("one");
    two.close();
    EngineCluster.awaitReady(back);
    cluster.await(cluster.append(TENANT, intent()));
    IntStream.range(0, EngineCluster.LEDGERS).forEach(this::assertDense);
  }

  @Test
  void rule9CarriesAPlatformWideCommandToEveryLedgerOnce() throws Exception {
    List<Checks> levels = List.of(Checks.levelOne(), new Checks(2, Checks.levelOne().checks()));
    start("one", levels);
    EngineCluster.until("both geneses", () -> bothOpened());
    cluster.append(0, CommandEnvelope.PLATFORM, new ActivateBehaviour(2));
    EngineCluster.until(
        "level 2 in every ledger",
        () ->
            IntStream.range(0, EngineCluster.LEDGERS).allMatch(ledger -> activations(ledger) == 1));
    // A second forwarder, as a second instance has one, changes nothing.
    start("two", levels);
    cluster.await(cluster.append(TENANT, intent()));
    assertThat(IntStream.range(0, EngineCluster.LEDGERS).mapToLong(this::activations))
        .containsOnly(1L);
  }

  private boolean bothOpened() {
    return IntStream.range(0, EngineCluster.LEDGERS)
        .allMatch(
            ledger ->
                cluster.events(ledger, "read_committed").stream()
                    .anyMatch(event -> event.body() instanceof LedgerOpened));
  }

  private long activations(int ledger) {
    return cluster.events(ledger, "read_committed").stream()
        .filter(event -> event.body() instanceof BehaviourActivated)
        .count();
  }

  private void assertDense(int ledger) {
    List<EventEnvelope> events = cluster.events(ledger, "read_committed");
    assertThat(events).isNotEmpty();
    for (int position = 0; position < events.size(); position++) {
      assertThat(events.get(position).position()).isEqualTo(position);
    }
    events.stream()
        .collect(java.util.stream.Collectors.groupingBy(EventEnvelope::tenant))
        .forEach(
            (tenant, own) -> {
              for (int sequence = 0; sequence < own.size(); sequence++) {
                assertThat(own.get(sequence).tenantSequence()).as(tenant).isEqualTo(sequence);
              }
            });
  }
}
