package io.countersign.schemas.document;

import io.countersign.schemas.event.BrakeEngaged;
import io.countersign.schemas.event.BrakeReleased;
import io.countersign.schemas.event.BudgetRemoved;
import io.countersign.schemas.event.BudgetSet;
import io.countersign.schemas.event.BudgetThresholdReached;
import io.countersign.schemas.event.ControlEvent;
import io.countersign.schemas.event.LimitRemoved;
import io.countersign.schemas.event.LimitSet;
import io.countersign.schemas.event.PolicyPublished;
import io.countersign.schemas.event.PolicyWithdrawn;
import io.countersign.schemas.event.ServerReviewed;
import io.countersign.schemas.event.TenantConfigured;
import io.countersign.schemas.event.ToolChanged;
import io.countersign.schemas.event.ToolProposed;
import io.countersign.schemas.event.ToolRegistered;
import io.countersign.schemas.event.ToolRetired;
import org.jspecify.annotations.Nullable;

/**
 * Which control of a tenant it is, in parts: unlike the text of {@link ControlEvent#control()},
 * parts stay apart whatever characters they hold.
 *
 * @param kind what it is
 * @param server MCP server of a tool or a review
 * @param name name of the tool or the policy, id of the brake, budget or limit; the server of a
 *     review; {@code settings}
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
    };
  }

  /** The settings of a tenant. */
  public static final ControlName SETTINGS =
      new ControlName(ControlKind.SETTINGS, null, "settings");

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
}
