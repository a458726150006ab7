package io.countersign.approvals;

import io.countersign.approvals.people.Electorate;
import io.countersign.approvals.quorum.Matching;
import io.countersign.approvals.state.Approval;
import io.countersign.approvals.state.Approvers;
import io.countersign.approvals.state.Controls;
import io.countersign.approvals.state.StateView;
import io.countersign.approvals.state.Tool;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.Change;
import io.countersign.schemas.approval.PreviewDocument;
import io.countersign.schemas.call.Limits;
import io.countersign.schemas.command.ConfigureTenant;
import io.countersign.schemas.command.ControlCommand;
import io.countersign.schemas.command.CreateStandingGrant;
import io.countersign.schemas.command.DelegateVotes;
import io.countersign.schemas.command.EndDelegation;
import io.countersign.schemas.command.EngageBrake;
import io.countersign.schemas.command.KeepingCommand;
import io.countersign.schemas.command.PlaceLegalHold;
import io.countersign.schemas.command.ProposeTool;
import io.countersign.schemas.command.PublishPolicy;
import io.countersign.schemas.command.RegisterAuthenticator;
import io.countersign.schemas.command.RegisterTool;
import io.countersign.schemas.command.ReleaseBrake;
import io.countersign.schemas.command.ReleaseLegalHold;
import io.countersign.schemas.command.RemoveApprover;
import io.countersign.schemas.command.RemoveAuthenticator;
import io.countersign.schemas.command.RemoveBudget;
import io.countersign.schemas.command.RemoveLimit;
import io.countersign.schemas.command.RemoveSearch;
import io.countersign.schemas.command.RetireTool;
import io.countersign.schemas.command.ReviewServer;
import io.countersign.schemas.command.RevokeStandingGrant;
import io.countersign.schemas.command.SaveSearch;
import io.countersign.schemas.command.SetApprover;
import io.countersign.schemas.command.SetBudget;
import io.countersign.schemas.command.SetLimit;
import io.countersign.schemas.command.SetRetention;
import io.countersign.schemas.command.WithdrawPolicy;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.control.BrakeKind;
import io.countersign.schemas.control.TenantSettings;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.event.ChangeRequested;
import io.countersign.schemas.event.CommandRejected;
import io.countersign.schemas.event.ControlEvent;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Has people decide on a change of a control before it is made, where the tenant wants that: the
 * same approvals as for calls. An approved change is made at once, in the same moment of the log.
 */
final class ChangeHandler {
  /** Most changes of a tenant that wait at once. */
  static final int MOST_WAITING = 32;

  private static final byte[] DOMAIN = "countersign/change/v1\n".getBytes(StandardCharsets.UTF_8);

  private final ControlHandler controls;

  ChangeHandler(ControlHandler controls) {
    this.controls = controls;
  }

  /** Makes a change, or asks people first. */
  void handle(Moment moment, ControlCommand command, Recorder recorder) {
    Change change = waiting(moment, command);
    Refused refused = change == null ? null : trial(moment, command);
    if (change == null || refused != null) {
      controls.handle(moment, command, recorder);
    } else {
      request(moment, command, change, recorder);
    }
  }

  /** The change that has to wait for people; null when the command is made at once. */
  private static @Nullable Change waiting(Moment moment, ControlCommand command) {
    TenantSettings settings = moment.state().controls(moment.tenant()).settings();
    return switch (command) {
      case PublishPolicy publish -> settings.policyNeedsApproval() ? Change.of(publish) : null;
      case WithdrawPolicy withdraw -> settings.policyNeedsApproval() ? Change.of(withdraw) : null;
      case RegisterTool register ->
          settings.riskNeedsApproval() && lowersRisk(moment, register) ? Change.of(register) : null;
      case ReleaseBrake release ->
          settings.releaseNeedsApproval() && isKillSwitch(moment, release)
              ? Change.of(release)
              : null;
      case ConfigureTenant configure ->
          asksForLess(settings, configure.settings()) ? Change.of(configure) : null;
      case KeepingCommand keep ->
          settings.releaseNeedsApproval() && KeepingHandler.keepsLess(moment, keep)
              ? keepingLess(keep)
              : null;
      case CreateStandingGrant create -> null;
      case DelegateVotes delegate -> null;
      case EndDelegation end -> null;
      case EngageBrake engage -> null;
      case ProposeTool propose -> null;
      case RegisterAuthenticator register -> null;
      case RemoveApprover remove -> null;
      case RemoveAuthenticator remove -> null;
      case RemoveBudget remove -> null;
      case RemoveLimit remove -> null;
      case RetireTool retire -> null;
      case ReviewServer review -> null;
      case RevokeStandingGrant revoke -> null;
      case SetApprover set -> null;
      case SetBudget set -> null;
      case SetLimit set -> null;
    };
  }

