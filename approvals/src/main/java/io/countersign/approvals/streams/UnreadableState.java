package io.countersign.approvals.streams;

/**
 * The stored state of a ledger can not be read by this build. No command is to blame; the instance
 * must stop.
 */
final class UnreadableState extends Error {
  private static final long serialVersionUID = 1L;

  UnreadableState(IllegalArgumentException cause) {
    super("Expected state that this build can read, but: " + cause.getMessage(), cause);
  }
}
