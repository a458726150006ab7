package io.countersign.approvals;

import io.countersign.approvals.gate.Assessment;
import io.countersign.approvals.gate.GateRubric;
import io.countersign.approvals.state.BudgetInForce;
import io.countersign.approvals.state.Controls;
import io.countersign.approvals.state.LimitInForce;
import io.countersign.approvals.state.Server;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.ConfigureTenant;
import io.countersign.schemas.command.ControlCommand;
import io.countersign.schemas.command.CreateStandingGrant;
import io.countersign.schemas.command.DelegateVotes;
import io.countersign.schemas.command.EndDelegation;
import io.countersign.schemas.command.EngageBrake;
import io.countersign.schemas.command.KeepingCommand;
import io.countersign.schemas.command.ProposeTool;
import io.countersign.schemas.command.PublishPolicy;
import io.countersign.schemas.command.RegisterAuthenticator;
import io.countersign.schemas.command.RegisterTool;
import io.countersign.schemas.command.ReleaseBrake;
import io.countersign.schemas.command.RemoveApprover;
import io.countersign.schemas.command.RemoveAuthenticator;
import io.countersign.schemas.command.RemoveBudget;
import io.countersign.schemas.command.RemoveLimit;
import io.countersign.schemas.command.RetireTool;
import io.countersign.schemas.command.ReviewServer;
import io.countersign.schemas.command.RevokeStandingGrant;
import io.countersign.schemas.command.SetApprover;
import io.countersign.schemas.command.SetBudget;
import io.countersign.schemas.command.SetLimit;
import io.countersign.schemas.command.WithdrawPolicy;
import io.countersign.schemas.control.BrakeKind;
import io.countersign.schemas.control.BrakeScope;
import io.countersign.schemas.control.Budget;
import io.countersign.schemas.control.ServerReview;
import io.countersign.schemas.control.TenantSettings;
import io.countersign.schemas.control.UsageLimit;
import io.countersign.schemas.event.BrakeEngaged;
import io.countersign.schemas.event.BrakeReleased;
import io.countersign.schemas.event.BudgetRemoved;
import io.countersign.schemas.event.BudgetSet;
import io.countersign.schemas.event.LimitRemoved;
import io.countersign.schemas.event.LimitSet;
import io.countersign.schemas.event.ServerReviewed;
import io.countersign.schemas.event.TenantConfigured;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what operators control: brakes, budgets, limits and settings itself, the rest by others.
 */
final class ControlHandler {
  /** Most engaged brakes of a tenant. */
  static final int MOST_BRAKES = 128;

  /** Most budgets of a tenant. Each may reach a threshold with one decision. */
  static final int MOST_BUDGETS = 64;

  /** Most limits of a tenant. */
  static final int MOST_LIMITS = 64;

  private final CatalogueHandler catalogue = new CatalogueHandler();
  private final PolicyHandler policies = new PolicyHandler();
  private final ApproverHandler approvers = new ApproverHandler();
  private final KeepingHandler keeping = new KeepingHandler();

  void handle(Moment moment, ControlCommand command, Recorder recorder) {
    switch (command) {
      case RegisterTool register -> catalogue.register(moment, register, recorder);
      case RetireTool retire -> catalogue.retire(moment, retire, recorder);
      case ProposeTool propose -> catalogue.propose(moment, propose, recorder);
      case ReviewServer review -> review(moment, review, recorder);
      case PublishPolicy publish -> policies.publish(moment, publish, recorder);
      case WithdrawPolicy withdraw -> policies.withdraw(moment, withdraw, recorder);
      case EngageBrake engage -> engage(moment, engage, recorder);
      case ReleaseBrake release -> release(moment, release, recorder);
      case SetBudget set -> set(moment, set, recorder);
      case RemoveBudget remove -> remove(moment, remove, recorder);
      case SetLimit set -> set(moment, set, recorder);
      case RemoveLimit remove -> remove(moment, remove, recorder);
      case ConfigureTenant configure -> configure(moment, configure, recorder);
      case CreateStandingGrant create -> approvers.create(moment, create, recorder);
      case RevokeStandingGrant revoke -> approvers.revoke(moment, revoke, recorder);
      case DelegateVotes delegate -> approvers.delegate(moment, delegate, recorder);
      case EndDelegation end -> approvers.end(moment, end, recorder);
      case SetApprover set -> approvers.set(moment, set, recorder);
      case RemoveApprover remove -> approvers.remove(moment, remove, recorder);
      case RegisterAuthenticator register -> approvers.register(moment, register, recorder);
      case RemoveAuthenticator remove -> approvers.remove(moment, remove, recorder);
      case KeepingCommand keep -> keeping.handle(moment, keep, recorder);
    }
  }

