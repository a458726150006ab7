package io.countersign.approvals;

import io.countersign.approvals.decision.StandingConditions;
import io.countersign.approvals.people.Names;
import io.countersign.approvals.state.Approvers;
import io.countersign.approvals.state.Delegation;
import io.countersign.approvals.state.OwnedAuthenticator;
import io.countersign.approvals.state.StandingGrant;
import io.countersign.approvals.state.Tool;
import io.countersign.approvals.webauthn.AuthenticatorCheck;
import io.countersign.schemas.approval.Approver;
import io.countersign.schemas.approval.Authenticator;
import io.countersign.schemas.approval.GrantEnd;
import io.countersign.schemas.approval.StandingScope;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.command.ControlCommand;
import io.countersign.schemas.command.CreateStandingGrant;
import io.countersign.schemas.command.DelegateVotes;
import io.countersign.schemas.command.EndDelegation;
import io.countersign.schemas.command.RegisterAuthenticator;
import io.countersign.schemas.command.RemoveApprover;
import io.countersign.schemas.command.RemoveAuthenticator;
import io.countersign.schemas.command.RevokeStandingGrant;
import io.countersign.schemas.command.SetApprover;
import io.countersign.schemas.event.ApproverRemoved;
import io.countersign.schemas.event.ApproverSet;
import io.countersign.schemas.event.AuthenticatorRegistered;
import io.countersign.schemas.event.AuthenticatorRemoved;
import io.countersign.schemas.event.ControlEvent;
import io.countersign.schemas.event.DelegationEnded;
import io.countersign.schemas.event.StandingGrantClosed;
import io.countersign.schemas.event.StandingGrantCreated;
import io.countersign.schemas.event.VotesDelegated;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keeps who may vote: the roster, delegations, authenticators and votes in advance. */
final class ApproverHandler {
  /** Most people of a roster. */
  static final int MOST_APPROVERS = 256;

  /** Most characters of all names of a roster: every vote reads it. */
  static final int MOST_CHARACTERS = 400_000;

  /** Most characters of all delegations, standing grants and authenticators, of each. */
  static final int MOST_OTHER_CHARACTERS = 200_000;

  /** Most delegations, standing grants and authenticators of a tenant, of each. */
  static final int MOST = 256;

  /** Longest time of a delegation. */
  static final Duration LONGEST_DELEGATION = Duration.ofDays(366);

  /** Longest time of a standing grant. */
  static final Duration LONGEST_GRANT = Duration.ofDays(30);

  /** Most uses of a standing grant. */
  static final int MOST_USES = 1_000;

  void set(Moment moment, SetApprover set, Recorder recorder) {
    Approvers approvers = approvers(moment);
    Approver wanted = set.approver();
    Approver before = named(approvers.roster(), wanted.subject());
    List<Approver> others =
        approvers.roster().stream().filter(other -> !other.equals(before)).toList();
    if (wanted.equals(before)) {
      ControlHandler.unchanged(moment, set, null, recorder);
    } else if (isTaken(others, wanted)) {
      refuse(
          moment,
          set,
          "NAME_TAKEN",
          "Expected names that nobody else on the roster has, but one of them is another person's.",
          recorder);
    } else if (others.size() >= MOST_APPROVERS
        || characters(wanted) + others.stream().mapToLong(ApproverHandler::characters).sum()
            > MOST_CHARACTERS) {
      refuse(
          moment,
          set,
          "TOO_MANY_APPROVERS",
          "Expected at most %s people and %s characters of names on the roster. Remove some."
              .formatted(MOST_APPROVERS, MOST_CHARACTERS),
          recorder);
    } else {
      record(moment, new ApproverSet(wanted, before), recorder);
    }
  }

  private static @Nullable Approver named(List<Approver> roster, String subject) {
    return roster.stream()
        .filter(entry -> Names.same(entry.subject(), subject))
        .findFirst()
        .orElse(null);
  }

  private static boolean isTaken(List<Approver> others, Approver wanted) {
    return Names.entry(others, wanted.subject()) != null
        || wanted.aliases().stream().anyMatch(alias -> Names.entry(others, alias) != null);
  }

  private static long characters(Approver approver) {
    return approver.subject().length()
        + approver.aliases().stream().mapToLong(String::length).sum()
        + approver.groups().stream().mapToLong(String::length).sum();
  }

  private static long characters(Voter voter) {
    return voter.subject().length() + voter.groups().stream().mapToLong(String::length).sum();
  }

