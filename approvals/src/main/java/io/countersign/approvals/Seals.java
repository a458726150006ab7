package io.countersign.approvals;

import io.countersign.approvals.people.Names;
import io.countersign.approvals.state.Approval;
import io.countersign.approvals.state.OwnedAuthenticator;
import io.countersign.approvals.webauthn.StepUp;
import io.countersign.schemas.approval.Assertion;
import io.countersign.schemas.digest.Digest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds a person's decision to what they saw, and to the authenticator that they used. */
final class Seals {
  private Seals() {}

  /**
   * What stands against a decision of this person about the approval; empty when nothing does.
   *
   * @param word what the person decides, as their authenticator signed it
   */
  static Optional<VoteHandler.Refusal> refusal(
      Moment moment,
      Approval approval,
      Digest actionDigest,
      Digest previewDigest,
      String subject,
      String word,
      @Nullable Assertion assertion) {
    if (moment.clockSuspect()) {
      return refused(
          "CLOCK_SUSPECT",
          "Expected clocks that agree, but they do not, so nobody can tell whether the vote is in time.");
    }
    if (!approval.actionDigest().equals(actionDigest)
        || !approval.previewDigest().equals(previewDigest)) {
      return refused(
          "STALE_PREVIEW",
          "Expected the digests of what is to be decided, but the voter saw something else. Look again.");
    }
    if (assertion == null) {
      return approval.terms().stepUp()
          ? refused(
              "STEP_UP_REQUIRED",
              "Expected the assertion of an authenticator with the vote, but there is none.")
          : Optional.empty();
    }
    return invalid(moment, approval, subject, word, assertion)
        .map(problem -> new VoteHandler.Refusal("STEP_UP_INVALID", problem));
  }

  private static Optional<String> invalid(
      Moment moment, Approval approval, String subject, String word, Assertion assertion) {
    for (OwnedAuthenticator owned : moment.state().approvers(moment.tenant()).authenticators()) {
      if (Names.same(owned.subject(), subject)
          && owned.authenticator().credentialId().equals(assertion.credentialId())) {
        return StepUp.verify(
            assertion,
            owned.authenticator(),
            StepUp.challenge(
                word, approval.approvalId(), approval.actionDigest(), approval.previewDigest()));
      }
    }
    return Optional.of(
        "Expected an authenticator that the voter has registered, but this one is not. Register it first.");
  }

  private static Optional<VoteHandler.Refusal> refused(String code, String message) {
    return Optional.of(new VoteHandler.Refusal(code, message));
  }
}
