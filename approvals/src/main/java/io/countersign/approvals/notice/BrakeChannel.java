package io.countersign.approvals.notice;

import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.alert.AlertContributor;
import io.countersign.schemas.alert.ContributorDimension;
import io.countersign.schemas.alert.EntityLevel;
import io.countersign.schemas.call.Limits;
import io.countersign.schemas.command.EngageBrake;
import io.countersign.schemas.control.BrakeKind;
import io.countersign.schemas.control.BrakeScope;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Engages a brake when an alert is opened: once for each alert, however often it is told, because
 * the id of the command follows from the alert. People release it as any other brake.
 */
public final class BrakeChannel implements Channel {
  private final String name;
  private final BrakeKind kind;
  private final Reach reach;
  private final BrakeLever lever;

  /** How far the brake reaches. */
  public enum Reach {
    /** The tool that the alert is about, or that had the greatest part in it. */
    TOOL,
    /** The server of that tool. */
    SERVER,
    /** Everything of the tenant. */
    TENANT
  }

  /**
   * @param name name of this brake in the configuration
   * @param lever engages it
   */
  public BrakeChannel(String name, BrakeKind kind, Reach reach, BrakeLever lever) {
    this.name = name;
    this.kind = kind;
    this.reach = reach;
    this.lever = lever;
  }

  @Override
  public Attempt tell(Notice notice, String messageId) throws InterruptedException {
    if (!(notice instanceof AlertNotice told)) {
      return new Attempt.Refused("not an alert");
    }
    Alert alert = told.alert();
    Optional<BrakeScope> scope = scope(alert);
    if (scope.isEmpty()) {
      return new Attempt.Refused("the alert names no " + reach.name().toLowerCase(Locale.ROOT));
    }
    UUID brakeId =
        NoticeIds.timeOrdered(
            alert.openedAt(), NoticeIds.digest("brake", alert.alertId().toString(), name));
    lever.engage(
        alert.ledger(),
        alert.tenant(),
        brakeId,
        new EngageBrake(brakeId, kind, scope.get(), reason(alert), "alerts/" + name));
    return new Attempt.Delivered();
  }

  private static String reason(Alert alert) {
    String reason =
        "Alert %s (%s): %s".formatted(alert.alertId(), alert.kind(), Shown.text(alert.headline()));
    return reason.substring(0, Math.min(reason.length(), Limits.REASON));
  }

  private Optional<BrakeScope> scope(Alert alert) {
    return switch (reach) {
      case TENANT -> Optional.of(BrakeScope.EVERYTHING);
      case SERVER ->
          alert.entity().level() == EntityLevel.SERVER
              ? Optional.of(new BrakeScope(alert.entity().name(), null, null))
              : tool(alert).map(tool -> new BrakeScope(server(tool), null, null));
      case TOOL ->
          tool(alert)
              .map(
                  tool ->
                      new BrakeScope(server(tool), tool.substring(tool.indexOf('/') + 1), null));
    };
  }

  /** Server and tool with a slash between. */
  private static Optional<String> tool(Alert alert) {
    Optional<String> own =
        alert.entity().level() == EntityLevel.TOOL
            ? Optional.of(alert.entity().name())
            : alert.contributors().stream()
                .filter(part -> part.dimension() == ContributorDimension.TOOL)
                .map(AlertContributor::name)
                .findFirst();
    return own.filter(tool -> tool.indexOf('/') > 0);
  }

  private static String server(String tool) {
    return tool.substring(0, tool.indexOf('/'));
  }
}
