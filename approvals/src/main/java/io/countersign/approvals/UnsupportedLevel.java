package io.countersign.approvals;

/**
 * This build does not know the behaviour level that the ledger follows. Nothing can be decided; the
 * instance must stop.
 */
public final class UnsupportedLevel extends Error {
  private static final long serialVersionUID = 1L;

  UnsupportedLevel(int level, int highest) {
    super(
        "Expected a behaviour level of at most %d, but the ledger follows level %d: run a newer version of Countersign"
            .formatted(highest, level));
  }
}
