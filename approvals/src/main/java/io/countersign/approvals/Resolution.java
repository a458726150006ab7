package io.countersign.approvals;

import io.countersign.approvals.decision.Checks;
import io.countersign.approvals.decision.Question;
import io.countersign.approvals.people.Electorate;
import io.countersign.approvals.quorum.Matching;
import io.countersign.approvals.state.Approval;
import io.countersign.approvals.state.Approvers;
import io.countersign.approvals.state.Call;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.call.CheckResult;
import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.event.ApprovalGranted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Resolves approvals, once each: when enough people refuse, or the quorum is met and the world is
 * still the one that they decided on.
 */
final class Resolution {
  /** Checks whose refusal passes by itself: they never cost a person's decision. */
  private static final Set<String> PASSING = Set.of("clock", "limits", "budgets", "approval");

  /** Refusals of other checks that pass, too. */
  private static final Set<String> PASSING_CODES =
      Set.of(
          "READ_ONLY_MODE", "SHADOW_MODE", "CHECK_FAILED", "POLICY_ERROR", "RULE_LIMIT_EXHAUSTED");

  private final Moment moment;
  private final Checks checks;
  private final Recorder recorder;

  Resolution(Moment moment, Checks checks, Recorder recorder) {
    this.moment = moment;
    this.checks = checks;
    this.recorder = recorder;
  }

  /** Whether what was approved may still run. */
  sealed interface Again {}

  /** It may. */
  record Holds(Checks.Decision decision, Question question) implements Again {}

  /** It may not, and never will. */
  record Ends(ApprovalState state, String cause, String message) implements Again {}

  /** It may not now. */
  record Waits(String code, String message) implements Again {}

  /** How the people of an approval stand now. */
  Electorate electorate(Approval approval) {
    return new Electorate(
        approvers(), approval.excluded(), approval.terms().quorum(), moment.now());
  }

  private Approvers approvers() {
    return moment.state().approvers(moment.tenant());
  }

  /**
   * Resolves a pending approval about a call if its votes are enough.
   *
   * @param voted the approval with the latest vote
   */
  void resolve(Approval voted, RecordIntent intent) {
    if (isDenied(voted)) {
      deny(voted);
      return;
    }
    Matching filled = electorate(voted).match(voted.votes(), Ballot.APPROVE);
    if (!filled.isComplete()) {
      return;
    }
    if (again(voted, intent, Question.Stage.APPROVING) instanceof Ends ends) {
      Closing.close(voted, ends.state(), ends.cause(), ends.message(), recorder);
      return;
    }
    grant(voted, filled, false, moment.now().plusMillis(voted.terms().grantTtlMillis()));
  }

  boolean isDenied(Approval voted) {
    return electorate(voted).count(voted.votes(), Ballot.DENY) >= voted.terms().denials();
  }

  void deny(Approval voted) {
    Closing.close(
        voted,
        ApprovalState.DENIED,
        "DENIED",
        "Expected fewer than %s refusals, but there are as many."
            .formatted(voted.terms().denials()),
        lastVoter(voted),
        null,
        recorder);
  }

  private static @Nullable String lastVoter(Approval voted) {
    return voted.votes().isEmpty() ? null : voted.votes().getLast().subject();
  }

  void grant(Approval voted, @Nullable Matching filled, boolean brokenGlass, Instant until) {
    recorder.record(
        voted.tenant(),
        voted.runId(),
        voted.callId(),
        new ApprovalGranted(
            voted.approvalId(),
            voted.callId(),
            filled == null ? List.of() : filled.seats(),
            brokenGlass,
            until));
  }

  /** Asks every check again about what people decide on. */
  Again again(Approval approval, RecordIntent intent, Question.Stage stage) {
    Question question = IntentHandler.question(moment, intent, stage);
    Call call = moment.state().call(moment.tenant(), intent.callId());
    Risk decided = call == null ? question.risk() : call.risk();
    if (question.risk() != decided) {
      return new Ends(
          ApprovalState.INVALIDATED,
          "TOOL_CHANGED",
          "Expected the risk class that people decided on, %s, but it is %s now."
              .formatted(decided, question.risk()));
    }
    Checks.Decision now = checks.decide(question);
    if (now.verdict() == Verdict.DENY) {
      return refused(now);
    }
    ApprovalTerms terms = now.approval();
    return terms == null || approval.brokenGlass() || suffices(approval, terms, now.excluded())
        ? new Holds(now, question)
        : new Ends(
            ApprovalState.INVALIDATED,
            "QUORUM_RAISED",
            "Expected the votes there are to satisfy the policy and the roster of now, but they do not. Ask again.");
  }

  private static Again refused(Checks.Decision now) {
    Reason reason =
        now.reasons().stream()
            .filter(each -> each.result() == CheckResult.FAILED)
            .findFirst()
            .orElseThrow();
    if (reason.code().equals("KILL_SWITCH")) {
      return new Ends(ApprovalState.REVOKED, reason.code(), reason.message());
    }
    return PASSING.contains(reason.check()) || PASSING_CODES.contains(reason.code())
        ? new Waits(reason.code(), reason.message())
        : new Ends(ApprovalState.INVALIDATED, reason.code(), reason.message());
  }

  /** Whether the votes satisfy what would be asked for now, among those who may vote now. */
  boolean suffices(Approval approval, ApprovalTerms terms, List<String> alsoExcluded) {
    Set<String> excluded = new LinkedHashSet<>(approval.excluded());
    excluded.addAll(alsoExcluded);
    boolean steppedUp = approval.terms().stepUp() || !terms.stepUp();
    boolean saidWhy = approval.terms().comment() || !terms.comment();
    return steppedUp
        && saidWhy
        && new Electorate(approvers(), new ArrayList<>(excluded), terms.quorum(), moment.now())
            .match(approval.votes(), Ballot.APPROVE)
            .isComplete();
  }
}
