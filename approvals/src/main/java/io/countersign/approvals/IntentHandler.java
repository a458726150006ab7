package io.countersign.approvals;

import io.countersign.approvals.decision.Checks;
import io.countersign.approvals.decision.Question;
import io.countersign.approvals.state.Call;
import io.countersign.approvals.state.Head;
import io.countersign.approvals.state.StateView;
import io.countersign.approvals.state.Tool;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.CheckResult;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Severity;
import io.countersign.schemas.call.StandingAnswer;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.FindingRaised;
import io.countersign.schemas.event.IntentRecorded;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides intents, once for each call. */
final class IntentHandler {
  private static final String TYPE = "RecordIntent";

  /** An intent and everything around it. */
  record Case(
      StateView state,
      Head head,
      Instant now,
      Instant logTime,
      boolean clockSuspect,
      CommandEnvelope command,
      RecordIntent intent) {
    String tenant() {
      return command.tenant();
    }
  }

  void handle(Case asked, Checks checks, Recorder recorder) {
    Call call = asked.state.call(asked.tenant(), asked.intent.callId());
    if (call == null) {
      if (!idRefused(asked, recorder)) {
        decide(asked, checks, recorder);
      }
    } else if (call.decision() == null
        || !call.decision().actionDigest().equals(asked.intent.actionDigest())) {
      recorder.reject(
          asked.tenant(),
          call.runId(),
          call.callId(),
          TYPE,
          "CALL_ID_REUSED",
          "Expected the action that call %s was decided for, but the arguments or the tool differ. Use a new call id."
              .formatted(call.callId()),
          null);
    } else if (call.state() == CallState.ABANDONED) {
      decide(asked, checks, recorder);
    } else {
      repeat(asked, call, call.decision(), recorder);
    }
  }

  private static boolean idRefused(Case asked, Recorder recorder) {
    String refusal =
        Engine.idRefusal(asked.intent.callId(), asked.head, asked.now, asked.clockSuspect);
    if (refusal == null) {
      return false;
    }
    recorder.reject(
        asked.tenant(),
        asked.intent.runId(),
        asked.intent.callId(),
        TYPE,
        refusal,
        "Expected a call id that is a UUIDv7 from %s to 5 minutes after %s, but it is another."
            .formatted(Engine.horizon(asked.head, asked.now), asked.now),
        null);
    return true;
  }

  private static void decide(Case asked, Checks checks, Recorder recorder) {
    RecordIntent intent = asked.intent;
    Tool tool = asked.state.tool(asked.tenant(), intent.tool().server(), intent.tool().name());
    recorder.record(asked.tenant(), intent.runId(), intent.callId(), recorded(intent));
    Checks.Decision decision =
        checks.decide(
            new Question(
                asked.command, intent, asked.now, asked.logTime, asked.clockSuspect, tool));
    boolean allowed = decision.verdict() == Verdict.ALLOW;
    EventEnvelope made =
        recorder.record(
            asked.tenant(),
            intent.runId(),
            intent.callId(),
            new DecisionMade(
                intent.callId(),
                decision.verdict(),
                decision.reasons(),
                intent.actionDigest(),
                intent.tool(),
                tool == null ? null : tool.definition().risk(),
                asked.command.source().gateway(),
                allowed ? asked.now.plusMillis(asked.head.settings().allowValidMillis()) : null,
                allowed ? asked.now.plusMillis(asked.head.settings().outcomeDueMillis()) : null,
                checks.level()));
    findLooserGateway(asked, decision.verdict(), made, recorder);
  }

  /**
   * A gateway that decides by itself and lets through what we would not is something to look at.
   */
  private static void findLooserGateway(
      Case asked, Verdict ours, EventEnvelope made, Recorder recorder) {
    if (asked.intent.reported() != null
        && asked.intent.reported().verdict() == Verdict.ALLOW
        && ours != Verdict.ALLOW) {
      recorder.record(
          asked.tenant(),
          asked.intent.runId(),
          asked.intent.callId(),
          new FindingRaised(
              "GATEWAY_LOOSER",
              Severity.HIGH,
              "Expected the gateway to decide as Countersign does, but it says ALLOW where we say %s."
                  .formatted(ours),
              List.of(made.eventId())));
    }
  }

  private static void repeat(Case asked, Call call, StandingAnswer standing, Recorder recorder) {
    recorder.reject(
        asked.tenant(),
        call.runId(),
        call.callId(),
        TYPE,
        "CALL_REPEATED",
        "Expected a new call, but %s was decided at position %d; that decision stands."
            .formatted(call.callId(), standing.position()),
        standingFor(asked.command, call, standing));
  }

  /**
   * What stands for a repeated command about {@code call}; nothing when it is about another action
   * after all.
   */
  @Nullable StandingAnswer standing(Call call, CommandEnvelope command, RecordIntent intent) {
    StandingAnswer standing = call.decision();
    boolean same =
        standing != null
            && intent.callId().equals(call.callId())
            && intent.actionDigest().equals(standing.actionDigest());
    return standing != null && same ? standingFor(command, call, standing) : null;
  }

  /**
   * The decision that stands for whoever asks again. An ALLOW for something that changes the world
   * is good for one gateway and one run of the tool, so it is not handed out to another gateway,
   * nor after the call has ended.
   */
  private static StandingAnswer standingFor(
      CommandEnvelope command, Call call, StandingAnswer standing) {
    boolean changesNothing = call.risk() == Risk.READ;
    if (standing.verdict() != Verdict.ALLOW) {
      return standing;
    }
    if (call.state() == CallState.CANCELLED) {
      return denied(
          standing, "CALL_CANCELLED", "Expected a call that goes on, but it was cancelled.");
    }
    if (!changesNothing && !call.gateway().equals(command.source().gateway())) {
      return denied(
          standing,
          "ALREADY_ALLOWED",
          "Expected the gateway that was allowed to run this call, but another one asks.");
    }
    if (!changesNothing && call.state() != CallState.ALLOWED) {
      return denied(
          standing,
          "ALREADY_USED",
          "Expected a call that has not run, but its outcome is known or overdue.");
    }
    return standing;
  }

  private static StandingAnswer denied(StandingAnswer standing, String code, String message) {
    return new StandingAnswer(
        standing.eventId(),
        standing.position(),
        standing.recordedAt(),
        Verdict.DENY,
        List.of(new Reason("idempotency", CheckResult.FAILED, code, message, null)),
        standing.actionDigest(),
        null);
  }

  private static IntentRecorded recorded(RecordIntent intent) {
    return new IntentRecorded(
        intent.callId(),
        intent.runId(),
        intent.environment(),
        intent.actor(),
        intent.tool(),
        intent.arguments(),
        intent.actionDigest(),
        intent.resources(),
        intent.context(),
        intent.bound(),
        intent.preview(),
        intent.rollback(),
        intent.readBack(),
        intent.reported(),
        intent.redactions());
  }
}
