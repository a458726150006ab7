package io.countersign.approvals.state;

import io.countersign.schemas.control.UsageLimit;

/**
 * A limit that is in force.
 *
 * @param limit the limit
 * @param position position of the event that set it
 */
public record LimitInForce(UsageLimit limit, long position) {
  /** How a decision cites this limit. */
  public String reference() {
    return "limit/%s@%s".formatted(limit.id(), position);
  }
}
