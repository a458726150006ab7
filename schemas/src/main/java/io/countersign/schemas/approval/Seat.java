package io.countersign.schemas.approval;

import io.countersign.schemas.call.Limits;

/**
 * A seat of a quorum and who fills it.
 *
 * @param group group that the seat is for, or {@code *} for any approver
 * @param voter who fills it
 */
public record Seat(String group, String voter) {
  public Seat {
    group = Limits.identifier("group", group);
    voter = Limits.identifier("voter", voter);
  }
}
