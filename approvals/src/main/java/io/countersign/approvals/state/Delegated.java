package io.countersign.approvals.state;

import java.util.List;

/**
 * Groups that a vote may count for in the place of an approver who is away.
 *
 * @param from who is away
 * @param groups their groups
 */
public record Delegated(String from, List<String> groups) {
  public Delegated {
    groups = List.copyOf(groups);
  }
}