  private static @Nullable Change keepingLess(KeepingCommand command) {
    return switch (command) {
      case SetRetention set -> Change.of(set);
      case ReleaseLegalHold release -> Change.of(release);
      case PlaceLegalHold place -> null;
      case SaveSearch save -> null;
      case RemoveSearch remove -> null;
    };
  }

  private static boolean lowersRisk(Moment moment, RegisterTool register) {
    Tool before =
        moment
            .state()
            .tool(moment.tenant(), register.definition().server(), register.definition().name());
    return before != null
        && before.definition() != null
        && register.definition().risk().compareTo(before.definition().risk()) < 0;
  }

  private static boolean isKillSwitch(Moment moment, ReleaseBrake release) {
    return moment.state().controls(moment.tenant()).brakes().stream()
        .anyMatch(brake -> brake.id().equals(release.brakeId()) && brake.kind() == BrakeKind.KILL);
  }

  /** Else whoever wants a change without an approval would change the settings first. */
  private static boolean asksForLess(TenantSettings before, TenantSettings after) {
    boolean asks =
        before.policyNeedsApproval() || before.riskNeedsApproval() || before.releaseNeedsApproval();
    return asks
        && ((before.policyNeedsApproval() && !after.policyNeedsApproval())
            || (before.riskNeedsApproval() && !after.riskNeedsApproval())
            || (before.releaseNeedsApproval() && !after.releaseNeedsApproval())
            || !before.terms().equals(after.terms())
            || !Objects.equals(before.breakGlassGroup(), after.breakGlassGroup()));
  }

  /** Why a change would be refused. */
  private record Refused(String code, String message) {}

  /** Why the change would be refused now; null when it would be made. */
  private @Nullable Refused trial(Moment moment, ControlCommand command) {
    Recorder trial = new Recorder(moment.state(), moment.head(), moment.now(), moment.command());
    controls.handle(moment, command, trial);
    for (EventEnvelope event : trial.events()) {
      Event body = event.body();
      if (body instanceof CommandRejected rejected) {
        return new Refused(rejected.rejection(), rejected.message());
      }
      if (body instanceof ControlEvent) {
        return null;
      }
    }
    throw new IllegalStateException("Expected an answer to " + command.type() + ", but none came");
  }

  private void request(Moment moment, ControlCommand command, Change change, Recorder recorder) {
    Controls standing = moment.state().controls(moment.tenant());
    ApprovalTerms terms = standing.settings().terms();
    String by = moment.command().source().gateway();
    List<String> excluded = excluded(by, change, terms);
    Approvers approvers = moment.state().approvers(moment.tenant());
    if (moment.state().waiting(moment.tenant(), StateView.CHANGES).approvals().size()
        >= MOST_WAITING) {
      ControlHandler.reject(
          moment,
          command,
          "TOO_MANY_PENDING",
          "Expected at most %s changes that wait for an approval. Have some decided first."
              .formatted(MOST_WAITING),
          recorder);
      return;
    }
    if (excluded.size() > Limits.LIST
        || !new Electorate(approvers, excluded, terms.quorum(), moment.now()).canBeMet()) {
      ControlHandler.reject(
          moment,
          command,
          "NO_ELIGIBLE_APPROVER",
          "Expected enough people on the roster besides who wants the change, but there are none.",
          recorder);
      return;
    }
    UUID approvalId = ApprovalRequests.id(moment);
    recorder.record(
        moment.tenant(),
        null,
        null,
        new ChangeRequested(
            approvalId,
            change,
            digest(moment.tenant(), change, by),
            PreviewDocument.digest(PreviewDocument.of(change, by)),
            terms,
            excluded,
            List.of(),
            by,
            moment.now().plusMillis(terms.ttlMillis())));
  }

