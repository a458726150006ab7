package io.countersign.projections.evaluation;

import java.util.List;

/**
 * A detector on one series; each one gets the same series and the same rule of what an alert is.
 */
public interface Judge {
  /** No detector may call fewer in its windows a burst: a rule that all share. */
  int MINIMUM_SUPPORT = 5;

  /** How it is called in the table. */
  String name();

  /**
   * Judges a series from its first minute on, knowing at each moment the past only.
   *
   * @return in the order of time, with every score that any threshold of interest could reach
   */
  List<Flag> judge(Stream stream);

  /** The bytes it keeps for a series; zero when it does not say. */
  int bytes();
}
