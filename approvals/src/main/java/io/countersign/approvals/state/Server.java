package io.countersign.approvals.state;

import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.ServerReview;

/**
 * A reviewed MCP server.
 *
 * @param review its latest review
 * @param gate the gate that follows from it, before the next review is overdue
 * @param position position of the event that recorded it
 */
public record Server(ServerReview review, Gate gate, long position) {
  /** How a decision cites this review. */
  public String reference() {
    return "server/%s@%s".formatted(review.server(), position);
  }
}
