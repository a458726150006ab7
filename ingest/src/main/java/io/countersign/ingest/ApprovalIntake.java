package io.countersign.ingest;

import io.countersign.ingest.redact.Redactor;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.approval.Approver;
import io.countersign.schemas.approval.Assertion;
import io.countersign.schemas.approval.Authenticator;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.GrantMode;
import io.countersign.schemas.approval.StandingScope;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.command.BreakGlass;
import io.countersign.schemas.command.CancelRun;
import io.countersign.schemas.command.CastVote;
import io.countersign.schemas.command.ClaimGrant;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.ConfirmCall;
import io.countersign.schemas.command.CreateStandingGrant;
import io.countersign.schemas.command.DelegateVotes;
import io.countersign.schemas.command.EndDelegation;
import io.countersign.schemas.command.ReconcileOutcome;
import io.countersign.schemas.command.RegisterAuthenticator;
import io.countersign.schemas.command.RemoveApprover;
import io.countersign.schemas.command.RemoveAuthenticator;
import io.countersign.schemas.command.ReviewBreakGlass;
import io.countersign.schemas.command.RevokeApproval;
import io.countersign.schemas.command.RevokeStandingGrant;
import io.countersign.schemas.command.SetApprover;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes a command of what gateways and people want of approvals. Who votes is the subject of the
 * token, never a name in the document; a gateway never votes, and an approver never claims. What
 * people write is searched for secrets, not for personal data, so that it stays what they wrote.
 *
 * <p>Expects documents that the {@link io.countersign.ingest.contract.Contract} has accepted. Every
 * method throws {@link io.countersign.schemas.http.ProblemException}: {@code forbidden} for a
 * caller without the role or the tenant, {@code invalid-request} for a value that only looked
 * right.
 */
public final class ApprovalIntake {
  private final Redactor redactor;

  public ApprovalIntake(Redactor redactor) {
    this.redactor = redactor;
  }

  /** A gateway spends an approval. */
  public CommandEnvelope claim(UUID callId, ControlIntake.Request request) {
    JsonObject document = request.document();
    return made(
        request,
        List.of(Role.GATEWAY),
        () ->
            new ClaimGrant(
                callId,
                Intake.claimId(Values.text(document, "claimId")),
                digest(document, "actionDigest"),
                document.string("mode").map(GrantMode::valueOf).orElse(GrantMode.ONLINE)));
  }

  /** The user wants the call. */
  public CommandEnvelope confirm(UUID callId, ControlIntake.Request request) {
    return made(request, List.of(Role.GATEWAY), () -> new ConfirmCall(callId));
  }

  /** A run has ended. */
  public CommandEnvelope cancelRun(String runId, ControlIntake.Request request) {
    return made(
        request,
        List.of(Role.GATEWAY),
        () ->
            new CancelRun(
                runId, new TextRedaction(redactor).required(request.document(), "reason")));
  }

  /** An operator found out how a call ended. */
  public CommandEnvelope reconcile(UUID callId, ControlIntake.Request request) {
    JsonObject document = request.document();
    return made(
        request,
        List.of(Role.OPERATOR),
        () ->
            new ReconcileOutcome(
                callId,
                OutcomeStatus.valueOf(Values.text(document, "status")),
                document.object("usage").map(Values::amounts).orElse(null),
                reason(request),
                subject(request)));
  }

  /** A person votes. */
  public CommandEnvelope vote(UUID approvalId, ControlIntake.Request request) {
    JsonObject document = request.document();
    return made(
        request,
        List.of(Role.APPROVER),
        () ->
            new CastVote(
                approvalId,
                Ballot.valueOf(Values.text(document, "vote")),
                texts().optional(document, "comment", ""),
                digest(document, "actionDigest"),
                digest(document, "previewDigest"),
                voter(request),
                assertion(document)));
  }

  /** A person takes an approval back. */
  public CommandEnvelope revoke(UUID approvalId, ControlIntake.Request request) {
    return made(
        request,
        List.of(Role.APPROVER, Role.OPERATOR),
        () -> new RevokeApproval(approvalId, reason(request), subject(request)));
  }

  /** A person takes the responsibility in place of the votes. */
  public CommandEnvelope breakGlass(UUID approvalId, ControlIntake.Request request) {
    JsonObject document = request.document();
    return made(
        request,
        List.of(Role.APPROVER),
        () ->
            new BreakGlass(
                approvalId,
                reason(request),
                texts().required(document, "ticket"),
                digest(document, "actionDigest"),
                digest(document, "previewDigest"),
                voter(request),
                assertion(document)));
  }

  /** A person says what was found behind a broken glass. */
  public CommandEnvelope review(UUID approvalId, ControlIntake.Request request) {
    JsonObject document = request.document();
    return made(
        request,
        List.of(Role.APPROVER),
        () ->
            new ReviewBreakGlass(
                approvalId,
                document.bool("justified").orElse(false),
                texts().required(document, "comment"),
                subject(request)));
  }

  /** Puts a person on the roster. */
  public CommandEnvelope setApprover(String subject, ControlIntake.Request request) {
    JsonObject document = request.document();
    return made(
        request,
        List.of(Role.OPERATOR),
        () ->
            new SetApprover(
                new Approver(
                    subject,
                    Values.strings(document, "aliases"),
                    Values.strings(document, "groups"),
                    document.bool("active").orElse(false))));
  }

