package io.countersign.schemas.command;

import io.countersign.schemas.call.Limits;

/**
 * An operator takes a person off the roster of approvers.
 *
 * @param subject the person
 * @param reason why
 */
public record RemoveApprover(String subject, String reason) implements ControlCommand {
  public RemoveApprover {
    subject = Limits.identifier("subject", subject);
    reason = Limits.reason(reason);
  }

  @Override
  public String control() {
    return "approver/" + subject;
  }
}
