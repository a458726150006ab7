package io.countersign.approvals;

import io.countersign.approvals.state.Call;
import io.countersign.approvals.state.Deadline;
import io.countersign.approvals.state.DeadlineKind;
import io.countersign.approvals.state.Head;
import io.countersign.approvals.state.State;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.StandingAnswer;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.event.ApprovalEvent;
import io.countersign.schemas.event.ApproverRemoved;
import io.countersign.schemas.event.ApproverSet;
import io.countersign.schemas.event.AuthenticatorRegistered;
import io.countersign.schemas.event.AuthenticatorRemoved;
import io.countersign.schemas.event.BehaviourActivated;
import io.countersign.schemas.event.BrakeEngaged;
import io.countersign.schemas.event.BrakeReleased;
import io.countersign.schemas.event.BudgetRemoved;
import io.countersign.schemas.event.BudgetSet;
import io.countersign.schemas.event.BudgetThresholdReached;
import io.countersign.schemas.event.CallAbandoned;
import io.countersign.schemas.event.CallCancelled;
import io.countersign.schemas.event.CommandFailed;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.event.ControlEvent;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.DelegationEnded;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.FindingRaised;
import io.countersign.schemas.event.IntentRecorded;
import io.countersign.schemas.event.KeepingEvent;
import io.countersign.schemas.event.LedgerOpened;
import io.countersign.schemas.event.LimitRemoved;
import io.countersign.schemas.event.LimitSet;
import io.countersign.schemas.event.OutcomeOverdue;
import io.countersign.schemas.event.OutcomeReconciled;
import io.countersign.schemas.event.OutcomeRecorded;
import io.countersign.schemas.event.OversightEvent;
import io.countersign.schemas.event.PolicyPublished;
import io.countersign.schemas.event.PolicyWithdrawn;
import io.countersign.schemas.event.ReservationOverrun;
import io.countersign.schemas.event.ReservationSettled;
import io.countersign.schemas.event.ServerReviewed;
import io.countersign.schemas.event.StandingGrantClosed;
import io.countersign.schemas.event.StandingGrantCreated;
import io.countersign.schemas.event.TenantConfigured;
import io.countersign.schemas.event.ToolChanged;
import io.countersign.schemas.event.ToolProposed;
import io.countersign.schemas.event.ToolRegistered;
import io.countersign.schemas.event.ToolRetired;
import io.countersign.schemas.event.Unknown;
import io.countersign.schemas.event.VotesDelegated;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Applies events to state: the only thing that changes it, live, on restore and on re-execution
 * alike. A released fold never changes what an event does. Anything that does not fit throws an
 * {@link AssertionError}: the instance stops rather than go on with a state that the record does
 * not explain.
 */
public final class Fold {
  /**
   * Only every so many events look for something to forget; each can begin three memories at most.
   */
  private static final int FORGET_EVERY = 8;

  private Fold() {}

  /** Applies one event. Events come in the order of their positions, each once. */
  public static void apply(State state, EventEnvelope event) {
    Head before = state.head();
    expectNext(state, before, event);
    if (event.body() instanceof LedgerOpened opened) {
      state.putHead(genesis(event, opened));
    } else if (before != null) {
      state.putHead(before.after(event.recordedAt()));
    }
    state.putTenantSequence(event.tenant(), event.tenantSequence() + 1);
    applyBody(state, event);
    if (event.position() % FORGET_EVERY == 0) {
      MemoryFold.forget(state, event.recordedAt());
      HoldFold.forget(state, event.recordedAt());
    }
  }

  private static void expectNext(State state, @Nullable Head head, EventEnvelope event) {
    long position = head == null ? 0 : head.position();
    boolean genesis = event.body() instanceof LedgerOpened;
    if (genesis != (head == null)
        || event.position() != position
        || event.tenantSequence() != state.tenantSequence(event.tenant())) {
      throw new AssertionError(
          "Expected the event at position %d with sequence %d of its tenant, but %s stands at %d with %d"
              .formatted(
                  position,
                  state.tenantSequence(event.tenant()),
                  event.type(),
                  event.position(),
                  event.tenantSequence()));
    }
  }

  private static Head genesis(EventEnvelope event, LedgerOpened opened) {
    return new Head(
        event.ledger(),
        opened.generation(),
        opened.clusterId(),
        opened.commandsTopicId(),
        opened.eventsTopicId(),
        opened.partitions(),
        1,
        event.recordedAt(),
        Instant.EPOCH,
        0,
        opened.settings());
  }

