package io.countersign.schemas.command;

import io.countersign.schemas.approval.Approver;

/**
 * An operator puts a person on the roster of approvers, or changes the entry.
 *
 * @param approver the person
 */
public record SetApprover(Approver approver) implements ControlCommand {
  @Override
  public String control() {
    return "approver/" + approver.subject();
  }
}
