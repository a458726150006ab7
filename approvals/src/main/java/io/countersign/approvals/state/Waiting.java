package io.countersign.approvals.state;

import java.util.List;
import java.util.UUID;

/**
 * Approvals that are open together: those of one run, or the changes of a tenant.
 *
 * @param approvals ids of the approvals, oldest first
 */
public record Waiting(List<UUID> approvals) {
  public Waiting {
    approvals = List.copyOf(approvals);
  }

  /** Nothing waits. */
  public static final Waiting NONE = new Waiting(List.of());
}
