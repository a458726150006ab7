package io.countersign.approvals.streams;

/**
 * Commands were removed before they were applied, or come a second time. Going on would make the
 * record wrong.
 */
final class LostPlace extends Error {
  private static final long serialVersionUID = 1L;

  LostPlace(int ledger, long expected, long found) {
    super(
        "Expected the command at offset %s of ledger %s, but the next one is at %s: commands were removed or come again"
            .formatted(expected, ledger, found));
  }
}