  private static long characters(Delegation delegation) {
    return characters(delegation.from()) + delegation.to().length();
  }

  private static long characters(StandingScope scope, Voter by) {
    return characters(by)
        + Stream.of(
                scope.server(),
                scope.tool(),
                scope.environment(),
                scope.agent(),
                scope.principal(),
                scope.condition())
            .filter(Objects::nonNull)
            .mapToLong(String::length)
            .sum();
  }

  private static long characters(String subject, Authenticator authenticator) {
    return Stream.of(
            subject,
            authenticator.credentialId(),
            authenticator.publicKey(),
            authenticator.relyingParty(),
            authenticator.origin(),
            authenticator.name())
        .mapToLong(String::length)
        .sum();
  }

  /** Whether one more finds room in the row that every vote reads. */
  private static boolean fits(List<Long> others, long wanted) {
    return others.size() < MOST
        && others.stream().mapToLong(Long::longValue).sum() + wanted <= MOST_OTHER_CHARACTERS;
  }

  void remove(Moment moment, RemoveApprover remove, Recorder recorder) {
    Approver entry = named(approvers(moment).roster(), remove.subject());
    if (entry == null) {
      refuse(
          moment,
          remove,
          "APPROVER_UNKNOWN",
          "Expected a person of the roster, but %s is not on it.".formatted(remove.subject()),
          recorder);
    } else {
      record(moment, new ApproverRemoved(entry, remove.reason()), recorder);
    }
  }

  void delegate(Moment moment, DelegateVotes delegate, Recorder recorder) {
    Approvers approvers = approvers(moment);
    String from = delegate.from().subject();
    if (Names.samePerson(approvers.roster(), from, delegate.to())) {
      refuse(
          moment,
          delegate,
          "SELF_DELEGATION",
          "Expected another person to vote instead, but it is the same one.",
          recorder);
    } else if (!delegate.until().isAfter(moment.now())
        || delegate.until().isAfter(moment.now().plus(LONGEST_DELEGATION))) {
      refuse(
          moment,
          delegate,
          "DELEGATION_INVALID",
          "Expected an end within a year from now, but was %s.".formatted(delegate.until()),
          recorder);
    } else if (!fits(
        approvers.delegations().stream()
            .filter(old -> lasts(moment, old) && !Names.same(old.from().subject(), from))
            .map(ApproverHandler::characters)
            .toList(),
        characters(new Delegation(delegate.from(), delegate.to(), delegate.until())))) {
      refuse(
          moment,
          delegate,
          "TOO_MANY_DELEGATIONS",
          "Expected at most %s delegations and %s characters of their names at once."
              .formatted(MOST, MOST_OTHER_CHARACTERS),
          recorder);
    } else {
      record(
          moment,
          new VotesDelegated(delegate.from(), delegate.to(), delegate.until(), delegate.reason()),
          recorder);
    }
  }

  private static boolean lasts(Moment moment, Delegation delegation) {
    return moment.now().isBefore(delegation.until());
  }

  void end(Moment moment, EndDelegation end, Recorder recorder) {
    Optional<Delegation> standing =
        approvers(moment).delegations().stream()
            .filter(old -> Names.same(old.from().subject(), end.from()) && lasts(moment, old))
            .findFirst();
    if (standing.isEmpty()) {
      refuse(
          moment,
          end,
          "DELEGATION_UNKNOWN",
          "Expected a delegation in force, but %s has none.".formatted(end.from()),
          recorder);
    } else {
      record(
          moment,
          new DelegationEnded(
              standing.get().from().subject(), standing.get().to(), end.reason(), end.by()),
          recorder);
    }
  }

