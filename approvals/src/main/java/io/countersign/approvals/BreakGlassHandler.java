package io.countersign.approvals;

import io.countersign.approvals.decision.Checks;
import io.countersign.approvals.decision.Question;
import io.countersign.approvals.people.Electorate;
import io.countersign.approvals.people.Names;
import io.countersign.approvals.state.Approval;
import io.countersign.approvals.state.Approvers;
import io.countersign.approvals.state.OpenReview;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.call.Severity;
import io.countersign.schemas.command.BreakGlass;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.ReviewBreakGlass;
import io.countersign.schemas.control.QuorumSlot;
import io.countersign.schemas.event.BreakGlassInvoked;
import io.countersign.schemas.event.BreakGlassReviewed;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.FindingRaised;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Lets one person take the responsibility in an emergency, for the exact action and nothing else,
 * and has another person look at it afterwards.
 */
final class BreakGlassHandler {
  /** Longest time that such an approval may be claimed. */
  static final Duration CLAIMABLE = Duration.ofMinutes(15);

  /** Until when somebody must have looked. */
  static final Duration REVIEW = Duration.ofHours(24);

  /** Most reviews of a tenant that are open at once. */
  static final int MOST_REVIEWS = 64;

  private final Approvals approvals = new Approvals();

  void breakGlass(Moment moment, BreakGlass glass, Checks checks, Recorder recorder) {
    Approval approval = approvals.find(moment, glass.approvalId(), recorder);
    if (approval == null) {
      return;
    }
    if (approval.ranOut(moment.now())) {
      Closing.runOut(approval, recorder);
      approvals.resolved(moment, approval, recorder);
      return;
    }
    if (approval.state() != ApprovalState.PENDING) {
      approvals.resolved(moment, approval, recorder);
      return;
    }
    Optional<VoteHandler.Refusal> refusal = refusal(moment, approval, glass);
    if (refusal.isPresent()) {
      approvals.reject(moment, approval, refusal.get().code(), refusal.get().message(), recorder);
    } else {
      take(moment, approval, glass, checks, recorder);
    }
  }

  private static Optional<VoteHandler.Refusal> refusal(
      Moment moment, Approval approval, BreakGlass glass) {
    String group = moment.state().controls(moment.tenant()).settings().breakGlassGroup();
    if (group == null || approval.callId() == null) {
      return refused(
          "BREAK_GLASS_FORBIDDEN",
          "Expected a call of a tenant that names who may break the glass, but it is none.");
    }
    Approvers approvers = moment.state().approvers(moment.tenant());
    Electorate members =
        new Electorate(
            approvers, approval.excluded(), List.of(new QuorumSlot(group, 1)), moment.now());
    if (!(members.standing(glass.voter()) instanceof Electorate.Eligible own)) {
      Electorate.Refused told = (Electorate.Refused) members.standing(glass.voter());
      boolean stranger = told.code().equals("NOT_ELIGIBLE");
      return refused(stranger ? "BREAK_GLASS_FORBIDDEN" : told.code(), told.message());
    }
    if (!own.groups().contains(group)) {
      return refused(
          "BREAK_GLASS_FORBIDDEN",
          "Expected a member of %s in person, but the voter only holds the vote of one."
              .formatted(group));
    }
    if (approvers.reviews().stream().anyMatch(OpenReview::overdue)
        || approvers.reviews().size() >= MOST_REVIEWS) {
      return refused(
          "BREAK_GLASS_BLOCKED",
          "Expected every broken glass of the past to be reviewed, but a review is overdue. Review it first.");
    }
    if (glass.reason().isBlank()) {
      return refused(
          "REASON_REQUIRED", "Expected a reason, but there is none. Say why it cannot wait.");
    }
    return Seals.refusal(
        moment,
        approval,
        glass.actionDigest(),
        glass.previewDigest(),
        glass.voter().subject(),
        "BREAK_GLASS",
        glass.assertion());
  }

  private static void take(
      Moment moment, Approval approval, BreakGlass glass, Checks checks, Recorder recorder) {
    Instant until =
        moment.now().plusMillis(Math.min(approval.terms().grantTtlMillis(), CLAIMABLE.toMillis()));
    RecordIntent intent =
        Objects.requireNonNull(
            moment.state().intent(moment.tenant(), Objects.requireNonNull(approval.callId())),
            "a pending call has its intent");
    Resolution resolution = new Resolution(moment, checks, recorder);
    EventEnvelope invoked =
        recorder.record(
            moment.tenant(),
            approval.runId(),
            approval.callId(),
            new BreakGlassInvoked(
                approval.approvalId(),
                approval.callId(),
                glass.reason(),
                glass.ticket(),
                glass.actionDigest(),
                glass.previewDigest(),
                glass.voter(),
                glass.assertion(),
                moment.now().plus(REVIEW)));
    recorder.record(
        moment.tenant(),
        approval.runId(),
        approval.callId(),
        new FindingRaised(
            "BREAK_GLASS",
            Severity.HIGH,
            "Expected the votes that the call needs, but one person took the responsibility. Another person must review it within 24 hours.",
            List.of(invoked.eventId())));
    if (resolution.again(approval.granted(until, true, 0), intent, Question.Stage.APPROVING)
        instanceof Resolution.Ends ends) {
      Closing.close(approval, ends.state(), ends.cause(), ends.message(), recorder);
    } else {
      resolution.grant(approval, null, true, until);
    }
  }

  void review(Moment moment, ReviewBreakGlass review, Recorder recorder) {
    Approvers approvers = moment.state().approvers(moment.tenant());
    Optional<OpenReview> open =
        approvers.reviews().stream()
            .filter(each -> each.approvalId().equals(review.approvalId()))
            .findFirst();
    if (open.isEmpty()) {
      reject(
          moment,
          review,
          "NOTHING_TO_REVIEW",
          "Expected a broken glass that nobody has reviewed, but there is none of this approval.",
          recorder);
      return;
    }
    if (Names.samePerson(approvers.roster(), open.get().by(), review.by())
        || isExcluded(moment, approvers, review)) {
      reject(
          moment,
          review,
          "SELF_REVIEW",
          "Expected a review by somebody who has no part in the call, but the reviewer has.",
          recorder);
      return;
    }
    recorder.record(
        moment.tenant(),
        open.get().runId(),
        open.get().callId(),
        new BreakGlassReviewed(
            review.approvalId(),
            open.get().callId(),
            review.justified(),
            review.comment(),
            review.by()));
  }

  private static boolean isExcluded(Moment moment, Approvers approvers, ReviewBreakGlass review) {
    Approval approval = moment.state().approval(moment.tenant(), review.approvalId());
    return approval != null
        && approval.excluded().stream()
            .anyMatch(name -> Names.samePerson(approvers.roster(), name, review.by()));
  }

  private static void reject(
      Moment moment, ReviewBreakGlass review, String code, String message, Recorder recorder) {
    recorder.reject(moment.tenant(), null, null, review.type(), code, message, null);
  }

  private static Optional<VoteHandler.Refusal> refused(String code, String message) {
    return Optional.of(new VoteHandler.Refusal(code, message));
  }
}
