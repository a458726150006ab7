package io.countersign.schemas.event;

import io.countersign.schemas.approval.Approver;
import org.jspecify.annotations.Nullable;

/**
 * A person is on the roster of approvers.
 *
 * @param approver the person
 * @param previous the entry before, when there was one
 */
public record ApproverSet(Approver approver, @Nullable Approver previous) implements ControlEvent {
  @Override
  public EventCode code() {
    return EventCode.CS3100I;
  }

  @Override
  public String control() {
    return "approver/" + approver.subject();
  }

  @Override
  public String told() {
    return "%s in %s".formatted(approver.subject(), approver.groups());
  }
}
