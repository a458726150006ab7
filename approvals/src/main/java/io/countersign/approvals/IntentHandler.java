package io.countersign.approvals;

import static java.util.Objects.requireNonNull;

import io.countersign.approvals.budget.Account;
import io.countersign.approvals.budget.Thresholds;
import io.countersign.approvals.decision.Checks;
import io.countersign.approvals.decision.Question;
import io.countersign.approvals.state.Approval;
import io.countersign.approvals.state.BudgetInForce;
import io.countersign.approvals.state.Call;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.CheckResult;
import io.countersign.schemas.call.LedgerSettings;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Severity;
import io.countersign.schemas.call.StandingAnswer;
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
import org.jspecify.annotations.Nullable;

/** Decides intents, once for each call. */
final class IntentHandler {
  private static final String TYPE = "RecordIntent";

  private final ApprovalRequests requests = new ApprovalRequests();

  void handle(Moment moment, RecordIntent intent, Checks checks, Recorder recorder) {
    Call call = moment.state().call(moment.tenant(), intent.callId());
    if (call == null) {
      if (!idRefused(moment, intent, recorder)) {
        ask(moment, intent, checks, recorder);
      }
    } else if (!isSame(moment, call, intent)) {
      Approval superseded = ApprovalRequests.superseded(moment, call, intent);
      if (superseded != null) {
        decide(moment, intent, superseded, checks, recorder);
        return;
      }
      recorder.reject(
          moment.tenant(),
          call.runId(),
          call.callId(),
          TYPE,
          "CALL_ID_REUSED",
          "Expected the action and the asker that call %s was decided for, but arguments, tool, actor, environment or run differ. Use a new call id."
              .formatted(call.callId()),
          null);
    } else if (call.state() == CallState.ABANDONED) {
      decide(moment, intent, null, checks, recorder);
    } else {
      repeat(moment, call, intent, checks, recorder);
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

  /** Decides a call that is new, unless the same action waits for people already. */
  private void ask(Moment moment, RecordIntent intent, Checks checks, Recorder recorder) {
    Approval open = ApprovalRequests.open(moment, intent);
    if (open == null) {
      decide(moment, intent, null, checks, recorder);
    } else {
      requests.answerOpen(moment, intent, open, recorder);
    }
  }

  /**
   * @param superseded the approval of the same call that the action takes the place of
   */
  private void decide(
      Moment moment,
      RecordIntent intent,
      @Nullable Approval superseded,
      Checks checks,
      Recorder recorder) {
    Question question = question(moment, intent, Question.Stage.FIRST);
    Checks.Decision decision = checks.decide(question);
    boolean allowed = decision.verdict() == Verdict.ALLOW;
    boolean asked = decision.verdict() == Verdict.ASK;
    recorder.record(moment.tenant(), intent.runId(), intent.callId(), recorded(intent, asked));
    if (superseded != null) {
      Closing.close(
          superseded,
          ApprovalState.SUPERSEDED,
          "SUPERSEDED",
          "Expected the action that people were asked about, but another one was asked for under the same call.",
          null,
          asked ? ApprovalRequests.id(moment) : null,
          recorder);
    }
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
                Asker.of(moment.tenant(), intent),
                intent.tool(),
                intent.environment(),
                question.risk(),
                decision.gate(),
                decision.rules(),
                decision.approval(),
                allowed ? decision.holds() : null,
                moment.command().source().gateway(),
                allowed ? moment.now().plusMillis(settings.allowValidMillis()) : null,
                allowed ? moment.now().plusMillis(settings.outcomeDueMillis()) : null,
                checks.level()));
    tellThresholds(moment, intent, allowed ? decision.holds() : null, recorder);
    if (asked) {
      requests.request(
          moment,
          intent,
          question,
          decision,
          superseded == null ? null : superseded.approvalId(),
          checks,
          recorder);
    }
    findLooserGateway(moment, intent, decision.verdict(), made, recorder);
  }

