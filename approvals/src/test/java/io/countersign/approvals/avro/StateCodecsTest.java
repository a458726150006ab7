package io.countersign.approvals.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.approvals.Asked;
import io.countersign.approvals.state.Answered;
import io.countersign.approvals.state.Approvers;
import io.countersign.approvals.state.Brake;
import io.countersign.approvals.state.BudgetInForce;
import io.countersign.approvals.state.Call;
import io.countersign.approvals.state.Controls;
import io.countersign.approvals.state.Deadline;
import io.countersign.approvals.state.DeadlineKind;
import io.countersign.approvals.state.Expiry;
import io.countersign.approvals.state.ExpiryKind;
import io.countersign.approvals.state.Head;
import io.countersign.approvals.state.Keeping;
import io.countersign.approvals.state.KeptHold;
import io.countersign.approvals.state.KeptSearch;
import io.countersign.approvals.state.LimitInForce;
import io.countersign.approvals.state.Memory;
import io.countersign.approvals.state.PolicyInForce;
import io.countersign.approvals.state.PolicyText;
import io.countersign.approvals.state.Server;
import io.countersign.approvals.state.Tool;
import io.countersign.approvals.state.ToolState;
import io.countersign.approvals.state.Waiting;
import io.countersign.schemas.avro.RecordCodec;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.CheckResult;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.StandingAnswer;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.control.BrakeKind;
import io.countersign.schemas.control.BrakeScope;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.HoldScope;
import io.countersign.schemas.control.RateUse;
import io.countersign.schemas.control.ServerReview;
import io.countersign.schemas.control.Spending;
import io.countersign.schemas.control.ToolDefinition;
import io.countersign.schemas.control.ToolProposal;
import io.countersign.schemas.event.BrakeEngaged;
import io.countersign.schemas.event.BudgetSet;
import io.countersign.schemas.event.BudgetThresholdReached;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.LegalHoldPlaced;
import io.countersign.schemas.event.LimitSet;
import io.countersign.schemas.event.PolicyPublished;
import io.countersign.schemas.event.RetentionSet;
import io.countersign.schemas.event.ServerReviewed;
import io.countersign.schemas.event.TenantConfigured;
import io.countersign.schemas.event.ToolProposed;
import io.countersign.testkit.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
        of(
            "call",
            StateCodecs.CALL,
            new Call(
                "acme",
                Samples.callId(1),
                "run-1",
                CallState.REPORTED,
                standing,
                Samples.decisionMade().asker(),
                Samples.decisionMade().tool(),
                "prod",
                Risk.WRITE,
                "gateway-1",
                Samples.commandId(1),
                TIME.plusMillis(900_000),
                7,
                OutcomeStatus.UNKNOWN,
                Asked.digest("outcome"),
                Samples.eventId(9),
                Samples.decisionMade().holds(),
                new Amounts(1, 2, 30, 400),
                Samples.APPROVAL_ID,
                Samples.CLAIM_ID)),
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
                null,
                null,
                null,
                "gateway-1",
                null,
                null,
                0,
                null,
                null,
                null,
                null,
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
        of(
            "deadline",
            StateCodecs.DEADLINE,
            new Deadline(TIME, 7, DeadlineKind.OUTCOME, "acme", Samples.callId(1))),
        of(
            "memory",
            StateCodecs.MEMORY,
            new Memory(15, TIME, Memory.Kind.CALL, "acme", Samples.callId(1))));
  }

  private static Stream<Arguments> controls() {
    ToolDefinition definition = Samples.toolRegistered().definition();
    ToolProposal proposal = event(ToolProposed.class).proposal();
    ServerReview review = event(ServerReviewed.class).review();
    String policy = event(PolicyPublished.class).document();
    Spending spending = event(BudgetThresholdReached.class).spending();
    return Stream.of(
        of("tool", StateCodecs.TOOL, tool(ToolState.RETIRED, definition, proposal)),
        of("tool-minimal", StateCodecs.TOOL, tool(ToolState.PROPOSED, null, null)),
        of("controls", StateCodecs.CONTROLS, everyControl()),
        of("controls-minimal", StateCodecs.CONTROLS, Controls.NONE),
        of("policy", StateCodecs.POLICY, new PolicyText(Asked.digest(policy), policy)),
        of("server", StateCodecs.SERVER, new Server(review, Gate.READ_ONLY, 8)),
        of(
            "server-minimal",
            StateCodecs.SERVER,
            new Server(minimalEvent(ServerReviewed.class).review(), Gate.BLOCK, 8)),
        of("spending", StateCodecs.SPENDING, spending),
        of("rate", StateCodecs.RATE, new RateUse("desk-writes", "ann@acme.example", TIME)),
        of(
            "expiry",
            StateCodecs.EXPIRY,
            new Expiry(TIME, 9, 1, ExpiryKind.RATE, "acme", "desk-writes", "ann@acme.example")),
        of(
            "expiry-minimal",
            StateCodecs.EXPIRY,
            new Expiry(TIME, 9, 0, ExpiryKind.SPENDING, "acme", "desk-day", "")));
  }

  private static Stream<Arguments> approvals() {
    return Stream.of(
        of("approval", StateCodecs.APPROVAL, ApprovalStates.approval()),
        of("approval-minimal", StateCodecs.APPROVAL, ApprovalStates.minimalApproval()),
        of("approvers", StateCodecs.APPROVERS, ApprovalStates.approvers()),
        of("approvers-minimal", StateCodecs.APPROVERS, Approvers.NONE),
        of("keeping", StateCodecs.KEEPING, keeping()),
        of("keeping-minimal", StateCodecs.KEEPING, Keeping.NONE),
        of("waiting", StateCodecs.WAITING, ApprovalStates.waiting()),
        of("waiting-minimal", StateCodecs.WAITING, Waiting.NONE),
        of("intent", StateCodecs.INTENT, Samples.recordIntent()),
        of("intent-minimal", StateCodecs.INTENT, Samples.minimalRecordIntent()),
        of("change", StateCodecs.CHANGE, ApprovalStates.change()),
        of("change-minimal", StateCodecs.CHANGE, ApprovalStates.otherChange()));
  }

  private static Tool tool(
      ToolState state, @Nullable ToolDefinition definition, @Nullable ToolProposal proposal) {
    return new Tool(
        "tickets",
        "close_ticket",
        state,
        definition,
        proposal,
        Samples.eventId(5),
        5,
        proposal == null ? null : proposal.risk(),
        proposal == null ? List.of() : List.of(proposal.definitionDigest()));
  }

  private static Keeping keeping() {
    return new Keeping(
        event(RetentionSet.class).classes(),
        11,
        List.of(
            new KeptHold("case-1", event(LegalHoldPlaced.class).scope(), 12),
            new KeptHold("case-2", HoldScope.TENANT, 13)),
        List.of(new KeptSearch("denied", Asked.digest("search"), 14)));
  }

  private static Controls everyControl() {
    BrakeEngaged engaged = event(BrakeEngaged.class);
    return new Controls(
        event(TenantConfigured.class).settings(),
        List.of(
            new Brake(
                engaged.brakeId(),
                engaged.kind(),
                engaged.scope(),
                engaged.reason(),
                engaged.by(),
                TIME,
                6),
            new Brake(
                Samples.callId(3),
                BrakeKind.SHADOW,
                BrakeScope.EVERYTHING,
                "",
                "bo@acme.example",
                TIME,
                7)),
        List.of(Samples.callId(2)),
        List.of(new PolicyInForce("support-desk", Asked.digest("policy"), 8, "olga")),
        List.of(new BudgetInForce(event(BudgetSet.class).budget(), 9)),
        List.of(new LimitInForce(event(LimitSet.class).limit(), 10)),
        3);
  }

  private static <E extends Event> E event(Class<E> type) {
    return only(Samples.events(), type);
  }

  private static <E extends Event> E minimalEvent(Class<E> type) {
    return only(Samples.minimalEvents(), type);
  }

  private static <E extends Event> E only(List<Event> events, Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
  }

  private static <R extends Record> Arguments of(String name, RecordCodec<R> codec, R value) {
    return Arguments.of(Named.of(name, name), codec, value);
  }

  @ParameterizedTest
  @MethodSource({"values", "controls", "approvals"})
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
  @MethodSource({"values", "controls", "approvals"})
  <R extends Record> void refusesAVersionOfTheFuture(String name, RecordCodec<R> codec, R value) {
    byte[] bytes = codec.write(value);
    bytes[0] = 2;
    assertThatThrownBy(() -> codec.read(bytes))
        .as(name)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("or a newer one");
  }
}
