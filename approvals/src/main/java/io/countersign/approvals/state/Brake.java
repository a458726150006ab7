package io.countersign.approvals.state;

import io.countersign.schemas.control.BrakeKind;
import io.countersign.schemas.control.BrakeScope;
import java.time.Instant;
import java.util.UUID;

/**
 * A brake that is engaged.
 *
 * @param id its id
 * @param kind what it stops
 * @param scope where it holds
 * @param reason why, in the words of who engaged it
 * @param by who engaged it
 * @param engagedAt log time when it was recorded
 * @param position position of the event that recorded it
 */
public record Brake(
    UUID id,
    BrakeKind kind,
    BrakeScope scope,
    String reason,
    String by,
    Instant engagedAt,
    long position) {
  /** How a decision cites this brake. */
  public String reference() {
    return "brake/%s@%s".formatted(id, position);
  }
}
