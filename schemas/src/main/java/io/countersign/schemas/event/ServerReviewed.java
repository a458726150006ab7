package io.countersign.schemas.event;

import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.ServerReview;
import java.util.List;

/**
 * A person reviewed an MCP server, and its gate follows from that.
 *
 * @param review the review
 * @param total sum of the scores that count
 * @param gate the gate
 * @param reasons why it is this gate, in order
 */
public record ServerReviewed(ServerReview review, int total, Gate gate, List<String> reasons)
    implements ControlEvent {
  public ServerReviewed {
    reasons = List.copyOf(reasons);
  }

  @Override
  public EventCode code() {
    return EventCode.CS5010I;
  }

  @Override
  public String control() {
    return "server/" + review.server();
  }

  @Override
  public String told() {
    return "%s@%s was reviewed with %s of 18: %s"
        .formatted(review.server(), review.version(), total, gate);
  }
}
