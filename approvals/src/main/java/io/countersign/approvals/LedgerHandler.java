package io.countersign.approvals;

import io.countersign.approvals.state.Approval;
import io.countersign.approvals.state.Call;
import io.countersign.approvals.state.Deadline;
import io.countersign.approvals.state.Head;
import io.countersign.approvals.state.OpenReview;
import io.countersign.approvals.state.StateView;
import io.countersign.schemas.call.Severity;
import io.countersign.schemas.command.ActivateBehaviour;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.OpenLedger;
import io.countersign.schemas.event.ApprovalEscalated;
import io.countersign.schemas.event.BehaviourActivated;
import io.countersign.schemas.event.BreakGlassOverdue;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.FindingRaised;
import io.countersign.schemas.event.LedgerOpened;
import io.countersign.schemas.event.OutcomeOverdue;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Opens ledgers, raises their behaviour level, and records what falls due. */
final class LedgerHandler {
  /**
   * Most deadlines that one tick handles; the rest goes on with the next tick. Each gives two
   * events at most: what it assumes is never more than what was reserved, so nothing else follows.
   */
  static final int MOST_DUE = Recorder.MOST_EVENTS / 2;

  private final Set<Integer> levels;

  LedgerHandler(Set<Integer> levels) {
    this.levels = levels;
  }

  /** The genesis: position 0 of the ledger. */
  List<EventEnvelope> open(StateView state, Delivery delivery, OpenLedger open) {
    CommandEnvelope command = delivery.command();
    if (!command.tenant().equals(CommandEnvelope.PLATFORM)
        || delivery.ledger() >= open.partitions()) {
      return List.of();
    }
    Recorder recorder =
        new Recorder(
            state,
            delivery.ledger(),
            open.generation(),
            0,
            delivery.logTime(),
            command.commandId(),
            command.occurredAt(),
            command.source(),
            command.traceparent(),
            command.salt());
    recorder.record(
        CommandEnvelope.PLATFORM,
        null,
        null,
        new LedgerOpened(
            open.clusterId(),
            open.commandsTopicId(),
            open.eventsTopicId(),
            open.partitions(),
            open.generation(),
            open.previousHead(),
            open.settings()));
    return recorder.events();
  }

  void openAgain(Head head, CommandEnvelope command, Recorder recorder) {
    recorder.reject(
        CommandEnvelope.PLATFORM,
        null,
        null,
        command.body().type(),
        "LEDGER_OPEN",
        "Expected a ledger that is not open, but generation %s is.".formatted(head.generation()),
        null);
  }

  void activate(Head head, CommandEnvelope command, ActivateBehaviour activate, Recorder recorder) {
    int current = head.settings().behaviourLevel();
    if (activate.level() <= current) {
      recorder.reject(
          CommandEnvelope.PLATFORM,
          null,
          null,
          command.body().type(),
          "BEHAVIOUR_ACTIVE",
          "Expected a level above %s, but was %s.".formatted(current, activate.level()),
          null);
    } else if (!levels.contains(activate.level())) {
      recorder.reject(
          CommandEnvelope.PLATFORM,
          null,
          null,
          command.body().type(),
          "BEHAVIOUR_UNSUPPORTED",
          "Expected one of the levels %s of this build, but was %s. Upgrade every engine first."
              .formatted(levels.stream().sorted().toList(), activate.level()),
          null);
    } else {
      recorder.record(
          CommandEnvelope.PLATFORM, null, null, new BehaviourActivated(activate.level(), current));
    }
  }

  void tick(StateView state, Instant now, Recorder recorder) {
    Settlement settlement = new Settlement(state, now, recorder);
    for (Deadline deadline : state.due(now, MOST_DUE)) {
      switch (deadline.kind()) {
        case OUTCOME -> overdue(state, deadline, settlement, recorder);
        case APPROVAL -> step(state, deadline, now, recorder);
        case REVIEW -> unreviewed(state, deadline, recorder);
      }
    }
  }

  private static void overdue(
      StateView state, Deadline deadline, Settlement settlement, Recorder recorder) {
    Call call = state.call(deadline.tenant(), deadline.id());
    if (call == null) {
      throw unknown(deadline);
    }
    recorder.record(
        deadline.tenant(),
        call.runId(),
        deadline.id(),
        new OutcomeOverdue(deadline.id(), deadline.dueAt()));
    settlement.overdue(call);
  }

  /** An approval is escalated twice, and then its time is over. */
  private static void step(StateView state, Deadline deadline, Instant now, Recorder recorder) {
    Approval approval = state.approval(deadline.tenant(), deadline.id());
    if (approval == null) {
      throw unknown(deadline);
    }
    if (approval.ranOut(now)) {
      Closing.runOut(approval, recorder);
      return;
    }
    recorder.record(
        approval.tenant(),
        approval.runId(),
        approval.callId(),
        new ApprovalEscalated(
            approval.approvalId(),
            approval.callId(),
            approval.escalations() + 1,
            approval.terms().escalateTo()));
  }

  private static void unreviewed(StateView state, Deadline deadline, Recorder recorder) {
    OpenReview review =
        state.approvers(deadline.tenant()).reviews().stream()
            .filter(open -> open.approvalId().equals(deadline.id()))
            .findFirst()
            .orElseThrow(() -> unknown(deadline));
    EventEnvelope overdue =
        recorder.record(
            deadline.tenant(),
            review.runId(),
            review.callId(),
            new BreakGlassOverdue(review.approvalId(), review.callId(), review.dueAt()));
    recorder.record(
        deadline.tenant(),
        review.runId(),
        review.callId(),
        new FindingRaised(
            "BREAK_GLASS_UNREVIEWED",
            Severity.HIGH,
            "Expected another person to review a broken glass until %s, but nobody did."
                .formatted(review.dueAt()),
            List.of(overdue.eventId())));
  }

  private static IllegalStateException unknown(Deadline deadline) {
    return new IllegalStateException(
        "Expected what falls due to be remembered, but %s is not".formatted(deadline.id()));
  }
}
