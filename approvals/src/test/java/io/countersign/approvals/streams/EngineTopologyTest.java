package io.countersign.approvals.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.approvals.Asked;
import io.countersign.approvals.Delivery;
import io.countersign.approvals.Engine;
import io.countersign.approvals.Fold;
import io.countersign.approvals.RandomCommands;
import io.countersign.approvals.Told;
import io.countersign.approvals.UnsupportedLevel;
import io.countersign.approvals.decision.Check;
import io.countersign.approvals.decision.Checks;
import io.countersign.approvals.decision.Draft;
import io.countersign.approvals.decision.Question;
import io.countersign.approvals.state.Call;
import io.countersign.approvals.state.MemoryState;
import io.countersign.schemas.avro.AvroBytes;
import io.countersign.schemas.avro.CommandCodec;
import io.countersign.schemas.call.EvidenceGrade;
import io.countersign.schemas.call.LedgerSettings;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Source;
import io.countersign.schemas.command.ActivateBehaviour;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.OpenLedger;
import io.countersign.schemas.command.Tick;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.CommandFailed;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.testkit.Samples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineTopologyTest {
  private static final byte[] NONSENSE = "no command".getBytes(StandardCharsets.UTF_8);
  private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");
  private static final Path GOLDEN = Path.of("src/test/resources/golden/topology.txt");

  @TempDir private Path directory;
  private Instant now = Samples.START;
  private long drawn;

  /** Level 1, but the tool {@code crm/boom} meets a bug and {@code crm/kill} a fatal one. */
  private static Engine fragile() {
    return new Engine(List.of(new Checks(1, List.of(fragileCheck()))));
  }

  private static Check fragileCheck() {
    return new Check() {
      private boolean broken;

      @Override
      public String name() {
        if (broken) {
          broken = false;
          throw new IllegalStateException("secret-looking detail");
        }
        return "fragile";
      }

      @Override
      public Finding examine(Question question, Draft draft) {
        broken = question.intent().tool().name().equals("boom");
        return switch (question.intent().tool().name()) {
          case "kill" -> throw new StackOverflowError();
          default -> new Pass("FINE", "Fine.", null);
        };
      }
    };
  }

  private CommandEnvelope command(Command body) {
    now = now.plusMillis(10);
    boolean platform =
        body instanceof OpenLedger || body instanceof Tick || body instanceof ActivateBehaviour;
    return new CommandEnvelope(
        new UUID(now.toEpochMilli() << 16 | 0x7000, 0x8000_0000_0000_0000L | ++drawn),
        platform ? CommandEnvelope.PLATFORM : "acme",
        now,
        null,
        new Source("gateway-1", EvidenceGrade.ENFORCED),
        Samples.TRACEPARENT,
        Samples.salt(drawn),
        body);
  }

  private TopologyLedger open(Engine engine) {
    TopologyLedger ledger = new TopologyLedger(engine, directory);
    assertThat(told(ledger.handle(command(Asked.open(1, Asked.SETTINGS)))))
        .containsExactly("LedgerOpened");
    return ledger;
  }

  private static List<String> told(List<EventEnvelope> events) {
    return events.stream().map(e -> Told.of(e.body())).toList();
  }

  private static Map<String, String> texts(Headers headers) {
    Map<String, String> texts = new TreeMap<>();
    headers.forEach(h -> texts.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
    return texts;
  }

  @Test
  void isTheTopologyThatWasReleased() throws IOException {
    CrashLog crashes = new CrashLog(directory);
    String described =
        EngineTopology.of(
                () -> new EngineProcessor(new Engine(), TopologyLedger.PLAIN, n -> {}, crashes))
            .describe()
            .toString();
    if (Boolean.getBoolean("golden.renew")) {
      Files.writeString(GOLDEN, described);
    }
    assertThat(described)
        .as(
            "Another topology or another name is another state: a released ledger would lose its"
                + " memory. Renew with -Dgolden.renew=true only before a release.")
        .isEqualTo(Files.readString(GOLDEN));
  }

  @Test
  void writesEachEventUnderItsTenantWithHeadersToRouteBy() {
    try (TopologyLedger ledger = open(new Engine())) {
      CommandEnvelope intent = command(Asked.intent(1, Risk.READ));
      List<TestRecord<byte[], byte[]>> records =
          ledger.records(AvroBytes.write(CommandCodec.toAvro(intent)), now);

      assertThat(records).hasSize(2);
      EventEnvelope decision = TopologyLedger.event(records.getLast().value());
      assertThat(records).allMatch(r -> new String(r.key(), StandardCharsets.UTF_8).equals("acme"));
      assertThat(records.getLast().timestamp()).isEqualTo(decision.recordedAt().toEpochMilli());
      assertThat(texts(records.getLast().headers()))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "ce_specversion", "1.0",
                  "ce_id", decision.eventId().toString(),
                  "ce_source", "/countersign/ledgers/0",
                  "ce_type", "io.countersign.decision-made.v1",
                  "ce_time", decision.recordedAt().toString(),
                  "content-type", "application/vnd.apache.avro+binary",
                  "traceparent", Samples.TRACEPARENT,
                  "countersign-command-id", intent.commandId().toString(),
                  "countersign-event-type", "DecisionMade"));
    }
  }

  @Test
  void recordsBytesThatAreNoCommandAndGoesOn() {
    try (TopologyLedger ledger = open(new Engine())) {
      List<EventEnvelope> events = ledger.handle(NONSENSE, now);

      assertThat(told(events)).containsExactly("CommandFailed UNDECODABLE");
      CommandFailed failed = (CommandFailed) events.getFirst().body();
      assertThat(failed.commandDigest()).isEqualTo(Digest.sha256(NONSENSE));
      assertThat(events.getFirst().tenant()).isEqualTo(CommandEnvelope.PLATFORM);
      TestRecord<byte[], byte[]> letter = ledger.deadLetters().getFirst();
      assertThat(letter.value()).isEqualTo(NONSENSE);
      assertThat(texts(letter.headers()))
          .containsEntry("countersign-reason", "UNDECODABLE")
          .containsEntry("countersign-source-topic", "countersign.commands")
          .containsEntry("countersign-source-partition", "0")
          .containsEntry("countersign-source-offset", "1");

      assertThat(told(ledger.handle(command(Asked.tool(Risk.READ)))))
          .containsExactly("ToolRegistered READ");
      assertThat(ledger.deadLetters()).isEmpty();
    }
  }

  @Test
  void recordsARecordWithoutAValueAsNoCommand() {
    try (TopologyLedger ledger = open(new Engine())) {
      assertThat(told(ledger.handle((byte[]) null, now)))
          .containsExactly("CommandFailed UNDECODABLE");
      assertThat(told(ledger.handle((byte[]) null, now)))
          .containsExactly("CommandFailed UNDECODABLE");
    }
  }

  @Test
  void recordsAFailureInPlaceOfAnEventThatItsTopicWouldNotTake() {
    Check wordy =
        new Check() {
          @Override
          public String name() {
            return "wordy";
          }

          @Override
          public Finding examine(Question question, Draft draft) {
            boolean large = question.intent().tool().name().equals("boom");
            return new Pass("FINE", large ? "x".repeat(60_000) : "Fine.", null);
          }
        };
    Engine engine = new Engine(List.of(new Checks(1, Collections.nCopies(10, wordy))));
    try (TopologyLedger ledger = open(engine)) {
      CommandEnvelope boom = command(Asked.intent(1, "boom"));

      List<EventEnvelope> events = ledger.handle(boom);

      assertThat(told(events)).containsExactly("CommandFailed EVENT_TOO_LARGE");
      assertThat(events.getFirst().callId()).isEqualTo(Asked.call(1));
      assertThat(ledger.state().call("acme", Asked.call(1))).isNull();
      assertThat(ledger.deadLetters()).hasSize(1);
      assertThat(told(ledger.handle(boom))).containsExactly("CommandRejected EVENT_TOO_LARGE");
      assertThat(ledger.handle(command(Asked.intent(2, "fine")))).hasSize(2);
    }
  }

  @Test
  void recordsABugAsAFailureThatAllowsAndChangesNothing() {
    try (TopologyLedger ledger = open(fragile())) {
      CommandEnvelope boom = command(Asked.intent(1, "boom"));

      List<EventEnvelope> events = ledger.handle(boom);

      assertThat(told(events)).containsExactly("CommandFailed HANDLER_FAILED");
      assertThat(events.getFirst().tenant()).isEqualTo("acme");
      assertThat(events.getFirst().callId()).isEqualTo(Asked.call(1));
      assertThat(((CommandFailed) events.getFirst().body()).message())
          .contains("IllegalStateException")
          .doesNotContain("secret-looking");
      assertThat(ledger.state().call("acme", Asked.call(1))).isNull();
      assertThat(ledger.state().due(FAR, 1)).isEmpty();
      assertThat(ledger.deadLetters()).hasSize(1);
      assertThat(told(ledger.handle(boom))).containsExactly("CommandRejected HANDLER_FAILED");
      assertThat(told(ledger.handle(command(Asked.intent(2, "fine")))))
          .containsExactly("IntentRecorded", "DecisionMade ALLOW");
    }
  }

  @Test
  void setsACommandAsideThatKilledTheInstanceThreeTimes() throws IOException {
    CommandEnvelope open = command(Asked.open(1, Asked.SETTINGS));
    CommandEnvelope kill = command(Asked.intent(1, "kill"));
    for (int crash = 1; crash <= 3; crash++) {
      try (TopologyLedger ledger = new TopologyLedger(fragile(), directory)) {
        ledger.handle(open);
        assertThatThrownBy(() -> ledger.handle(kill)).isInstanceOf(StackOverflowError.class);
      }
      assertThat(Files.readAllLines(directory.resolve("instance/crashes"))).hasSize(crash);
    }
    try (TopologyLedger ledger = new TopologyLedger(fragile(), directory)) {
      ledger.handle(open);
      assertThat(told(ledger.handle(kill))).containsExactly("CommandFailed QUARANTINED");
      assertThat(texts(ledger.deadLetters().getFirst().headers()))
          .containsEntry("countersign-reason", "QUARANTINED");
      assertThat(told(ledger.handle(kill))).containsExactly("CommandRejected QUARANTINED");
      assertThat(told(ledger.handle(command(Asked.intent(2, "fine")))))
          .containsExactly("IntentRecorded", "DecisionMade ALLOW");
    }
  }

  @Test
  void stopsAtALevelThatItDoesNotKnowWithoutBlamingTheCommand() {
    try (TopologyLedger ledger = new TopologyLedger(new Engine(), directory)) {
      OpenLedger next = Asked.open(1, new LedgerSettings(2, 60_000, 900_000, 86_400_000, 1_000));
      assertThatThrownBy(() -> ledger.handle(command(next))).isInstanceOf(UnsupportedLevel.class);
    }
    assertThat(directory.resolve("instance/crashes")).doesNotExist();
  }

  @Test
  void asksForATickWhenSomethingIsDueAndNotBefore() {
    try (TopologyLedger ledger = open(fragile())) {
      ledger.handle(command(Asked.intent(1, "fine")));
      ledger.wallClock(Duration.ofMinutes(14));
      assertThat(ledger.ticks()).isEmpty();
      ledger.wallClock(Duration.ofMinutes(1).plusSeconds(1));
      assertThat(ledger.ticks()).containsExactly(0);
    }
  }

  @Test
  void waitsForOneTickBeforeItAsksForTheNext() {
    try (TopologyLedger ledger = open(fragile())) {
      ledger.handle(command(Asked.intent(1, "fine")));
      now = now.plus(Duration.ofMinutes(16));
      ledger.wallClock(Duration.ofMinutes(16));
      assertThat(ledger.ticks()).hasSize(1);
      ledger.wallClock(Duration.ofSeconds(3));
      assertThat(ledger.ticks()).as("one is outstanding").hasSize(1);
      ledger.wallClock(Duration.ofSeconds(10));
      assertThat(ledger.ticks()).as("the first got lost").hasSize(2);
    }
  }

  @Test
  void goesOnWithTicksUntilNothingIsDue() {
    try (TopologyLedger ledger = open(fragile())) {
      for (int n = 1; n <= 250; n++) {
        ledger.handle(command(Asked.intent(n, "fine")));
      }
      now = now.plus(Duration.ofMinutes(16));
      ledger.wallClock(Duration.ofMinutes(20));
      assertThat(ledger.ticks()).hasSize(1);
      assertThat(ledger.handle(command(new Tick()))).hasSize(128);
      ledger.wallClock(Duration.ofSeconds(1));
      assertThat(ledger.ticks()).hasSize(2);
      assertThat(ledger.handle(command(new Tick()))).hasSize(122);
      ledger.wallClock(Duration.ofMinutes(5));
      assertThat(ledger.ticks()).as("nothing is due any more").hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6})
  void isTheSameOnTheStoreAsOnTheHeap(long seed) {
    RandomCommands random =
        new RandomCommands(
            seed, RandomCommands.LEDGERS, new LedgerSettings(1, 2_000, 5_000, 60_000, 300));
    Engine engine = new Engine();
    MemoryState heap = new MemoryState();
    try (TopologyLedger ledger = new TopologyLedger(engine, directory)) {
      for (int i = 0; i < 4_000; i++) {
        Delivery delivery = random.next();
        if (delivery.ledger() != 0) {
          continue;
        }
        List<EventEnvelope> expected = engine.handle(heap, delivery);
        expected.forEach(event -> Fold.apply(heap, event));

        assertThat(ledger.handle(delivery.command(), delivery.logTime()))
            .as("seed %s, command %s", seed, i)
            .isEqualTo(expected);
        assertThat(ledger.deadLetters()).isEmpty();
        if (i % 100 == 0) {
          isTheSame(ledger.state(), heap);
        }
      }
      isTheSame(ledger.state(), heap);
    }
  }

  private static void isTheSame(StoredState store, MemoryState heap) {
    assertThat(store.head()).isEqualTo(heap.head());
    assertThat(store.due(FAR, 10_000)).isEqualTo(heap.due(Instant.MAX, 10_000));
    assertThat(store.oldest(10_000)).isEqualTo(heap.oldest(10_000));
    heap.oldest(10_000)
        .forEach(
            memory -> {
              Call call = heap.call(memory.tenant(), memory.id());
              assertThat(store.call(memory.tenant(), memory.id())).isEqualTo(call);
              assertThat(store.answered(memory.id())).isEqualTo(heap.answered(memory.id()));
              assertThat(store.tenantSequence(memory.tenant()))
                  .isEqualTo(heap.tenantSequence(memory.tenant()));
              assertThat(store.tool(memory.tenant(), "crm", "read"))
                  .isEqualTo(heap.tool(memory.tenant(), "crm", "read"));
            });
  }
}