  void create(Moment moment, CreateStandingGrant create, Recorder recorder) {
    Approvers approvers = approvers(moment);
    Tool tool =
        moment.state().tool(moment.tenant(), create.scope().server(), create.scope().tool());
    Optional<String> condition =
        create.scope().condition() == null
            ? Optional.empty()
            : StandingConditions.refusal(create.scope().condition());
    if (approvers.standing().stream().anyMatch(grant -> grant.grantId().equals(create.grantId()))) {
      ControlHandler.unchanged(moment, create, null, recorder);
    } else if (tool == null || tool.definition() == null || tool.risk() == Risk.DESTRUCTIVE) {
      refuse(
          moment,
          create,
          "STANDING_GRANT_FORBIDDEN",
          "Expected a tool of the catalogue that is not DESTRUCTIVE: such calls want a person each time.",
          recorder);
    } else if (condition.isPresent()) {
      refuse(moment, create, "STANDING_GRANT_INVALID", condition.get(), recorder);
    } else if (create.maxUses() < 1
        || create.maxUses() > MOST_USES
        || !create.expiresAt().isAfter(moment.now())
        || create.expiresAt().isAfter(moment.now().plus(LONGEST_GRANT))) {
      refuse(
          moment,
          create,
          "STANDING_GRANT_INVALID",
          "Expected 1 to %s uses and an end within %s days, but was %s uses until %s."
              .formatted(MOST_USES, LONGEST_GRANT.toDays(), create.maxUses(), create.expiresAt()),
          recorder);
    } else if (!fits(
        approvers.standing().stream()
            .filter(grant -> moment.now().isBefore(grant.expiresAt()))
            .map(grant -> characters(grant.scope(), grant.by()))
            .toList(),
        characters(create.scope(), create.by()))) {
      refuse(
          moment,
          create,
          "TOO_MANY_STANDING_GRANTS",
          "Expected at most %s standing grants and %s characters of their scopes at once. Revoke some."
              .formatted(MOST, MOST_OTHER_CHARACTERS),
          recorder);
    } else {
      record(
          moment,
          new StandingGrantCreated(
              create.grantId(),
              create.scope(),
              tool.definition().schemaDigest(),
              create.maxUses(),
              create.expiresAt(),
              create.reason(),
              create.by()),
          recorder);
    }
  }

  void revoke(Moment moment, RevokeStandingGrant revoke, Recorder recorder) {
    Optional<StandingGrant> standing =
        approvers(moment).standing().stream()
            .filter(grant -> grant.grantId().equals(revoke.grantId()))
            .findFirst();
    if (standing.isEmpty()) {
      refuse(
          moment,
          revoke,
          "STANDING_GRANT_UNKNOWN",
          "Expected a standing grant in force, but %s is none.".formatted(revoke.grantId()),
          recorder);
    } else {
      record(
          moment,
          new StandingGrantClosed(revoke.grantId(), GrantEnd.REVOKED, revoke.reason(), revoke.by()),
          recorder);
    }
  }

  void register(Moment moment, RegisterAuthenticator register, Recorder recorder) {
    Approvers approvers = approvers(moment);
    Optional<String> problem = AuthenticatorCheck.refusal(register.authenticator());
    if (owned(approvers, register.subject(), register.authenticator().credentialId()) != null) {
      ControlHandler.unchanged(moment, register, null, recorder);
    } else if (problem.isPresent()) {
      refuse(moment, register, "AUTHENTICATOR_INVALID", problem.get(), recorder);
    } else if (!fits(
        approvers.authenticators().stream()
            .map(owned -> characters(owned.subject(), owned.authenticator()))
            .toList(),
        characters(register.subject(), register.authenticator()))) {
      refuse(
          moment,
          register,
          "TOO_MANY_AUTHENTICATORS",
          "Expected at most %s authenticators and %s characters of theirs in a tenant. Remove some."
              .formatted(MOST, MOST_OTHER_CHARACTERS),
          recorder);
    } else {
      record(
          moment,
          new AuthenticatorRegistered(register.subject(), register.authenticator()),
          recorder);
    }
  }

  void remove(Moment moment, RemoveAuthenticator remove, Recorder recorder) {
    OwnedAuthenticator owned = owned(approvers(moment), remove.subject(), remove.credentialId());
    if (owned == null) {
      refuse(
          moment,
          remove,
          "AUTHENTICATOR_UNKNOWN",
          "Expected an authenticator of %s, but this one is not.".formatted(remove.subject()),
          recorder);
    } else {
      record(
          moment,
          new AuthenticatorRemoved(
              owned.subject(), remove.credentialId(), remove.reason(), remove.by()),
          recorder);
    }
  }

  private static @Nullable OwnedAuthenticator owned(
      Approvers approvers, String subject, String credentialId) {
    return approvers.authenticators().stream()
        .filter(
            owned ->
                Names.same(owned.subject(), subject)
                    && owned.authenticator().credentialId().equals(credentialId))
        .findFirst()
        .orElse(null);
  }

  private static Approvers approvers(Moment moment) {
    return moment.state().approvers(moment.tenant());
  }

  private static void record(Moment moment, ControlEvent event, Recorder recorder) {
    recorder.record(moment.tenant(), null, null, event);
  }

  private static void refuse(
      Moment moment, ControlCommand command, String code, String message, Recorder recorder) {
    ControlHandler.reject(moment, command, code, message, recorder);
  }
}