  /** A day that has passed already is no error: the gate of an overdue review is lower. */
  private static void review(Moment moment, ReviewServer command, Recorder recorder) {
    ServerReview review = command.review();
    Server standing = moment.state().server(moment.tenant(), review.server());
    if (standing != null && standing.review().equals(review)) {
      unchanged(moment, command, standing.position(), recorder);
    } else {
      Assessment assessment = GateRubric.assess(review);
      recorder.record(
          moment.tenant(),
          null,
          null,
          new ServerReviewed(review, assessment.total(), assessment.gate(), assessment.reasons()));
    }
  }

  private static void engage(Moment moment, EngageBrake engage, Recorder recorder) {
    Controls controls = controls(moment);
    var standing =
        controls.brakes().stream().filter(brake -> brake.id().equals(engage.brakeId())).findFirst();
    if (standing.isPresent()) {
      unchanged(moment, engage, standing.get().position(), recorder);
    } else if (controls.releasedBrakes().contains(engage.brakeId())) {
      reject(
          moment,
          engage,
          "BRAKE_RELEASED",
          "Expected a brake that was never released, but %s was. Engage a new one."
              .formatted(engage.brakeId()),
          recorder);
    } else if (controls.brakes().size() >= mostBrakes(engage)) {
      reject(
          moment,
          engage,
          "TOO_MANY_BRAKES",
          "Expected at most %s engaged brakes. Release some, or engage one of a wider scope."
              .formatted(mostBrakes(engage)),
          recorder);
    } else {
      recorder.record(
          moment.tenant(),
          null,
          null,
          new BrakeEngaged(
              engage.brakeId(), engage.kind(), engage.scope(), engage.reason(), engage.by()));
    }
  }

  /** The wider a brake, the later it is refused: stopping everything always finds a place. */
  private static int mostBrakes(EngageBrake engage) {
    boolean everything = engage.scope().equals(BrakeScope.EVERYTHING);
    if (engage.kind() != BrakeKind.KILL) {
      return MOST_BRAKES;
    }
    return everything ? MOST_BRAKES + 64 : MOST_BRAKES + 32;
  }

  /**
   * A brake of the whole platform may be released in a ledger that it has not reached yet; it is
   * recorded then, so that the brake finds itself released when it arrives. The ledger that it was
   * engaged in knows better.
   */
  private static void release(Moment moment, ReleaseBrake release, Recorder recorder) {
    Controls controls = controls(moment);
    UUID id = release.brakeId();
    boolean engaged = controls.brakes().stream().anyMatch(brake -> brake.id().equals(id));
    boolean forwarded =
        moment.tenant().equals(CommandEnvelope.PLATFORM)
            && moment.head().ledger()
                != TenantPartition.of(CommandEnvelope.PLATFORM, moment.head().partitions());
    if (controls.releasedBrakes().contains(id)) {
      unchanged(moment, release, null, recorder);
    } else if (engaged || forwarded) {
      recorder.record(
          moment.tenant(), null, null, new BrakeReleased(id, release.reason(), release.by()));
    } else {
      reject(
          moment,
          release,
          "BRAKE_UNKNOWN",
          "Expected an engaged brake, but %s is not engaged here. Name the tenant, or the platform, that it was engaged for."
              .formatted(id),
          recorder);
    }
  }

