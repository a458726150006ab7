package io.countersign.approvals;

import io.countersign.approvals.budget.Account;
import io.countersign.approvals.budget.Thresholds;
import io.countersign.approvals.decision.Brakes;
import io.countersign.approvals.decision.CatalogueCheck;
import io.countersign.approvals.decision.Check;
import io.countersign.approvals.decision.Checks;
import io.countersign.approvals.decision.Question;
import io.countersign.approvals.state.Brake;
import io.countersign.approvals.state.BudgetInForce;
import io.countersign.approvals.state.Call;
import io.countersign.approvals.state.Tool;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.CheckResult;
import io.countersign.schemas.call.LedgerSettings;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Severity;
import io.countersign.schemas.call.StandingAnswer;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.control.Holds;
import io.countersign.schemas.control.Spending;
import io.countersign.schemas.event.BudgetThresholdReached;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.FindingRaised;
import io.countersign.schemas.event.IntentRecorded;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides intents, once for each call. */
final class IntentHandler {
  private static final String TYPE = "RecordIntent";

  void handle(Moment moment, RecordIntent intent, Checks checks, Recorder recorder) {
    Call call = moment.state().call(moment.tenant(), intent.callId());
    if (call == null) {
      if (!idRefused(moment, intent, recorder)) {
        decide(moment, intent, checks, recorder);
      }
    } else if (call.decision() == null
        || !call.decision().actionDigest().equals(intent.actionDigest())) {
      recorder.reject(
          moment.tenant(),
          call.runId(),
          call.callId(),
          TYPE,
          "CALL_ID_REUSED",
          "Expected the action that call %s was decided for, but the arguments or the tool differ. Use a new call id."
              .formatted(call.callId()),
          null);
    } else if (call.state() == CallState.ABANDONED) {
      decide(moment, intent, checks, recorder);
    } else {
      repeat(moment, call, call.decision(), recorder);
    }
  }

  private static boolean idRefused(Moment moment, RecordIntent intent, Recorder recorder) {
    String refusal = Engine.idRefusal(intent.callId(), moment);
    if (refusal == null) {
      return false;
    }
    recorder.reject(
        moment.tenant(),
        intent.runId(),
        intent.callId(),
        TYPE,
        refusal,
        "Expected a call id that is a UUIDv7 from %s to 5 minutes after %s, but it is another."
            .formatted(Engine.horizon(moment.head(), moment.now()), moment.now()),
        null);
    return true;
  }

  private static void decide(Moment moment, RecordIntent intent, Checks checks, Recorder recorder) {
    Tool tool = moment.state().tool(moment.tenant(), intent.tool().server(), intent.tool().name());
    recorder.record(moment.tenant(), intent.runId(), intent.callId(), recorded(intent));
    Checks.Decision decision =
        checks.decide(
            new Question(
                moment.command(),
                intent,
                moment.now(),
                moment.logTime(),
                moment.clockSuspect(),
                tool,
                moment.state().controls(moment.tenant()),
                moment.state().controls(CommandEnvelope.PLATFORM),
                moment.state()));
    boolean allowed = decision.verdict() == Verdict.ALLOW;
    LedgerSettings settings = moment.head().settings();
    EventEnvelope made =
        recorder.record(
            moment.tenant(),
            intent.runId(),
            intent.callId(),
            new DecisionMade(
                intent.callId(),
                decision.verdict(),
                decision.reasons(),
                intent.actionDigest(),
                intent.tool(),
                intent.environment(),
                tool == null ? null : tool.risk(),
                decision.gate(),
                decision.rules(),
                decision.approval(),
                decision.holds(),
                moment.command().source().gateway(),
                allowed ? moment.now().plusMillis(settings.allowValidMillis()) : null,
                allowed ? moment.now().plusMillis(settings.outcomeDueMillis()) : null,
                checks.level()));
    tellThresholds(moment, intent, decision.holds(), recorder);
    findLooserGateway(moment, intent, decision.verdict(), made, recorder);
  }

  /** Tells which budgets the reservation of an allowed call has filled to a threshold. */
  private static void tellThresholds(
      Moment moment, RecordIntent intent, @Nullable Holds holds, Recorder recorder) {
    if (holds == null) {
      return;
    }
    for (BudgetInForce budget : moment.state().controls(moment.tenant()).budgets()) {
      for (Spending after : holds.spendings()) {
        if (after.budgetId().equals(budget.budget().id())) {
          Spending known =
              moment.state().spending(moment.tenant(), after.budgetId(), after.subject());
          Spending before = known != null && Account.lasts(known, moment.now()) ? known : null;
          BudgetThresholdReached reached = Thresholds.reached(budget.budget(), before, after);
          if (reached != null) {
            recorder.record(moment.tenant(), intent.runId(), intent.callId(), reached);
          }
        }
      }
    }
  }