  private static void applyBody(State state, EventEnvelope event) {
    switch (event.body()) {
      case IntentRecorded intent -> ApprovalFold.intent(state, event, intent);
      case LedgerOpened opened -> {}
      case FindingRaised finding -> {}
      case DecisionMade decision -> decided(state, event, decision);
      case OutcomeRecorded outcome -> reported(state, event, outcome);
      case OutcomeOverdue overdue -> {
        Call late = end(state, event, overdue.callId(), CallState.OVERDUE);
        ApprovalFold.ran(state, event, late, false);
      }
      case CallCancelled cancelled -> {
        end(state, event, cancelled.callId(), CallState.CANCELLED);
        MemoryFold.command(state, event, "CancelCall", null, null);
      }
      case CallAbandoned abandoned -> {
        end(state, event, abandoned.callId(), CallState.ABANDONED);
        MemoryFold.command(state, event, "AbandonCall", null, null);
      }
      case ApprovalEvent approval -> ApprovalFold.apply(state, event, approval);
      case OutcomeReconciled reconciled -> reconciled(state, event, reconciled);
      case ControlEvent control -> {
        ControlFold.apply(state, event, control);
        changed(state, event, control);
      }
      case OversightEvent watched -> watched(state, event, watched);
      case ReservationSettled settled -> HoldFold.settled(state, event, settled);
      case ReservationOverrun overrun -> {}
      case BehaviourActivated activated -> state.putHead(head(state).atLevel(activated.level()));
      case CommandRejected rejected -> rejected(state, event, rejected);
      case CommandFailed failed -> failed(state, event, failed);
      case Unknown unknown ->
          throw new AssertionError(
              "Expected an event that this build knows, but %s at position %d is not: run a newer version"
                  .formatted(unknown.type(), event.position()));
    }
  }

  /** The tenant's own commands are remembered; a threshold is no answer to one. */
  private static void changed(State state, EventEnvelope event, ControlEvent control) {
    boolean own = !event.tenant().equals(CommandEnvelope.PLATFORM);
    if (own && !(control instanceof BudgetThresholdReached)) {
      MemoryFold.command(state, event, commandType(control), null, null);
    }
  }

  private static void watched(State state, EventEnvelope event, OversightEvent watched) {
    if (!event.tenant().equals(CommandEnvelope.PLATFORM)) {
      MemoryFold.command(state, event, OversightHandler.commandType(watched), null, null);
    }
  }

  private static String commandType(ControlEvent control) {
    return switch (control) {
      case ToolRegistered registered -> "RegisterTool";
      case ToolChanged changed -> "RegisterTool";
      case ToolRetired retired -> "RetireTool";
      case ToolProposed proposed -> "ProposeTool";
      case ServerReviewed reviewed -> "ReviewServer";
      case BrakeEngaged engaged -> "EngageBrake";
      case BrakeReleased released -> "ReleaseBrake";
      case PolicyPublished published -> "PublishPolicy";
      case PolicyWithdrawn withdrawn -> "WithdrawPolicy";
      case BudgetSet set -> "SetBudget";
      case BudgetRemoved removed -> "RemoveBudget";
      case BudgetThresholdReached reached -> "RecordIntent";
      case LimitSet set -> "SetLimit";
      case LimitRemoved removed -> "RemoveLimit";
      case TenantConfigured configured -> "ConfigureTenant";
      case StandingGrantCreated created -> "CreateStandingGrant";
      case StandingGrantClosed closed -> "RevokeStandingGrant";
      case VotesDelegated delegated -> "DelegateVotes";
      case DelegationEnded ended -> "EndDelegation";
      case ApproverSet set -> "SetApprover";
      case ApproverRemoved removed -> "RemoveApprover";
      case AuthenticatorRegistered registered -> "RegisterAuthenticator";
      case AuthenticatorRemoved removed -> "RemoveAuthenticator";
      case KeepingEvent kept -> KeepingFold.commandType(kept);
    };
  }

