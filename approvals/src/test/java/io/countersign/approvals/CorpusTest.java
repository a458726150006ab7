package io.countersign.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.approvals.state.MemoryState;
import io.countersign.schemas.avro.AvroBytes;
import io.countersign.schemas.avro.AvroSchemas;
import io.countersign.schemas.avro.CommandCodec;
import io.countersign.schemas.avro.EventCodec;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.testkit.Story;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Commands of level 1 with the events that they gave when it was released, byte for byte. A file
 * has one line a record: {@code command <ledger> <log time in ms> <Avro hex>}, then {@code event
 * <Avro hex>} for each of its events. {@code -Dgolden.renew=true} writes them anew.
 */
class CorpusTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden/corpus");
  private static final HexFormat HEX = HexFormat.of();
  private static final String VERDICT =
      """
      Expected the events that level 1 has always given, but they differ. Released behaviour never \
      changes: give the change a level of its own (Checks) and let ActivateBehaviour raise it. Only \
      before level 1 is released may the corpus be written anew with -Dgolden.renew=true.""";

  @ParameterizedTest
  @ValueSource(strings = {"story", "random", "approvals"})
  void givesTheEventsThatItAlwaysGave(String name) throws IOException {
    if (Boolean.getBoolean("golden.renew")) {
      renew(name);
    }
    replay(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG", "hi-IN-u-nu-deva", "tr-TR", "th-TH-u-nu-thai"})
  void givesTheSameEventsInEveryLanguage(String language) throws IOException {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(language));
    try {
      replay("story");
      replay("approvals");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void coversEveryAnswerThatTheStoriesKnow() throws IOException {
    List<String> told = new ArrayList<>();
    for (String line : Files.readAllLines(file("story"))) {
      if (line.startsWith("event ")) {
        told.add(Told.of(event(line).body()));
      }
    }
    assertThat(told)
        .contains(
            "LedgerOpened",
            "DecisionMade ALLOW",
            "DecisionMade DENY",
            "CallCancelled",
            "CallAbandoned",
            "OutcomeOverdue",
            "FindingRaised OUTCOME_WITHOUT_ALLOW",
            "FindingRaised OUTCOME_WITHOUT_DECISION",
            "FindingRaised EXECUTED_AFTER_CANCEL",
            "FindingRaised EXECUTED_AFTER_ABANDON",
            "FindingRaised DIGEST_MISMATCH",
            "FindingRaised CONTRADICTING_OUTCOME",
            "FindingRaised OUTCOME_FROM_OTHER_GATEWAY",
            "FindingRaised GATEWAY_LOOSER",
            "FindingRaised EXECUTED_UNDER_BRAKE",
            "FindingRaised TOOL_CHANGED",
            "DecisionMade ASK",
            "ToolRegistered READ",
            "ToolChanged",
            "ToolRetired",
            "ToolProposed",
            "ServerReviewed WRITES_WITH_APPROVAL",
            "BrakeEngaged KILL",
            "BrakeEngaged SHADOW",
            "BrakeReleased",
            "PolicyPublished",
            "PolicyWithdrawn",
            "TenantConfigured",
            "CommandRejected BRAKE_RELEASED",
            "CommandRejected BRAKE_UNKNOWN",
            "CommandRejected CONTROL_UNCHANGED",
            "CommandRejected POLICY_INVALID",
            "CommandRejected POLICY_UNKNOWN",
            "CommandRejected RISK_TOO_LOW",
            "CommandRejected TOOL_INVALID",
            "CommandRejected TOOL_RETIRED",
            "CommandRejected TOOL_UNKNOWN",
            "CommandRejected CALL_REPEATED, DENY stands as KILL_SWITCH",
            "CommandRejected DUPLICATE_COMMAND, ALLOW stands",
            "CommandRejected CALL_REPEATED, DENY stands as ALLOW_EXPIRED",
            "CommandRejected MISROUTED",
            "CommandRejected LEDGER_OPEN",
            "CommandRejected BEHAVIOUR_UNSUPPORTED");
  }

  private static void replay(String name) throws IOException {
    Engine engine = new Engine();
    Map<Integer, MemoryState> ledgers = new HashMap<>();
    List<EventEnvelope> given = new ArrayList<>();
    int at = 0;
    int number = 0;
    for (String line : Files.readAllLines(file(name))) {
      number++;
      if (line.startsWith("command ")) {
        assertThat(given.subList(at, given.size())).as(VERDICT).isEmpty();
        given.addAll(handle(engine, ledgers, delivery(line)));
      } else {
        EventEnvelope released = event(line);
        int lineNumber = number;
        assertThat(given).as(VERDICT).hasSizeGreaterThan(at);
        EventEnvelope now = given.get(at++);
        assertThat(HEX.formatHex(bytes(now)))
            .as(
                () ->
                    "%s%nLine %s of %s.%nreleased: %s%nnow:      %s"
                        .formatted(
                            VERDICT, lineNumber, file(name), Story.line(released), Story.line(now)))
            .isEqualTo(line.substring("event ".length()));
      }
    }
    assertThat(at).as(VERDICT).isEqualTo(given.size()).isPositive();
  }

  private static List<EventEnvelope> handle(
      Engine engine, Map<Integer, MemoryState> ledgers, Delivery delivery) {
    MemoryState state = ledgers.computeIfAbsent(delivery.ledger(), ledger -> new MemoryState());
    List<EventEnvelope> events = engine.handle(state, delivery);
    events.forEach(event -> Fold.apply(state, event));
    return events;
  }

  private static Delivery delivery(String line) {
    String[] parts = line.split(" ");
    byte[] avro = HEX.parseHex(parts[3]);
    return new Delivery(
        CommandCodec.fromAvro(AvroBytes.read(avro, 0, AvroSchemas.COMMAND, AvroSchemas.COMMAND)),
        Integer.parseInt(parts[1]),
        Instant.ofEpochMilli(Long.parseLong(parts[2])));
  }

  private static EventEnvelope event(String line) {
    byte[] avro = HEX.parseHex(line.substring("event ".length()));
    return EventCodec.fromAvro(AvroBytes.read(avro, 0, AvroSchemas.EVENT, AvroSchemas.EVENT));
  }

  private static byte[] bytes(EventEnvelope event) {
    return AvroBytes.write(EventCodec.toAvro(event));
  }

  private static Path file(String name) {
    return FOLDER.resolve(name + ".txt");
  }

  private static void renew(String name) throws IOException {
    List<Delivery> commands =
        switch (name) {
          case "story" -> CorpusCommands.story();
          case "random" -> CorpusCommands.random();
          default -> ApprovalCorpus.commands();
        };
    Engine engine = new Engine();
    Map<Integer, MemoryState> ledgers = new HashMap<>();
    List<String> lines = new ArrayList<>();
    for (Delivery delivery : commands) {
      lines.add(
          "command %s %s %s"
              .formatted(
                  delivery.ledger(),
                  delivery.logTime().toEpochMilli(),
                  HEX.formatHex(AvroBytes.write(CommandCodec.toAvro(delivery.command())))));
      for (EventEnvelope event : handle(engine, ledgers, delivery)) {
        lines.add("event " + HEX.formatHex(bytes(event)));
      }
    }
    Files.createDirectories(FOLDER);
    Files.write(file(name), lines);
  }
}
