package io.countersign.schemas.ocsf;

import static io.countersign.schemas.ocsf.Caption.CREATE;
import static io.countersign.schemas.ocsf.Caption.DELETE;
import static io.countersign.schemas.ocsf.Caption.READ;
import static io.countersign.schemas.ocsf.Caption.UPDATE;
import static io.countersign.schemas.ocsf.Mapping.activity;
import static io.countersign.schemas.ocsf.Mapping.finding;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What each kind of event is in OCSF. Settled in ADR 18: people's and agents' doings are API
 * Activity, what has to be looked at is a Detection Finding. A kind that is not here, because a
 * newer engine wrote it, is API Activity of an unknown kind: it is told, never dropped.
 */
final class Mappings {
  private static final String APPROVAL_ID = "approvalId";

  /** Every kind, in the order of a call's life. */
  static final List<Mapping> ALL =
      Stream.of(calls(), approvals(), catalogue(), controls(), people(), oversight(), ledger())
          .flatMap(List::stream)
          .toList();

  private static final Map<String, Mapping> BY_TYPE =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Mapping::type, Function.identity()));

  private Mappings() {}

  static Mapping of(String type) {
    Mapping mapping = BY_TYPE.get(type);
    return mapping == null ? activity(type, type, Caption.UNKNOWN) : mapping;
  }

  private static List<Mapping> calls() {
    return List.of(
        activity("IntentRecorded", "call.requested"),
        // the activity of a decision is the effect of its tool, where that is known
        activity("DecisionMade", "call.decided"),
        activity("OutcomeRecorded", "call.reported"),
        finding("OutcomeOverdue", "call.overdue"),
        activity("OutcomeReconciled", "call.reconciled"),
        activity("CallConfirmed", "call.confirmed"),
        activity("CallCancelled", "call.cancelled"),
        activity("CallAbandoned", "call.abandoned"),
        finding("FindingRaised", "finding.raised"));
  }

  private static List<Mapping> approvals() {
    return List.of(
        activity("ApprovalRequested", "approval.requested").to("approval", APPROVAL_ID),
        activity("ChangeRequested", "approval.change-requested").to("approval", APPROVAL_ID),
        activity("VoteCast", "approval.voted").to("approval", APPROVAL_ID),
        activity("ApprovalGranted", "approval.granted").to("approval", APPROVAL_ID),
        activity("ApprovalClosed", "approval.closed").to("approval", APPROVAL_ID),
        activity("GrantClaimed", "approval.claimed").to("approval", APPROVAL_ID),
        activity("ApprovalEscalated", "approval.escalated").to("approval", APPROVAL_ID),
        activity("BreakGlassInvoked", "break-glass.invoked").to("approval", APPROVAL_ID),
        activity("BreakGlassReviewed", "break-glass.reviewed").to("approval", APPROVAL_ID),
        finding("BreakGlassOverdue", "break-glass.overdue").to("approval", APPROVAL_ID),
        activity("NotificationRecorded", "notification.sent").to("approval", APPROVAL_ID));
  }

  private static List<Mapping> catalogue() {
    return List.of(
        activity("ToolRegistered", "tool.registered", CREATE)
            .to("tool", "definition.server", "definition.name"),
        activity("ToolChanged", "tool.changed", UPDATE)
            .to("tool", "definition.server", "definition.name"),
        activity("ToolRetired", "tool.retired", DELETE).to("tool", "server", "name"),
        activity("ToolProposed", "tool.proposed").to("tool", "proposal.server", "proposal.name"),
        activity("ServerReviewed", "server.reviewed", UPDATE).to("server", "review.server"));
  }

  private static List<Mapping> controls() {
    return List.of(
        activity("BrakeEngaged", "brake.engaged", UPDATE).to("brake", "brakeId"),
        activity("BrakeReleased", "brake.released", UPDATE).to("brake", "brakeId"),
        activity("PolicyPublished", "policy.published", UPDATE).to("policy", "name"),
        activity("PolicyWithdrawn", "policy.withdrawn", DELETE).to("policy", "name"),
        activity("BudgetSet", "budget.set", UPDATE).to("budget", "budget.id"),
        activity("BudgetRemoved", "budget.removed", DELETE).to("budget", "budget.id"),
        finding("BudgetThresholdReached", "budget.threshold-reached").to("budget", "budget.id"),
        activity("ReservationSettled", "budget.settled"),
        finding("ReservationOverrun", "budget.overrun"),
        activity("LimitSet", "limit.set", UPDATE).to("limit", "limit.id"),
        activity("LimitRemoved", "limit.removed", DELETE).to("limit", "limit.id"),
        activity("TenantConfigured", "settings.changed", UPDATE).to("settings"));
  }

  private static List<Mapping> people() {
    return List.of(
        activity("StandingGrantCreated", "standing-grant.created", CREATE)
            .to("standing-grant", "grantId"),
        activity("StandingGrantClosed", "standing-grant.closed", DELETE)
            .to("standing-grant", "grantId"),
        activity("VotesDelegated", "delegation.created", CREATE).to("delegation", "from.subject"),
        activity("DelegationEnded", "delegation.ended", DELETE).to("delegation", "from"),
        activity("ApproverSet", "approver.set", UPDATE).to("approver", "approver.subject"),
        activity("ApproverRemoved", "approver.removed", DELETE).to("approver", "approver.subject"),
        activity("AuthenticatorRegistered", "authenticator.registered", CREATE)
            .to("authenticator", "subject", "authenticator.credentialId"),
        activity("AuthenticatorRemoved", "authenticator.removed", DELETE)
            .to("authenticator", "subject", "credentialId"));
  }

  private static List<Mapping> oversight() {
    return List.of(
        // its operation is told after the dot, such as audit.events.search
        activity("AuditAccessed", "audit", READ),
        activity("AlertAcknowledged", "alert.acknowledged", UPDATE).to("alert", "alertId"),
        activity("AlertResolved", "alert.resolved", UPDATE).to("alert", "alertId"),
        activity("RetentionSet", "retention.set", UPDATE).to("retention"),
        activity("LegalHoldPlaced", "hold.placed", CREATE).to("hold", "holdId"),
        activity("LegalHoldReleased", "hold.released", DELETE).to("hold", "holdId"),
        activity("SearchSaved", "search.saved", UPDATE).to("search", "name"),
        activity("SearchRemoved", "search.removed", DELETE).to("search", "name"));
  }

  private static List<Mapping> ledger() {
    return List.of(
        activity("LedgerOpened", "ledger.opened", CREATE),
        activity("BehaviourActivated", "ledger.behaviour-activated", UPDATE),
        activity("CommandRejected", "command.rejected"),
        activity("CommandFailed", "command.failed"));
  }
}