  /** Whoever sent the change or answers for it, and whom the terms exclude. */
  private static List<String> excluded(String by, Change change, ApprovalTerms terms) {
    Set<String> names = new LinkedHashSet<>();
    names.add(by);
    if (change.publishPolicy() != null) {
      names.add(change.publishPolicy().by());
    }
    if (change.releaseBrake() != null) {
      names.add(change.releaseBrake().by());
    }
    if (change.command() instanceof KeepingCommand keep) {
      names.add(keep.by());
    }
    names.addAll(terms.exclude());
    return List.copyOf(names);
  }

  private static Digest digest(String tenant, Change change, String by) {
    JsonObject exact =
        JsonObject.builder()
            .put("tenant", tenant)
            .put("change", PreviewDocument.of(change, by))
            .build();
    return Digest.sha256(DOMAIN, CanonicalJson.bytes(exact));
  }

  /** Makes a change whose quorum is met, or ends its approval when it cannot be made any more. */
  void resolve(Moment moment, Approval voted, Resolution resolution, Recorder recorder) {
    if (resolution.isDenied(voted)) {
      resolution.deny(voted);
      return;
    }
    Matching filled = resolution.electorate(voted).match(voted.votes(), Ballot.APPROVE);
    if (!filled.isComplete()) {
      return;
    }
    ControlCommand command =
        Objects.requireNonNull(
                moment.state().change(moment.tenant(), voted.approvalId()),
                "a pending change is kept")
            .command();
    if (hasMoved(moment, command, voted.position())) {
      Closing.close(
          voted,
          ApprovalState.INVALIDATED,
          "CONTROL_CHANGED",
          "Expected %s to be as it was when the change was asked for, but it was changed since. Ask again."
              .formatted(command.control()),
          recorder);
      return;
    }
    Refused refused = trial(moment, command);
    if (refused != null) {
      Closing.close(voted, ApprovalState.INVALIDATED, refused.code(), refused.message(), recorder);
      return;
    }
    ApprovalTerms terms = moment.state().controls(moment.tenant()).settings().terms();
    if (waiting(moment, command) != null && !resolution.suffices(voted, terms, terms.exclude())) {
      Closing.close(
          voted,
          ApprovalState.INVALIDATED,
          "QUORUM_RAISED",
          "Expected the votes there are to satisfy the settings of now, but they do not. Ask"
              + " again.",
          recorder);
      return;
    }
    resolution.grant(voted, filled, false, moment.now());
    controls.handle(moment, command, recorder);
  }

  /** Whether people decided on a change of what is not there any more. */
  private static boolean hasMoved(Moment moment, ControlCommand command, long asked) {
    if (command instanceof RegisterTool register) {
      Tool tool =
          moment
              .state()
              .tool(moment.tenant(), register.definition().server(), register.definition().name());
      return tool != null && tool.position() > asked;
    }
    if (command instanceof SetRetention) {
      return moment.state().keeping(moment.tenant()).retentionPosition() > asked;
    }
    if (command instanceof ReleaseLegalHold release) {
      return moment
          .state()
          .keeping(moment.tenant())
          .hold(release.holdId())
          .filter(hold -> hold.position() > asked)
          .isPresent();
    }
    return moment.state().controls(moment.tenant()).policies().stream()
        .anyMatch(
            policy ->
                command.control().equals("policy/" + policy.name()) && policy.position() > asked);
  }
}
