package io.countersign.approvals.notice;

import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.call.Severity;
import java.util.Set;

/**
 * Which alerts.
 *
 * @param least the lowest severity
 * @param kinds names of rules and of what is counted; empty for all
 */
public record WantedAlerts(Severity least, Set<String> kinds) {
  /** Every alert. */
  public static final WantedAlerts ALL = new WantedAlerts(Severity.LOW, Set.of());

  public WantedAlerts {
    kinds = Set.copyOf(kinds);
  }

  boolean wants(Alert alert) {
    return alert.severity().compareTo(least) >= 0
        && (kinds.isEmpty() || kinds.contains(alert.kind()));
  }
}
