package io.countersign.approvals;

import io.countersign.approvals.decision.Checks;
import io.countersign.approvals.decision.Question;
import io.countersign.approvals.state.Approval;
import io.countersign.approvals.state.Call;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.PreviewDocument;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.CheckResult;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.StandingAnswer;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.event.ApprovalRequested;
import io.countersign.schemas.event.EventEnvelope;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Asks people about calls, once for each action, and tells what stands when it is asked again. */
final class ApprovalRequests {
  private static final String TYPE = "RecordIntent";

  private final StandingVotes standingVotes = new StandingVotes();

  /** Id of the approval that this command would ask for. */
  static UUID id(Moment moment) {
    return Ids.approval(
        moment.command().commandId(),
        moment.head().ledger(),
        moment.head().generation(),
        moment.head().position(),
        moment.now());
  }

  /**
   * Asks people about a call that was decided ASK.
   *
   * @param supersedes the approval of the same call for another action, which was closed before
   */
  void request(
      Moment moment,
      RecordIntent intent,
      Question question,
      Checks.Decision decision,
      @Nullable UUID supersedes,
      Checks checks,
      Recorder recorder) {
    ApprovalTerms terms = Objects.requireNonNull(decision.approval(), "an ASK has terms");
    EventEnvelope requested =
        recorder.record(
            moment.tenant(),
            intent.runId(),
            intent.callId(),
            new ApprovalRequested(
                id(moment),
                intent.callId(),
                intent.actionDigest(),
                PreviewDocument.digest(intent, question.risk()),
                Asker.of(moment.tenant(), intent),
                intent.tool(),
                intent.environment(),
                question.risk(),
                moment.command().source().gateway(),
                terms,
                decision.excluded(),
                decision.fellBack(),
                moment.now().plusMillis(terms.ttlMillis()),
                supersedes));
    standingVotes.cast(
        moment,
        ApprovalFold.approval(requested, (ApprovalRequested) requested.body()),
        intent,
        question,
        checks,
        recorder);
  }

  /**
   * The open approval of the same action for the same asker and gateway, which the run has under
   * another call; null when there is none. Asking again must not ask people again.
   */
  static @Nullable Approval open(Moment moment, RecordIntent intent) {
    if (intent.runId() == null) {
      return null;
    }
    for (UUID id : moment.state().waiting(moment.tenant(), intent.runId()).approvals()) {
      Approval approval = moment.state().approval(moment.tenant(), id);
      if (approval != null
          && approval.actionDigest().equals(intent.actionDigest())
          && Asker.of(moment.tenant(), intent).equals(approval.asker())
          && approval.requestedBy().equals(moment.command().source().gateway())
          && !approval.ranOut(moment.now())) {
        return approval;
      }
    }
    return null;
  }

  /** Answers an intent whose action waits already, or is approved, under another call. */
  void answerOpen(Moment moment, RecordIntent intent, Approval open, Recorder recorder) {
    recorder.reject(
        moment.tenant(),
        intent.runId(),
        // It is the call that waits that was asked for once more; there is no other call.
        open.callId(),
        TYPE,
        "APPROVAL_OPEN",
        "Expected an action that does not wait yet, but call %s asks for the same one. Go on with that call."
            .formatted(open.callId()),
        waiting(moment, open));
  }

  /** What stands for an action that waits, or is approved, under another call. */
  static StandingAnswer waiting(Moment moment, Approval open) {
    Call call = moment.state().call(moment.tenant(), Objects.requireNonNull(open.callId()));
    StandingAnswer decision =
        Objects.requireNonNull(Objects.requireNonNull(call).decision(), "an approval has one");
    return withApproval(decision, open.callId(), open);
  }

  /**
   * What stands for a call that people have to decide on, or had to.
   *
   * @param askedFor the call that the intent named
   */
  static StandingAnswer standing(Moment moment, Call call, UUID askedFor, StandingAnswer decision) {
    Approval approval =
        call.approvalId() == null
            ? null
            : moment.state().approval(moment.tenant(), call.approvalId());
    if (approval == null) {
      return decision;
    }
    if (approval.ranOut(moment.now())) {
      return denied(
          decision,
          approval,
          approval.state() == ApprovalState.PENDING ? ApprovalState.EXPIRED : ApprovalState.LAPSED);
    }
    return switch (approval.state()) {
      case PENDING, APPROVED ->
          withApproval(decision, call.callId().equals(askedFor) ? null : call.callId(), approval);
      case CLAIMED, CONSUMED, OUTCOME_UNKNOWN ->
          denied(
              decision,
              approval,
              "ALREADY_USED",
              "Expected a call that has not run, but its approval is spent. Use a new call id.");
      case DENIED, EXPIRED, CANCELLED, SUPERSEDED, INVALIDATED, REVOKED, LAPSED ->
          denied(decision, approval, approval.state());
    };
  }

  private static StandingAnswer denied(
      StandingAnswer decision, Approval approval, ApprovalState end) {
    return denied(
        decision,
        approval,
        "APPROVAL_" + end,
        "Expected an approval, but it is %s%s. Ask again under a new call id."
            .formatted(end, approval.cause() == null ? "" : " (" + approval.cause() + ")"));
  }

  private static StandingAnswer denied(
      StandingAnswer decision, Approval approval, String code, String message) {
    return new StandingAnswer(
        decision.eventId(),
        decision.position(),
        decision.recordedAt(),
        Verdict.DENY,
        List.of(new Reason("approval", CheckResult.FAILED, code, message, null)),
        decision.actionDigest(),
        null,
        null,
        approval.progress());
  }

  static StandingAnswer withApproval(
      StandingAnswer decision, @Nullable UUID callId, Approval approval) {
    return new StandingAnswer(
        decision.eventId(),
        decision.position(),
        decision.recordedAt(),
        decision.verdict(),
        decision.reasons(),
        decision.actionDigest(),
        decision.validUntil(),
        callId,
        approval.progress());
  }

  /** The approval that another action of the same call takes the place of; null when none may. */
  static @Nullable Approval superseded(Moment moment, Call call, RecordIntent intent) {
    Approval approval =
        call.state() == CallState.PENDING && call.approvalId() != null
            ? moment.state().approval(moment.tenant(), call.approvalId())
            : null;
    boolean may =
        approval != null
            && Asker.of(moment.tenant(), intent).equals(call.asker())
            && call.gateway().equals(moment.command().source().gateway());
    return may ? approval : null;
  }
}
