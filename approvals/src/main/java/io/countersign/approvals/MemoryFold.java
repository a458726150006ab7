package io.countersign.approvals;

import io.countersign.approvals.state.Answered;
import io.countersign.approvals.state.Approval;
import io.countersign.approvals.state.Call;
import io.countersign.approvals.state.Head;
import io.countersign.approvals.state.Memory;
import io.countersign.approvals.state.State;
import io.countersign.schemas.event.EventEnvelope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The part of {@link Fold} that remembers answered commands and ended calls, and forgets them. */
final class MemoryFold {
  /** Most memories that one event may forget, so that no event takes long. */
  private static final int FORGET_AT_ONCE = 32;

  private MemoryFold() {}

  /** A command was answered: its repeat gets the same answer. */
  static void command(
      State state,
      EventEnvelope event,
      String commandType,
      @Nullable String rejection,
      @Nullable String message) {
    if (state.answered(event.commandId()) != null) {
      return;
    }
    state.putAnswered(
        new Answered(
            event.commandId(),
            event.tenant(),
            commandType,
            event.callId(),
            event.position(),
            rejection,
            message));
    remember(
        state,
        new Memory(
            3 * event.position(),
            event.recordedAt(),
            Memory.Kind.COMMAND,
            event.tenant(),
            event.commandId()));
  }

  /** A call has ended. */
  static void call(State state, EventEnvelope event, Call call) {
    remember(
        state,
        new Memory(
            3 * event.position() + 1,
            event.recordedAt(),
            Memory.Kind.CALL,
            event.tenant(),
            call.callId()));
  }

  /** An approval has ended. */
  static void approval(State state, EventEnvelope event, Approval approval) {
    remember(
        state,
        new Memory(
            3 * event.position() + 2,
            event.recordedAt(),
            Memory.Kind.APPROVAL,
            event.tenant(),
            approval.approvalId()));
  }

  private static void remember(State state, Memory memory) {
    state.putMemory(memory);
    Head head = Fold.head(state);
    state.putHead(head.remembering(head.remembered() + 1, head.horizon()));
  }

  /**
   * Forgets what is older than the ledger remembers, or more than it remembers, and moves the
   * horizon with it.
   */
  static void forget(State state, Instant now) {
    Head head = state.head();
    if (head == null) {
      return;
    }
    Instant oldest = now.minusMillis(head.settings().rememberMillis());
    long most = head.settings().rememberMost();
    if (head.remembered() == 0) {
      return;
    }
    long remembered = head.remembered();
    Instant horizon = head.horizon();
    for (Memory memory : state.oldest(FORGET_AT_ONCE)) {
      boolean tooOld = memory.at().isBefore(oldest);
      if (!tooOld && (remembered <= most || isAhead(memory, now))) {
        break;
      }
      state.removeMemory(memory);
      remembered--;
      horizon = later(horizon, drop(state, memory));
    }
    if (remembered != head.remembered()) {
      state.putHead(Fold.head(state).remembering(remembered, horizon));
    }
  }

  /**
   * An id may lie a little ahead of the ledger. Forgetting it so early would move the horizon ahead
   * of everybody else, so it waits until its time has come.
   */
  private static boolean isAhead(Memory memory, Instant now) {
    return !Ids.time(memory.id()).isBefore(now) && memory.at().plus(Ids.AHEAD).isAfter(now);
  }

  /**
   * Drops what a memory stands for; returns the earliest time of ids that may still be told apart.
   */
  private static Instant drop(State state, Memory memory) {
    switch (memory.kind()) {
      case COMMAND -> state.removeAnswered(memory.id());
      case APPROVAL -> {
        Approval approval = state.approval(memory.tenant(), memory.id());
        if (approval != null && !isUnderReview(state, approval)) {
          state.removeApproval(memory.tenant(), memory.id());
        }
        // Nobody names an approval that does not exist yet, so its id moves no horizon.
        return Instant.EPOCH;
      }
      case CALL -> {
        Call call = state.call(memory.tenant(), memory.id());
        if (call != null && !call.state().finished()) {
          // Abandoned and asked again since: it ends once more and is remembered again then.
          return Instant.EPOCH;
        }
        state.removeCall(memory.tenant(), memory.id());
      }
    }
    Instant after = Ids.time(memory.id()).plusMillis(1);
    // An id that was taken while the clocks disagreed may lie far ahead; it must not drag the
    // horizon with it.
    Instant latest = memory.at().plus(Ids.AHEAD);
    return after.isBefore(latest) ? after : latest;
  }

  /** Who reviews a broken glass must have no part in the call, which the approval tells. */
  private static boolean isUnderReview(State state, Approval approval) {
    return approval.brokenGlass()
        && state.approvers(approval.tenant()).reviews().stream()
            .anyMatch(open -> open.approvalId().equals(approval.approvalId()));
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