  static Question question(Moment moment, RecordIntent intent, Question.Stage stage) {
    return new Question(
        moment.command(),
        intent,
        moment.now(),
        moment.logTime(),
        moment.clockSuspect(),
        moment.state().tool(moment.tenant(), intent.tool().server(), intent.tool().name()),
        moment.state().controls(moment.tenant()),
        moment.state().controls(CommandEnvelope.PLATFORM),
        stage,
        moment.state());
  }

  /**
   * Whether an intent is about the same action, for the same asker, as the call was decided for.
   */
  private static boolean isSame(Moment moment, Call call, RecordIntent intent) {
    StandingAnswer decision = call.decision();
    return decision != null
        && decision.actionDigest().equals(intent.actionDigest())
        && Asker.of(moment.tenant(), intent).equals(call.asker());
  }

  /** Tells which budgets the reservation of an allowed call has filled to a threshold. */
  static void tellThresholds(
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

  private static void repeat(
      Moment moment, Call call, RecordIntent intent, Checks checks, Recorder recorder) {
    StandingAnswer decision = requireNonNull(call.decision());
    recorder.reject(
        moment.tenant(),
        call.runId(),
        call.callId(),
        TYPE,
        "CALL_REPEATED",
        "Expected a new call, but %s was decided at position %s; that decision stands."
            .formatted(call.callId(), decision.position()),
        standingFor(moment, call, intent, decision, checks));
  }

  /**
   * What stands for a repeated command about {@code call}; nothing when it is about another action
   * or comes from another asker after all.
   *
   * @param call null when the command was answered with another call, which waits for people
   */
  @Nullable StandingAnswer standing(
      Moment moment, @Nullable Call call, RecordIntent intent, Checks checks) {
    if (call == null) {
      Approval open = ApprovalRequests.open(moment, intent);
      return open == null ? null : ApprovalRequests.waiting(moment, open);
    }
    return isSame(moment, call, intent)
        ? standingFor(moment, call, intent, requireNonNull(call.decision()), checks)
        : null;
  }

  /**
   * The decision that stands for whoever asks again. An ALLOW is not handed out once more when it
   * has run out or was given up. One for something that changes the world is good for one gateway
   * and one run of the tool, so it is not handed out to another gateway either, nor after the call
   * has ended.
   */
  private static StandingAnswer standingFor(
      Moment moment, Call call, RecordIntent intent, StandingAnswer standing, Checks checks) {
    boolean changesNothing = call.risk() == Risk.READ;
    if (standing.verdict() != Verdict.ALLOW) {
      return ApprovalRequests.standing(moment, call, intent.callId(), standing);
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
    return asControlledNow(moment, call, intent, standing, checks);
  }

  /**
   * No ALLOW goes out that would not be given now: every check is asked again, but for what the
   * call holds already.
   */
  private static StandingAnswer asControlledNow(
      Moment moment, Call call, RecordIntent intent, StandingAnswer standing, Checks checks) {
    Question question = question(moment, intent, Question.Stage.AGAIN);
    Risk risk = question.risk();
    if (risk != null && risk != call.risk()) {
      return denied(
          standing,
          "TOOL_CHANGED",
          "Expected the risk class that was decided, %s, but it is %s now. Use a new call id."
              .formatted(call.risk(), risk));
    }
    Checks.Decision now = checks.decide(question);
    for (Reason reason : now.reasons()) {
      if (now.verdict() != Verdict.ALLOW && decides(reason, now.verdict())) {
        return denied(standing, reason.code(), reason.message());
      }
    }
    return standing;
  }

  private static boolean decides(Reason reason, Verdict verdict) {
    return reason.result() == (verdict == Verdict.DENY ? CheckResult.FAILED : CheckResult.ASKED);
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

  private static IntentRecorded recorded(RecordIntent intent, boolean held) {
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
        intent.redactions(),
        held);
  }
}
