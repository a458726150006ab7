package io.countersign.approvals.notice;

/** A way to tell people. Thread safe. */
public interface Channel {
  /**
   * Tells once and waits for the answer, no longer than the channel's own limit.
   *
   * @param messageId id of the message, the same for each repeat
   */
  Attempt tell(Notice notice, String messageId) throws InterruptedException;

  /**
   * Whether what goes on is to be told again and again, because whoever is told forgets it
   * otherwise.
   */
  default boolean forgets() {
    return false;
  }
}