  private static void decided(State state, EventEnvelope event, DecisionMade decision) {
    CallState next =
        switch (decision.verdict()) {
          case ALLOW -> CallState.ALLOWED;
          case DENY -> CallState.DENIED;
          case ASK -> CallState.PENDING;
        };
    StandingAnswer standing =
        new StandingAnswer(
            event.eventId(),
            event.position(),
            event.recordedAt(),
            decision.verdict(),
            decision.reasons(),
            decision.actionDigest(),
            decision.validUntil());
    Call call =
        new Call(
            event.tenant(),
            decision.callId(),
            event.runId(),
            next,
            standing,
            decision.asker(),
            decision.tool(),
            decision.environment(),
            decision.risk(),
            decision.gateway(),
            event.commandId(),
            decision.outcomeDueAt(),
            event.position(),
            null,
            null,
            null,
            decision.holds(),
            null,
            null,
            null);
    state.putCall(call);
    if (decision.holds() != null) {
      HoldFold.held(state, event, decision.holds());
    }
    if (decision.outcomeDueAt() != null) {
      state.putDeadline(deadline(call, decision.outcomeDueAt()));
    }
    if (decision.verdict() == Verdict.DENY) {
      MemoryFold.call(state, event, call);
    }
    MemoryFold.command(state, event, "RecordIntent", null, null);
  }

  private static void reported(State state, EventEnvelope event, OutcomeRecorded outcome) {
    Call call = state.call(event.tenant(), outcome.callId());
    if (call == null) {
      // Nobody asked for this call. It is kept so that a second outcome can be told from the first.
      call =
          new Call(
              event.tenant(),
              outcome.callId(),
              null,
              CallState.REPORTED,
              null,
              null,
              null,
              null,
              null,
              event.source().gateway(),
              event.commandId(),
              null,
              0,
              null,
              null,
              null,
              null,
              null,
              null,
              null);
    }
    dropDeadline(state, call);
    HoldFold.idle(state, call);
    if (call.outcome() == null || !call.outcome().definite() || call.attested()) {
      // A contradiction is a finding; the first definite outcome stands.
      Call ended =
          call.reported(outcome.status(), OutcomeHandler.content(outcome), event.eventId());
      state.putCall(ended);
      MemoryFold.call(state, event, ended);
      ApprovalFold.ran(state, event, ended, outcome.status().definite());
    }
    MemoryFold.command(state, event, "RecordOutcome", null, null);
  }

  private static Call end(State state, EventEnvelope event, UUID callId, CallState next) {
    Call call = state.call(event.tenant(), callId);
    if (call == null) {
      throw new AssertionError("Expected call %s to be known, but it is not".formatted(callId));
    }
    dropDeadline(state, call);
    HoldFold.idle(state, call);
    Call ended = call.ended(next);
    state.putCall(ended);
    MemoryFold.call(state, event, ended);
    return ended;
  }

  /** What an operator found out stands like an outcome that was reported. */
  private static void reconciled(State state, EventEnvelope event, OutcomeReconciled reconciled) {
    Call call = state.call(event.tenant(), reconciled.callId());
    if (call == null) {
      throw new AssertionError(
          "Expected call %s to be known, but it is not".formatted(reconciled.callId()));
    }
    Call ended = call.reconciled(reconciled.status(), event.eventId());
    state.putCall(ended);
    ApprovalFold.ran(state, event, ended, true);
    MemoryFold.command(state, event, "ReconcileOutcome", null, null);
  }

  private static void rejected(State state, EventEnvelope event, CommandRejected rejected) {
    Call call = event.callId() == null ? null : state.call(event.tenant(), event.callId());
    if (call != null
        && rejected.commandType().equals("RecordIntent")
        && rejected.standing() != null
        && rejected.standing().verdict() == Verdict.ALLOW) {
      state.putCall(call.handedOutAgain());
    }
    // A command refused for its id is judged anew when it comes again.
    boolean forId = rejected.rejection().startsWith("ID_");
    if (!forId && !event.tenant().equals(CommandEnvelope.PLATFORM)) {
      boolean refusal = rejected.standing() == null;
      MemoryFold.command(
          state,
          event,
          rejected.commandType(),
          refusal ? rejected.rejection() : null,
          refusal ? rejected.message() : null);
    }
  }

  private static void failed(State state, EventEnvelope event, CommandFailed failed) {
    if (!event.tenant().equals(CommandEnvelope.PLATFORM)) {
      MemoryFold.command(state, event, "CommandFailed", failed.failure(), failed.message());
    }
  }

  private static void dropDeadline(State state, Call call) {
    if (call.outcomeDueAt() != null) {
      state.removeDeadline(deadline(call, call.outcomeDueAt()));
    }
  }

  static Deadline deadline(Call call, Instant dueAt) {
    return new Deadline(
        dueAt, call.deadlinePosition(), DeadlineKind.OUTCOME, call.tenant(), call.callId());
  }

  static Head head(State state) {
    Head head = state.head();
    if (head == null) {
      throw new AssertionError("Expected an open ledger, but it has no head");
    }
    return head;
  }
}