  /** Takes a person off the roster. */
  public CommandEnvelope removeApprover(String subject, ControlIntake.Request request) {
    return made(
        request, List.of(Role.OPERATOR), () -> new RemoveApprover(subject, reason(request)));
  }

  /** Lets another person vote in the caller's place. */
  public CommandEnvelope delegate(String subject, ControlIntake.Request request) {
    JsonObject document = request.document();
    requireOwn(subject, request, List.of());
    return made(
        request,
        List.of(Role.APPROVER),
        () ->
            new DelegateVotes(
                voter(request),
                Values.text(document, "to"),
                Values.time(Values.text(document, "until"), "/until"),
                reason(request)));
  }

  /** Ends a delegation, the caller's own or as an operator. */
  public CommandEnvelope endDelegation(String subject, ControlIntake.Request request) {
    requireOwn(subject, request, List.of(Role.OPERATOR));
    return made(
        request,
        List.of(Role.APPROVER, Role.OPERATOR),
        () -> new EndDelegation(subject, reason(request), subject(request)));
  }

  /** Votes in advance. The grant's id is the id of the command, so that a repeat is the same. */
  public CommandEnvelope createStandingGrant(ControlIntake.Request request) {
    JsonObject document = request.document();
    JsonObject scope = ControlValues.object(document, "scope");
    return made(
        request,
        List.of(Role.APPROVER),
        () ->
            new CreateStandingGrant(
                request.stamp().commandId(),
                new StandingScope(
                    Values.text(scope, "server"),
                    Values.text(scope, "tool"),
                    scope.string("environment").orElse(null),
                    scope.string("agent").orElse(null),
                    scope.string("principal").orElse(null),
                    scope.string("when").orElse(null)),
                ControlValues.whole(document, "maxUses"),
                Values.time(Values.text(document, "expiresAt"), "/expiresAt"),
                reason(request),
                voter(request)));
  }

  /** Takes a standing grant back. */
  public CommandEnvelope revokeStandingGrant(UUID grantId, ControlIntake.Request request) {
    return made(
        request,
        List.of(Role.APPROVER, Role.OPERATOR),
        () -> new RevokeStandingGrant(grantId, reason(request), subject(request)));
  }

  /** Registers an authenticator of the caller. */
  public CommandEnvelope registerAuthenticator(ControlIntake.Request request) {
    JsonObject document = request.document();
    return made(
        request,
        List.of(Role.APPROVER),
        () ->
            new RegisterAuthenticator(
                subject(request),
                new Authenticator(
                    Values.text(document, "credentialId"),
                    Values.text(document, "publicKey"),
                    Values.text(document, "relyingParty"),
                    Values.text(document, "origin"),
                    texts().required(document, "name"))));
  }

  /**
   * Trusts an authenticator no more.
   *
   * @param named whose it is; the caller's when absent
   */
  public CommandEnvelope removeAuthenticator(
      String credentialId, Optional<String> named, ControlIntake.Request request) {
    String owner = named.orElseGet(() -> subject(request));
    requireOwn(owner, request, List.of(Role.OPERATOR));
    return made(
        request,
        List.of(Role.APPROVER, Role.OPERATOR),
        () -> new RemoveAuthenticator(owner, credentialId, reason(request), subject(request)));
  }

  /** What belongs to one person is changed by that person, or by these roles. */
  private static void requireOwn(String subject, ControlIntake.Request request, List<Role> orElse) {
    Caller caller = request.origin().caller();
    if (!caller.subject().equals(subject) && orElse.stream().noneMatch(caller::is)) {
      throw Problems.forbidden(
          "Expected the own subject of the token, but the request is about another person.");
    }
  }

  private static CommandEnvelope made(
      ControlIntake.Request request, List<Role> roles, Supplier<Command> command) {
    Caller caller = request.origin().caller();
    if (roles.stream().noneMatch(caller::is)) {
      throw Problems.forbidden(
          "Expected a token with the role %s, but it has none of it."
              .formatted(roles.stream().map(Role::text).collect(Collectors.joining(" or "))));
    }
    String tenant =
        Intake.tenant(request.document().string("tenant").or(request::tenant), caller, "/tenant");
    return Intake.checked(
        () ->
            Intake.envelope(
                tenant, JsonObject.EMPTY, request.origin(), request.stamp(), command.get()));
  }

  private static String subject(ControlIntake.Request request) {
    return request.origin().caller().subject();
  }

  private static Voter voter(ControlIntake.Request request) {
    Caller caller = request.origin().caller();
    return new Voter(caller.subject(), List.copyOf(caller.groups()));
  }

  private TextRedaction texts() {
    return TextRedaction.ofOperator(redactor);
  }

  private String reason(ControlIntake.Request request) {
    return texts().required(request.document(), "reason");
  }

  private static Digest digest(JsonObject document, String name) {
    return Digest.parse(Values.text(document, name));
  }

  private static @Nullable Assertion assertion(JsonObject document) {
    return document
        .object("assertion")
        .map(
            assertion ->
                new Assertion(
                    Values.text(assertion, "credentialId"),
                    Values.text(assertion, "authenticatorData"),
                    Values.text(assertion, "clientData"),
                    Values.text(assertion, "signature")))
        .orElse(null);
  }
}
