package io.countersign.approvals;

import io.countersign.approvals.decision.Brakes;
import io.countersign.approvals.state.Brake;
import io.countersign.approvals.state.Call;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Severity;
import io.countersign.schemas.call.StandingAnswer;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.RecordOutcome;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.FindingRaised;
import io.countersign.schemas.event.OutcomeOverdue;
import io.countersign.schemas.event.OutcomeRecorded;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Records outcomes and finds those that should not be. A fact is always recorded, even when it
 * should not have happened.
 */
final class OutcomeHandler {
  private static final String TYPE = "RecordOutcome";

  /** No call is remembered for longer, so it can not have begun earlier. */
  private static final long LONGEST_MILLIS = Duration.ofDays(366).toMillis();

  void handle(Moment moment, RecordOutcome outcome, Recorder recorder) {
    Call call = moment.state().call(moment.tenant(), outcome.callId());
    if (call == null) {
      unknown(moment, outcome, recorder);
    } else if (outcome.status() == OutcomeStatus.NOT_RUN
        && (outcome.claimId() != null || !isSameGateway(moment.command(), call))
        && ApprovalHandler.isUnspent(call.state())) {
      // The gateway gave a claim up whose answer it never got, or it is another gateway's call.
      // Nothing ran, and the approval is as good as before.
      recorder.reject(
          moment.tenant(),
          call.runId(),
          call.callId(),
          TYPE,
          "UNKNOWN_CLAIM",
          "Expected the outcome of a claim of this gateway that was recorded, but there is none. Nothing has changed.",
          call.decision());
    } else if (call.state() == CallState.REPORTED && !reconciles(call, outcome)) {
      again(moment, call, outcome, recorder);
    } else {
      first(moment, call, outcome, recorder);
    }
  }

  private static void unknown(Moment moment, RecordOutcome outcome, Recorder recorder) {
    CommandEnvelope command = moment.command();
    String refusal = Engine.idRefusal(outcome.callId(), moment);
    if (refusal != null || outcome.status() == OutcomeStatus.NOT_RUN) {
      recorder.reject(
          command.tenant(),
          null,
          outcome.callId(),
          TYPE,
          refusal == null ? "CALL_UNKNOWN" : refusal,
          "Expected a call that was asked for, but %s is not known.".formatted(outcome.callId()),
          null);
    }
    if (outcome.status() == OutcomeStatus.NOT_RUN) {
      return;
    }
    List<UUID> evidence =
        refusal == null ? List.of(record(command, null, outcome, recorder).eventId()) : List.of();
    find(
        command,
        null,
        outcome,
        "OUTCOME_WITHOUT_DECISION",
        "Expected a decision before the tool ran, but nobody asked for call %s, or it was long forgotten."
            .formatted(outcome.callId()),
        evidence,
        recorder);
  }

  /** Whether a call is overdue and the tick that says so has not come yet. */
  static boolean isOverdue(Moment moment, Call call) {
    return (call.state() == CallState.ALLOWED || call.state() == CallState.CLAIMED)
        && call.outcomeDueAt() != null
        && call.outcomeDueAt().isBefore(moment.now());
  }

  /**
   * Records that the call is overdue, so that a late tick changes nothing. Returns the call as far
   * as it was charged for that.
   */
  static Call recordOverdue(Call call, Settlement settlement, Recorder recorder) {
    Instant dueAt = call.outcomeDueAt();
    if (dueAt == null) {
      throw new IllegalArgumentException(
          "Expected a call whose outcome is due, but for %s none is".formatted(call.callId()));
    }
    recorder.record(
        call.tenant(), call.runId(), call.callId(), new OutcomeOverdue(call.callId(), dueAt));
    return settlement.overdue(call);
  }

  private static void first(Moment moment, Call call, RecordOutcome outcome, Recorder recorder) {
    CommandEnvelope command = moment.command();
    Settlement settlement = new Settlement(moment.state(), moment.now(), recorder);
    Call before = isOverdue(moment, call) ? recordOverdue(call, settlement, recorder) : call;
    EventEnvelope recorded = record(command, call, outcome, recorder);
    settlement.reported(before, outcome, isSameGateway(command, call));
    if (outcome.status() != OutcomeStatus.NOT_RUN) {
      findExecutedWithoutPermission(command, call, outcome, recorded, recorder);
      findExecutedUnderBrake(moment, call, outcome, recorded, recorder);
    }
    findOtherAction(command, call, outcome, recorded, recorder);
    findOtherGateway(command, call, outcome, recorded, recorder);
    findOtherClaim(command, call, outcome, recorded, recorder);
    Closing.giveUp(
        moment,
        call,
        "OUTCOME_REPORTED",
        "Expected a claim before an outcome, but the outcome of the call was reported.",
        recorder);
  }

