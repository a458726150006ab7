package io.countersign.approvals.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.approvals.Asked;
import io.countersign.approvals.state.Answered;
import io.countersign.approvals.state.Call;
import io.countersign.approvals.state.Deadline;
import io.countersign.approvals.state.Head;
import io.countersign.approvals.state.Memory;
import io.countersign.approvals.state.Tool;
import io.countersign.schemas.avro.RecordCodec;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.CheckResult;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.StandingAnswer;
import io.countersign.schemas.call.ToolOwner;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.event.ToolRegistered;
import io.countersign.testkit.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** State that a ledger has stored must stay readable, byte for byte. */
class StateCodecsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/state");
  private static final Instant TIME = Samples.START.plusMillis(1_234);

  private static Stream<Arguments> values() {
    StandingAnswer standing =
        new StandingAnswer(
            Samples.eventId(7),
            7,
            TIME,
            Verdict.ALLOW,
            List.of(new Reason("policy", CheckResult.PASSED, "FINE", "Fine.", "rule/default@1")),
            Asked.digest("action"),
            TIME.plusMillis(60_000));
    return Stream.of(
        of(
            "head",
            StateCodecs.HEAD,
            new Head(
                3,
                2,
                "cluster",
                "commands",
                "events",
                12,
                99,
                TIME,
                Instant.EPOCH,
                41,
                Asked.SETTINGS)),
        of("tool", StateCodecs.TOOL, new Tool(registered(true), Samples.eventId(5), 5)),
        of("tool-minimal", StateCodecs.TOOL, new Tool(registered(false), Samples.eventId(5), 5)),
        of(
            "call",
            StateCodecs.CALL,
            new Call(
                "acme",
                Samples.callId(1),
                "run-1",
                CallState.REPORTED,
                standing,
                Risk.WRITE,
                "gateway-1",
                Samples.commandId(1),
                TIME.plusMillis(900_000),
                7,
                OutcomeStatus.UNKNOWN,
                Asked.digest("outcome"),
                Samples.eventId(9))),
        of(
            "call-minimal",
            StateCodecs.CALL,
            new Call(
                "acme",
                Samples.callId(1),
                null,
                CallState.ALLOWED,
                null,
                null,
                "gateway-1",
                null,
                null,
                0,
                null,
                null,
                null)),
        of(
            "answered",
            StateCodecs.ANSWERED,
            new Answered(
                Samples.commandId(1),
                "acme",
                "RecordIntent",
                Samples.callId(1),
                7,
                "CALL_ID_REUSED",
                "Expected it.")),
        of(
            "answered-minimal",
            StateCodecs.ANSWERED,
            new Answered(Samples.commandId(1), "acme", "RegisterTool", null, 7, null, null)),
        of("deadline", StateCodecs.DEADLINE, new Deadline(TIME, 7, "acme", Samples.callId(1))),
        of(
            "memory",
            StateCodecs.MEMORY,
            new Memory(15, TIME, Memory.Kind.CALL, "acme", Samples.callId(1))));
  }

  private static ToolRegistered registered(boolean full) {
    return new ToolRegistered(
        "crm",
        "read",
        "1.0",
        new ToolOwner("Olga", "olga@acme.example", full ? "+1 555 0100" : null),
        Risk.READ,
        "Reads",
        full ? "None" : null,
        full ? List.of("crm") : List.of(),
        full ? List.of("crm:read") : List.of(),
        full ? "Nothing to undo" : null,
        "{}",
        Asked.digest("{}"),
        full ? Asked.digest("before") : null);
  }

  private static <R extends Record> Arguments of(String name, RecordCodec<R> codec, R value) {
    return Arguments.of(Named.of(name, name), codec, value);
  }

  @ParameterizedTest
  @MethodSource("values")
  <R extends Record> void writesTheBytesOfVersionOneAndReadsThem(
      String name, RecordCodec<R> codec, R value) throws IOException {
    Path golden = GOLDEN.resolve(name + ".v1.hex");
    String written = HexFormat.of().formatHex(codec.write(value));
    if (Boolean.getBoolean("golden.renew")) {
      Files.createDirectories(GOLDEN);
      Files.writeString(golden, written + "\n");
    }
    String released = Files.readString(golden).strip();
    assertThat(written)
        .as(
            "Expected the released bytes of %s. A stored value never changes its layout: add a"
                + " version with a schema file of its own (StateCodecs). Renew with"
                + " -Dgolden.renew=true only before a release.",
            name)
        .isEqualTo(released);
    assertThat(codec.read(HexFormat.of().parseHex(released))).isEqualTo(value);
  }

  @ParameterizedTest
  @MethodSource("values")
  <R extends Record> void refusesAVersionOfTheFuture(String name, RecordCodec<R> codec, R value) {
    byte[] bytes = codec.write(value);
    bytes[0] = 2;
    assertThatThrownBy(() -> codec.read(bytes))
        .as(name)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("or a newer one");
  }
}
