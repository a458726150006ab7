package io.countersign.approvals.state;

import java.time.Instant;
import java.util.UUID;

/**
 * One thing that will be forgotten in time. Stored in the order of positions, which is the order of
 * time.
 *
 * @param position position of the event that began the memory
 * @param at log time of that event
 * @param kind what is remembered
 * @param tenant its tenant
 * @param id id of the call or command
 */
public record Memory(long position, Instant at, Kind kind, String tenant, UUID id) {
  /** What can be forgotten. */
  public enum Kind {
    /** A finished call. */
    CALL,
    /** An answered command. */
    COMMAND,
    /** An approval that has ended. */
    APPROVAL
  }
}
