package io.countersign.schemas.document;

import io.countersign.schemas.event.ApproverRemoved;
import io.countersign.schemas.event.ApproverSet;
import io.countersign.schemas.event.AuthenticatorRegistered;
import io.countersign.schemas.event.AuthenticatorRemoved;
import io.countersign.schemas.event.BrakeEngaged;
import io.countersign.schemas.event.BrakeReleased;
import io.countersign.schemas.event.BudgetRemoved;
import io.countersign.schemas.event.BudgetSet;
import io.countersign.schemas.event.BudgetThresholdReached;
import io.countersign.schemas.event.ControlEvent;
import io.countersign.schemas.event.DelegationEnded;
import io.countersign.schemas.event.LegalHoldPlaced;
import io.countersign.schemas.event.LegalHoldReleased;
import io.countersign.schemas.event.LimitRemoved;
import io.countersign.schemas.event.LimitSet;
import io.countersign.schemas.event.PolicyPublished;
import io.countersign.schemas.event.PolicyWithdrawn;
import io.countersign.schemas.event.RetentionSet;
import io.countersign.schemas.event.SearchRemoved;
import io.countersign.schemas.event.SearchSaved;
import io.countersign.schemas.event.ServerReviewed;
import io.countersign.schemas.event.StandingGrantClosed;
import io.countersign.schemas.event.StandingGrantCreated;
import io.countersign.schemas.event.TenantConfigured;
import io.countersign.schemas.event.ToolChanged;
import io.countersign.schemas.event.ToolProposed;
import io.countersign.schemas.event.ToolRegistered;
import io.countersign.schemas.event.ToolRetired;
import io.countersign.schemas.event.VotesDelegated;
import org.jspecify.annotations.Nullable;

/**
 * Which control of a tenant it is, in parts: unlike the text of {@link ControlEvent#control()},
 * parts stay apart whatever characters they hold.
 *
 * @param kind what it is
 * @param server MCP server of a tool or a review
 * @param name name of the tool, the policy or the search, id of the brake, budget, limit, hold or
 *     standing grant; the server of a review; {@code settings}; {@code retention}; the subject of
 *     an approver or a delegation; subject and credential of an authenticator
 */
public record ControlName(ControlKind kind, @Nullable String server, String name) {

  /** The control that an event is about. */
  public static ControlName of(ControlEvent event) {
    return switch (event) {
      case ToolRegistered e -> tool(e.definition().server(), e.definition().name());
      case ToolChanged e -> tool(e.definition().server(), e.definition().name());
      case ToolRetired e -> tool(e.server(), e.name());
      case ToolProposed e -> tool(e.proposal().server(), e.proposal().name());
      case ServerReviewed e -> server(e.review().server());
      case BrakeEngaged e -> new ControlName(ControlKind.BRAKE, null, e.brakeId().toString());
      case BrakeReleased e -> new ControlName(ControlKind.BRAKE, null, e.brakeId().toString());
      case PolicyPublished e -> policy(e.name());
      case PolicyWithdrawn e -> policy(e.name());
      case BudgetSet e -> budget(e.budget().id());
      case BudgetRemoved e -> budget(e.budget().id());
      case BudgetThresholdReached e -> budget(e.budget().id());
      case LimitSet e -> new ControlName(ControlKind.LIMIT, null, e.limit().id());
      case LimitRemoved e -> new ControlName(ControlKind.LIMIT, null, e.limit().id());
      case TenantConfigured _e -> SETTINGS;
      case StandingGrantCreated e -> standingGrant(e.grantId().toString());
      case StandingGrantClosed e -> standingGrant(e.grantId().toString());
      case VotesDelegated e -> delegation(e.from().subject());
      case DelegationEnded e -> delegation(e.from());
      case ApproverSet e -> approver(e.approver().subject());
      case ApproverRemoved e -> approver(e.approver().subject());
      case AuthenticatorRegistered e ->
          authenticator(e.subject(), e.authenticator().credentialId());
      case AuthenticatorRemoved e -> authenticator(e.subject(), e.credentialId());
      case RetentionSet _e -> RETENTION;
      case LegalHoldPlaced e -> hold(e.holdId());
      case LegalHoldReleased e -> hold(e.holdId());
      case SearchSaved e -> search(e.name());
      case SearchRemoved e -> search(e.name());
    };
  }

  /** The settings of a tenant. */
  public static final ControlName SETTINGS =
      new ControlName(ControlKind.SETTINGS, null, "settings");

  /** How long a tenant's records are kept for search. */
  public static final ControlName RETENTION =
      new ControlName(ControlKind.RETENTION, null, "retention");

  /** A tool. */
  public static ControlName tool(String server, String name) {
    return new ControlName(ControlKind.TOOL, server, name);
  }

  /** The review of a server. */
  public static ControlName server(String server) {
    return new ControlName(ControlKind.SERVER, server, server);
  }

  /** A policy. */
  public static ControlName policy(String name) {
    return new ControlName(ControlKind.POLICY, null, name);
  }

  /** A budget. */
  public static ControlName budget(String id) {
    return new ControlName(ControlKind.BUDGET, null, id);
  }

  /** A person of the roster of approvers. */
  public static ControlName approver(String subject) {
    return new ControlName(ControlKind.APPROVER, null, subject);
  }

  /** Who votes in an approver's place. */
  public static ControlName delegation(String subject) {
    return new ControlName(ControlKind.DELEGATION, null, subject);
  }

  /** A vote in advance. */
  public static ControlName standingGrant(String id) {
    return new ControlName(ControlKind.STANDING_GRANT, null, id);
  }

  /** A legal hold. */
  public static ControlName hold(String id) {
    return new ControlName(ControlKind.HOLD, null, id);
  }

  /** A saved search. */
  public static ControlName search(String name) {
    return new ControlName(ControlKind.SEARCH, null, name);
  }

  private static ControlName authenticator(String subject, String credentialId) {
    return new ControlName(ControlKind.AUTHENTICATOR, null, subject + "/" + credentialId);
  }
}
