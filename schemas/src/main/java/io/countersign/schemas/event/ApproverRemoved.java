package io.countersign.schemas.event;

import io.countersign.schemas.approval.Approver;

/**
 * A person is on the roster of approvers no more.
 *
 * @param approver the person
 * @param reason why
 */
public record ApproverRemoved(Approver approver, String reason) implements ControlEvent {
  @Override
  public EventCode code() {
    return EventCode.CS3101I;
  }

  @Override
  public String control() {
    return "approver/" + approver.subject();
  }

  @Override
  public String told() {
    return "%s: %s".formatted(approver.subject(), reason);
  }
}
