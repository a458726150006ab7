package io.countersign.testkit;

import io.countersign.schemas.approval.Approver;
import io.countersign.schemas.approval.GrantEnd;
import io.countersign.schemas.command.Command;
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
import io.countersign.schemas.event.DelegationEnded;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.StandingGrantClosed;
import io.countersign.schemas.event.StandingGrantCreated;
import io.countersign.schemas.event.VotesDelegated;
import java.util.List;

/** A full and a minimal sample of every command and event about who may approve, in their order. */
final class ApproverSamples {
  private ApproverSamples() {}

  static List<Command> controlCommands() {
    return List.of(
        new CreateStandingGrant(
            ApprovalSamples.GRANT_ID,
            ApprovalSamples.scope(),
            20,
            SampleIds.time(86_400_000),
            "the same forty times a day",
            ApprovalSamples.voter()),
        new RevokeStandingGrant(ApprovalSamples.GRANT_ID, "not needed", ApprovalSamples.LEAD),
        new DelegateVotes(
            ApprovalSamples.voter(), "sue@acme.example", SampleIds.time(86_400_000), "on leave"),
        new EndDelegation(ApprovalSamples.LEAD, "back", ApprovalSamples.LEAD),
        new SetApprover(ApprovalSamples.approver()),
        new RemoveApprover(ApprovalSamples.LEAD, "left"),
        new RegisterAuthenticator(ApprovalSamples.LEAD, ApprovalSamples.authenticator()),
        new RemoveAuthenticator(
            ApprovalSamples.LEAD, "Y3JlZGVudGlhbA", "lost", ApprovalSamples.LEAD));
  }

  static List<Command> minimalControlCommands() {
    return List.of(
        new CreateStandingGrant(
            ApprovalSamples.GRANT_ID,
            ApprovalSamples.minimalScope(),
            1,
            SampleIds.time(86_400_000),
            "",
            ApprovalSamples.plainVoter()),
        new RevokeStandingGrant(ApprovalSamples.GRANT_ID, "", ApprovalSamples.LEAD),
        new DelegateVotes(
            ApprovalSamples.plainVoter(), "sue@acme.example", SampleIds.time(86_400_000), ""),
        new EndDelegation(ApprovalSamples.LEAD, "", ApprovalSamples.LEAD),
        new SetApprover(new Approver(ApprovalSamples.LEAD, List.of(), List.of(), false)),
        new RemoveApprover(ApprovalSamples.LEAD, ""),
        new RegisterAuthenticator(ApprovalSamples.LEAD, ApprovalSamples.authenticator()),
        new RemoveAuthenticator(ApprovalSamples.LEAD, "Y3JlZGVudGlhbA", "", ApprovalSamples.LEAD));
  }

  static List<Event> controlEvents() {
    return List.of(
        new StandingGrantCreated(
            ApprovalSamples.GRANT_ID,
            ApprovalSamples.scope(),
            ValueSamples.SCHEMA_DIGEST,
            20,
            SampleIds.time(86_400_000),
            "the same forty times a day",
            ApprovalSamples.voter()),
        new StandingGrantClosed(
            ApprovalSamples.GRANT_ID, GrantEnd.REVOKED, "not needed", ApprovalSamples.LEAD),
        new VotesDelegated(
            ApprovalSamples.voter(), "sue@acme.example", SampleIds.time(86_400_000), "on leave"),
        new DelegationEnded(ApprovalSamples.LEAD, "sue@acme.example", "back", ApprovalSamples.LEAD),
        new ApproverSet(ApprovalSamples.approver(), ApprovalSamples.approver()),
        new ApproverRemoved(ApprovalSamples.approver(), "left"),
        new AuthenticatorRegistered(ApprovalSamples.LEAD, ApprovalSamples.authenticator()),
        new AuthenticatorRemoved(
            ApprovalSamples.LEAD, "Y3JlZGVudGlhbA", "lost", ApprovalSamples.LEAD));
  }

  static List<Event> minimalControlEvents() {
    return List.of(
        new StandingGrantCreated(
            ApprovalSamples.GRANT_ID,
            ApprovalSamples.minimalScope(),
            null,
            1,
            SampleIds.time(86_400_000),
            "",
            ApprovalSamples.plainVoter()),
        new StandingGrantClosed(ApprovalSamples.GRANT_ID, GrantEnd.EXHAUSTED, "", null),
        new VotesDelegated(
            ApprovalSamples.plainVoter(), "sue@acme.example", SampleIds.time(86_400_000), ""),
        new DelegationEnded(ApprovalSamples.LEAD, "sue@acme.example", "", ApprovalSamples.LEAD),
        new ApproverSet(new Approver(ApprovalSamples.LEAD, List.of(), List.of(), false), null),
        new ApproverRemoved(ApprovalSamples.approver(), ""),
        new AuthenticatorRegistered(ApprovalSamples.LEAD, ApprovalSamples.authenticator()),
        new AuthenticatorRemoved(ApprovalSamples.LEAD, "Y3JlZGVudGlhbA", "", ApprovalSamples.LEAD));
  }
}