  /** A claimed call ran under its claim, or somebody did not know of it. */
  private static void findOtherClaim(
      CommandEnvelope command,
      Call call,
      RecordOutcome outcome,
      EventEnvelope recorded,
      Recorder recorder) {
    if (call.claimId() != null && !call.claimId().equals(outcome.claimId())) {
      recorder.record(
          command.tenant(),
          call.runId(),
          outcome.callId(),
          new FindingRaised(
              "UNKNOWN_CLAIM",
              Severity.MEDIUM,
              "Expected the outcome of the claim that was recorded, but it names %s."
                  .formatted(outcome.claimId() == null ? "none" : "another one"),
              evidence(call, recorded)));
    }
  }

  private static void findExecutedWithoutPermission(
      CommandEnvelope command,
      Call call,
      RecordOutcome outcome,
      EventEnvelope recorded,
      Recorder recorder) {
    String code =
        switch (call.state()) {
          case DENIED, PENDING, APPROVED -> "OUTCOME_WITHOUT_ALLOW";
          case CANCELLED -> "EXECUTED_AFTER_CANCEL";
          case ABANDONED -> "EXECUTED_AFTER_ABANDON";
          case ALLOWED, CLAIMED, OVERDUE -> null;
          case REPORTED -> reconciledWithoutPermission(call);
        };
    if (code != null) {
      find(
          command,
          call,
          outcome,
          code,
          "Expected the tool not to run, because the call was %s, but its outcome is %s."
              .formatted(call.state(), outcome.status()),
          evidence(call, recorded),
          recorder);
    }
  }

  /** A definite outcome after an uncertain one; it was never allowed, so certainty is worse. */
  private static @Nullable String reconciledWithoutPermission(Call call) {
    if (call.decision() == null) {
      return "OUTCOME_WITHOUT_DECISION";
    }
    return call.decision().verdict() == Verdict.ALLOW || call.claimId() != null
        ? null
        : "OUTCOME_WITHOUT_ALLOW";
  }

  /**
   * A call was allowed, then a brake was engaged, and then the tool began all the same: its outcome
   * came when it cannot have begun earlier. Brakes that were released since are not looked at.
   */
  private static void findExecutedUnderBrake(
      Moment moment, Call call, RecordOutcome outcome, EventEnvelope recorded, Recorder recorder) {
    StandingAnswer decision = call.decision();
    ToolReference tool = call.tool();
    boolean open =
        call.state() == CallState.ALLOWED
            || call.state() == CallState.CLAIMED
            || call.state() == CallState.OVERDUE;
    if (!open || decision == null || tool == null) {
      return;
    }
    Instant began = moment.now().minusMillis(Math.min(outcome.durationMillis(), LONGEST_MILLIS));
    Optional<Brake> brake =
        Brakes.stopping(
            moment.state().controls(moment.tenant()),
            moment.state().controls(CommandEnvelope.PLATFORM),
            tool,
            call.environment(),
            call.risk(),
            engaged ->
                engaged.position() > decision.position() && engaged.engagedAt().isBefore(began));
    if (brake.isPresent()) {
      find(
          moment.command(),
          call,
          outcome,
          "EXECUTED_UNDER_BRAKE",
          "Expected the tool not to begin after %s, but it began at %s or later. %s"
              .formatted(brake.get().reference(), began, Brakes.message(brake.get())),
          evidence(call, recorded),
          recorder);
    }
  }

  private static void findOtherAction(
      CommandEnvelope command,
      Call call,
      RecordOutcome outcome,
      EventEnvelope recorded,
      Recorder recorder) {
    if (outcome.actionDigest() != null
        && call.decision() != null
        && !outcome.actionDigest().equals(call.decision().actionDigest())) {
      find(
          command,
          call,
          outcome,
          "DIGEST_MISMATCH",
          "Expected the action that was decided, but the digest of what ran is another.",
          evidence(call, recorded),
          recorder);
    }
  }

