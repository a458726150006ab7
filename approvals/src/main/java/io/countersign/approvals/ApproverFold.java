package io.countersign.approvals;

import io.countersign.approvals.people.Names;
import io.countersign.approvals.state.Approvers;
import io.countersign.approvals.state.Delegation;
import io.countersign.approvals.state.OwnedAuthenticator;
import io.countersign.approvals.state.StandingGrant;
import io.countersign.approvals.state.State;
import io.countersign.schemas.approval.Approver;
import io.countersign.schemas.event.ApproverRemoved;
import io.countersign.schemas.event.ApproverSet;
import io.countersign.schemas.event.AuthenticatorRegistered;
import io.countersign.schemas.event.AuthenticatorRemoved;
import io.countersign.schemas.event.DelegationEnded;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.StandingGrantClosed;
import io.countersign.schemas.event.StandingGrantCreated;
import io.countersign.schemas.event.VotesDelegated;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** The part of {@link Fold} that keeps who may vote. */
final class ApproverFold {
  private ApproverFold() {}

  static void set(State state, EventEnvelope event, ApproverSet set) {
    Approvers before = state.approvers(event.tenant());
    List<Approver> roster =
        without(before.roster(), entry -> Names.same(entry.subject(), set.approver().subject()));
    roster.add(set.approver());
    roster.sort(Comparator.comparing(Approver::subject));
    state.putApprovers(event.tenant(), before.withRoster(roster));
  }

  static void remove(State state, EventEnvelope event, ApproverRemoved removed) {
    Approvers before = state.approvers(event.tenant());
    state.putApprovers(
        event.tenant(),
        before.withRoster(
            without(
                before.roster(),
                entry -> Names.same(entry.subject(), removed.approver().subject()))));
  }

  static void delegate(State state, EventEnvelope event, VotesDelegated delegated) {
    Approvers before = state.approvers(event.tenant());
    List<Delegation> delegations =
        without(
            before.delegations(),
            old ->
                Names.same(old.from().subject(), delegated.from().subject())
                    || !event.recordedAt().isBefore(old.until()));
    delegations.add(new Delegation(delegated.from(), delegated.to(), delegated.until()));
    delegations.sort(Comparator.comparing(delegation -> delegation.from().subject()));
    state.putApprovers(event.tenant(), before.withDelegations(delegations));
  }

  static void end(State state, EventEnvelope event, DelegationEnded ended) {
    Approvers before = state.approvers(event.tenant());
    state.putApprovers(
        event.tenant(),
        before.withDelegations(
            without(before.delegations(), old -> Names.same(old.from().subject(), ended.from()))));
  }

  static void create(State state, EventEnvelope event, StandingGrantCreated created) {
    Approvers before = state.approvers(event.tenant());
    List<StandingGrant> grants =
        without(before.standing(), old -> !event.recordedAt().isBefore(old.expiresAt()));
    grants.add(
        new StandingGrant(
            created.grantId(),
            created.scope(),
            created.toolDigest(),
            created.maxUses(),
            0,
            created.expiresAt(),
            created.by()));
    state.putApprovers(event.tenant(), before.withStanding(grants));
  }

  static void close(State state, EventEnvelope event, StandingGrantClosed closed) {
    Approvers before = state.approvers(event.tenant());
    state.putApprovers(
        event.tenant(),
        before.withStanding(
            without(before.standing(), old -> old.grantId().equals(closed.grantId()))));
  }

  static void register(State state, EventEnvelope event, AuthenticatorRegistered registered) {
    Approvers before = state.approvers(event.tenant());
    List<OwnedAuthenticator> authenticators = new ArrayList<>(before.authenticators());
    authenticators.add(new OwnedAuthenticator(registered.subject(), registered.authenticator()));
    state.putApprovers(event.tenant(), before.withAuthenticators(authenticators));
  }

  static void remove(State state, EventEnvelope event, AuthenticatorRemoved removed) {
    Approvers before = state.approvers(event.tenant());
    state.putApprovers(
        event.tenant(),
        before.withAuthenticators(
            without(
                before.authenticators(),
                owned ->
                    Names.same(owned.subject(), removed.subject())
                        && owned.authenticator().credentialId().equals(removed.credentialId()))));
  }

  private static <T> List<T> without(List<T> values, Predicate<T> gone) {
    List<T> rest = new ArrayList<>(values);
    rest.removeIf(gone);
    return rest;
  }
}
