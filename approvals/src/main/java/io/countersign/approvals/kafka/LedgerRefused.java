package io.countersign.approvals.kafka;

/**
 * The topics are not those that the ledger was written to, or records are missing. The engine must
 * not start.
 */
public final class LedgerRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LedgerRefused(String message) {
    super(message);
  }
}