  private static void set(Moment moment, SetBudget set, Recorder recorder) {
    Controls controls = controls(moment);
    BudgetInForce before = budget(controls, set.budget().id());
    if (before != null && before.budget().equals(set.budget())) {
      unchanged(moment, set, before.position(), recorder);
    } else if (before == null && controls.budgets().size() >= MOST_BUDGETS) {
      reject(
          moment,
          set,
          "TOO_MANY_BUDGETS",
          "Expected at most %s budgets. Use a node of * for one budget of many."
              .formatted(MOST_BUDGETS),
          recorder);
    } else {
      Budget previous = before == null ? null : before.budget();
      recorder.record(moment.tenant(), null, null, new BudgetSet(set.budget(), previous));
    }
  }

  private static void remove(Moment moment, RemoveBudget remove, Recorder recorder) {
    BudgetInForce before = budget(controls(moment), remove.id());
    if (before == null) {
      reject(
          moment,
          remove,
          "BUDGET_UNKNOWN",
          "Expected a budget, but there is none of the id %s.".formatted(remove.id()),
          recorder);
    } else {
      recorder.record(
          moment.tenant(), null, null, new BudgetRemoved(before.budget(), remove.reason()));
    }
  }

  private static void set(Moment moment, SetLimit set, Recorder recorder) {
    Controls controls = controls(moment);
    LimitInForce before = limit(controls, set.limit().id());
    String id = set.limit().id();
    if (id.startsWith("rule/") || id.startsWith("tool/")) {
      reject(
          moment,
          set,
          "LIMIT_INVALID",
          "/id: Expected an id that does not begin with rule/ or tool/, which name the limits of policy rules and tools, but it is %s."
              .formatted(id),
          recorder);
    } else if (before != null && before.limit().equals(set.limit())) {
      unchanged(moment, set, before.position(), recorder);
    } else if (before == null && controls.limits().size() >= MOST_LIMITS) {
      reject(
          moment,
          set,
          "TOO_MANY_LIMITS",
          "Expected at most %s limits. Let one limit count by principal, agent or tool."
              .formatted(MOST_LIMITS),
          recorder);
    } else {
      UsageLimit previous = before == null ? null : before.limit();
      recorder.record(moment.tenant(), null, null, new LimitSet(set.limit(), previous));
    }
  }

  private static void remove(Moment moment, RemoveLimit remove, Recorder recorder) {
    LimitInForce before = limit(controls(moment), remove.id());
    if (before == null) {
      reject(
          moment,
          remove,
          "LIMIT_UNKNOWN",
          "Expected a limit, but there is none of the id %s.".formatted(remove.id()),
          recorder);
    } else {
      recorder.record(
          moment.tenant(), null, null, new LimitRemoved(before.limit(), remove.reason()));
    }
  }

  private static void configure(Moment moment, ConfigureTenant configure, Recorder recorder) {
    TenantSettings before = controls(moment).settings();
    if (before.equals(configure.settings())) {
      unchanged(moment, configure, null, recorder);
    } else {
      recorder.record(
          moment.tenant(), null, null, new TenantConfigured(configure.settings(), before));
    }
  }

  private static Controls controls(Moment moment) {
    return moment.state().controls(moment.tenant());
  }

  private static @Nullable BudgetInForce budget(Controls controls, String id) {
    return controls.budgets().stream()
        .filter(budget -> budget.budget().id().equals(id))
        .findFirst()
        .orElse(null);
  }

  private static @Nullable LimitInForce limit(Controls controls, String id) {
    return controls.limits().stream()
        .filter(limit -> limit.limit().id().equals(id))
        .findFirst()
        .orElse(null);
  }

  /** Records that a control stands already as it was asked for. */
  static void unchanged(
      Moment moment, ControlCommand command, @Nullable Long position, Recorder recorder) {
    reject(
        moment,
        command,
        "CONTROL_UNCHANGED",
        position == null
            ? "Expected a change of %s, but it stands like this already."
                .formatted(command.control())
            : "Expected a change of %s, but it stands like this since position %s."
                .formatted(command.control(), position),
        recorder);
  }

  /** Records that a command was refused. */
  static void reject(
      Moment moment, ControlCommand command, String code, String message, Recorder recorder) {
    recorder.reject(moment.tenant(), null, null, command.type(), code, message, null);
  }
}