  /**
   * A gateway that decides by itself and lets through what we would not is something to look at.
   */
  private static void findLooserGateway(
      Moment moment, RecordIntent intent, Verdict ours, EventEnvelope made, Recorder recorder) {
    if (intent.reported() != null
        && intent.reported().verdict() == Verdict.ALLOW
        && ours != Verdict.ALLOW) {
      recorder.record(
          moment.tenant(),
          intent.runId(),
          intent.callId(),
          new FindingRaised(
              "GATEWAY_LOOSER",
              Severity.HIGH,
              "Expected the gateway to decide as Countersign does, but it says ALLOW where we say %s."
                  .formatted(ours),
              List.of(made.eventId())));
    }
  }

  private static void repeat(Moment moment, Call call, StandingAnswer standing, Recorder recorder) {
    recorder.reject(
        moment.tenant(),
        call.runId(),
        call.callId(),
        TYPE,
        "CALL_REPEATED",
        "Expected a new call, but %s was decided at position %s; that decision stands."
            .formatted(call.callId(), standing.position()),
        standingFor(moment, call, standing));
  }

  /**
   * What stands for a repeated command about {@code call}; nothing when it is about another action
   * after all.
   */
  @Nullable StandingAnswer standing(Moment moment, Call call, RecordIntent intent) {
    StandingAnswer standing = call.decision();
    boolean same = standing != null && intent.actionDigest().equals(standing.actionDigest());
    return standing != null && same ? standingFor(moment, call, standing) : null;
  }

  /**
   * The decision that stands for whoever asks again. An ALLOW is not handed out once more when it
   * has run out or was given up. One for something that changes the world is good for one gateway
   * and one run of the tool, so it is not handed out to another gateway either, nor after the call
   * has ended.
   */
  private static StandingAnswer standingFor(Moment moment, Call call, StandingAnswer standing) {
    boolean changesNothing = call.risk() == Risk.READ;
    if (standing.verdict() != Verdict.ALLOW) {
      return standing;
    }
    if (moment.clockSuspect()) {
      return denied(
          standing,
          "CLOCK_SUSPECT",
          "Expected clocks that agree, but they do not, so nobody can tell whether the ALLOW is still valid.");
    }
    if (call.state() == CallState.CANCELLED) {
      return denied(
          standing, "CALL_CANCELLED", "Expected a call that goes on, but it was cancelled.");
    }
    if (call.state() == CallState.ABANDONED) {
      return denied(
          standing,
          "CALL_ABANDONED",
          "Expected a call that goes on, but it was given up because its answer never arrived. Ask again with a new command.");
    }
    if (!changesNothing && !call.gateway().equals(moment.command().source().gateway())) {
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
    if (standing.validUntil() == null || standing.validUntil().isBefore(moment.now())) {
      return denied(
          standing,
          "ALLOW_EXPIRED",
          "Expected an ALLOW that is still valid, but its time has passed. Use a new call id.");
    }
    return asControlledNow(moment, call, standing);
  }

  /**
   * No ALLOW goes out after a brake that matches it, nor for a tool that is not any more what was
   * decided.
   */
  private static StandingAnswer asControlledNow(Moment moment, Call call, StandingAnswer standing) {
    ToolReference reference = call.tool();
    if (reference == null) {
      throw new IllegalStateException("Expected the tool of a decided call, but there is none");
    }
    Tool tool = moment.state().tool(moment.tenant(), reference.server(), reference.name());
    Risk risk = tool == null ? null : tool.risk();
    Optional<Brake> brake =
        Brakes.stopping(
            moment.state().controls(moment.tenant()),
            moment.state().controls(CommandEnvelope.PLATFORM),
            reference,
            call.environment(),
            risk);
    if (brake.isPresent()) {
      return denied(standing, Brakes.code(brake.get()), Brakes.message(brake.get()));
    }
    if (CatalogueCheck.examine(reference, tool, moment.now())
        instanceof Check.Refuse(String code, String message, String cited)) {
      return denied(standing, code, message);
    }
    return risk == call.risk()
        ? standing
        : denied(
            standing,
            "TOOL_CHANGED",
            "Expected the risk class that was decided, %s, but it is %s now. Use a new call id."
                .formatted(call.risk(), risk));
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
