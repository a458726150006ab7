package io.countersign.schemas.command;

import io.countersign.schemas.call.Limits;

/**
 * An operator takes a policy back.
 *
 * @param name name of the policy
 * @param reason why, in the words of the operator
 */
public record WithdrawPolicy(String name, String reason) implements ControlCommand {
  public WithdrawPolicy {
    name = Limits.identifier("policy name", name);
    reason = Limits.reason(reason);
  }

  @Override
  public String control() {
    return "policy/" + name;
  }
}
