package io.countersign.approvals.gate;

import io.countersign.schemas.control.Gate;
import java.util.List;

/**
 * What a review comes to.
 *
 * @param gate the gate
 * @param total sum of the scores that have evidence, 0 to 18
 * @param reasons why, in the order in which the rules were applied
 */
public record Assessment(Gate gate, int total, List<String> reasons) {
  public Assessment {
    reasons = List.copyOf(reasons);
  }
}
