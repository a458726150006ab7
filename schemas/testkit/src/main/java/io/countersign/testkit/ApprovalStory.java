package io.countersign.testkit;

import static io.countersign.testkit.Story.id;
import static io.countersign.testkit.Story.plain;

import io.countersign.schemas.approval.QuorumProgress;
import io.countersign.schemas.command.ApprovalCommand;
import io.countersign.schemas.command.BreakGlass;
import io.countersign.schemas.command.CancelRun;
import io.countersign.schemas.command.CastVote;
import io.countersign.schemas.command.ClaimGrant;
import io.countersign.schemas.command.ConfirmCall;
import io.countersign.schemas.command.ReconcileOutcome;
import io.countersign.schemas.command.RecordNotification;
import io.countersign.schemas.command.ReviewBreakGlass;
import io.countersign.schemas.command.RevokeApproval;
import io.countersign.schemas.event.ApprovalClosed;
import io.countersign.schemas.event.ApprovalEscalated;
import io.countersign.schemas.event.ApprovalEvent;
import io.countersign.schemas.event.ApprovalGranted;
import io.countersign.schemas.event.ApprovalRequested;
import io.countersign.schemas.event.BreakGlassInvoked;
import io.countersign.schemas.event.BreakGlassOverdue;
import io.countersign.schemas.event.BreakGlassReviewed;
import io.countersign.schemas.event.CallConfirmed;
import io.countersign.schemas.event.ChangeRequested;
import io.countersign.schemas.event.GrantClaimed;
import io.countersign.schemas.event.NotificationRecorded;
import io.countersign.schemas.event.VoteCast;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The part of {@link Story} about approvals. */
final class ApprovalStory {
  private ApprovalStory() {}

  static String tell(ApprovalEvent body) {
    return id(body.approvalId()) + " " + told(body);
  }

  private static String told(ApprovalEvent body) {
    return switch (body) {
      case ApprovalRequested e -> "until %s, without %s".formatted(e.expiresAt(), e.excluded());
      case ChangeRequested e ->
          "%s by %s".formatted(plain(e.change().command().control()), plain(e.by()));
      case VoteCast e ->
          "%s by %s%s %s"
              .formatted(
                  e.ballot(),
                  plain(e.voter().subject()),
                  e.standingGrantId() == null ? "" : " in advance",
                  quorum(e.quorum()));
      case ApprovalGranted e -> (e.brokenGlass() ? "glass broken" : e.seats().toString());
      case ApprovalClosed e -> "%s %s".formatted(e.state(), plain(e.cause()));
      case GrantClaimed e -> "%s %s by %s".formatted(e.mode(), id(e.claimId()), plain(e.gateway()));
      case CallConfirmed _e -> "";
      case ApprovalEscalated e -> "step " + e.step();
      case BreakGlassInvoked e ->
          "by %s for %s".formatted(plain(e.voter().subject()), plain(e.ticket()));
      case BreakGlassReviewed e -> "%s by %s".formatted(e.justified(), plain(e.by()));
      case BreakGlassOverdue _e -> "";
      case NotificationRecorded e ->
          "%s on %s %s"
              .formatted(e.notice(), plain(e.channel()), e.delivered() ? "told" : "failed");
    };
  }

  static String tell(ApprovalCommand body) {
    return switch (body) {
      case CastVote c ->
          "%s %s by %s".formatted(id(c.approvalId()), c.ballot(), plain(c.voter().subject()));
      case ClaimGrant c -> "%s %s".formatted(c.mode(), id(c.claimId()));
      case ConfirmCall _c -> "";
      case RevokeApproval c -> "%s by %s".formatted(id(c.approvalId()), plain(c.by()));
      case CancelRun c -> plain(c.runId());
      case ReconcileOutcome c -> "%s by %s".formatted(c.status(), plain(c.by()));
      case BreakGlass c -> "%s by %s".formatted(id(c.approvalId()), plain(c.voter().subject()));
      case ReviewBreakGlass c -> "%s by %s".formatted(id(c.approvalId()), plain(c.by()));
      case RecordNotification c -> "%s %s".formatted(id(c.approvalId()), plain(c.channel()));
    };
  }

  static @Nullable UUID callId(ApprovalCommand body) {
    return switch (body) {
      case ClaimGrant c -> c.callId();
      case ConfirmCall c -> c.callId();
      case ReconcileOutcome c -> c.callId();
      case CastVote _c -> null;
      case RevokeApproval _c -> null;
      case CancelRun _c -> null;
      case BreakGlass _c -> null;
      case ReviewBreakGlass _c -> null;
      case RecordNotification _c -> null;
    };
  }

  private static String quorum(List<QuorumProgress> quorum) {
    return quorum.stream()
        .map(group -> "%s %s/%s".formatted(plain(group.group()), group.votes(), group.count()))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