  private static void findOtherGateway(
      CommandEnvelope command,
      Call call,
      RecordOutcome outcome,
      EventEnvelope recorded,
      Recorder recorder) {
    if (!isSameGateway(command, call)) {
      recorder.record(
          command.tenant(),
          call.runId(),
          outcome.callId(),
          new FindingRaised(
              "OUTCOME_FROM_OTHER_GATEWAY",
              Severity.MEDIUM,
              "Expected the outcome from the gateway that asked, but another one reported it.",
              evidence(call, recorded)));
    }
  }

  private static boolean isSameGateway(CommandEnvelope command, Call call) {
    return call.gateway().equals(command.source().gateway());
  }

  /**
   * A definite outcome may follow one that was not known. Everything else after an outcome repeats
   * it or contradicts it.
   */
  private static boolean reconciles(Call call, RecordOutcome outcome) {
    boolean open = call.outcome() != null && !call.outcome().definite();
    return (open || call.attested()) && outcome.status().definite();
  }

  private static void again(Moment moment, Call call, RecordOutcome outcome, Recorder recorder) {
    CommandEnvelope command = moment.command();
    if (content(outcome).equals(call.outcomeDigest())) {
      recorder.reject(
          command.tenant(),
          call.runId(),
          call.callId(),
          TYPE,
          "OUTCOME_REPEATED",
          "Expected a first outcome, but the same one was recorded already.",
          call.decision());
      return;
    }
    EventEnvelope recorded = record(command, call, outcome, recorder);
    new Settlement(moment.state(), moment.now(), recorder).contradicted(call, outcome);
    find(
        command,
        call,
        outcome,
        "CONTRADICTING_OUTCOME",
        "Expected one outcome, but after %s came another one: %s. The tool may have run twice."
            .formatted(call.outcome(), outcome.status()),
        evidence(call, recorded),
        recorder);
  }

  private static List<UUID> evidence(Call call, EventEnvelope recorded) {
    List<UUID> evidence = new ArrayList<>();
    if (call.decision() != null) {
      evidence.add(call.decision().eventId());
    }
    if (call.outcomeEventId() != null) {
      evidence.add(call.outcomeEventId());
    }
    evidence.add(recorded.eventId());
    return evidence;
  }

  /**
   * What an outcome says, so that a repeat can be told from a contradiction. How long it took is no
   * part of it.
   */
  static Digest content(OutcomeRecorded outcome) {
    return content(
        outcome.status().name(),
        outcome.errorClass(),
        outcome.resultDigest(),
        outcome.result() == null ? null : outcome.result().json(),
        outcome.actionDigest());
  }

  private static Digest content(RecordOutcome outcome) {
    return content(
        outcome.status().name(),
        outcome.errorClass(),
        outcome.resultDigest(),
        outcome.result() == null ? null : outcome.result().json(),
        outcome.actionDigest());
  }

  private static Digest content(@Nullable Object... parts) {
    StringBuilder text = new StringBuilder("countersign/outcome/v1\n");
    for (Object part : parts) {
      String value = String.valueOf(part);
      text.append(value.length()).append(':').append(value).append('\n');
    }
    return Digest.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static EventEnvelope record(
      CommandEnvelope command, @Nullable Call call, RecordOutcome outcome, Recorder recorder) {
    return recorder.record(
        command.tenant(),
        call == null ? null : call.runId(),
        outcome.callId(),
        new OutcomeRecorded(
            outcome.callId(),
            outcome.status(),
            outcome.errorClass(),
            outcome.result(),
            outcome.resultDigest(),
            outcome.resources(),
            outcome.durationMillis(),
            outcome.usage(),
            outcome.actionDigest(),
            outcome.claimId()));
  }

  private static void find(
      CommandEnvelope command,
      @Nullable Call call,
      RecordOutcome outcome,
      String code,
      String message,
      List<UUID> evidence,
      Recorder recorder) {
    recorder.record(
        command.tenant(),
        call == null ? null : call.runId(),
        outcome.callId(),
        new FindingRaised(code, Severity.HIGH, message, evidence));
  }
}
