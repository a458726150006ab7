package io.countersign.schemas.command;

import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.call.Limits;
import java.time.Instant;

/**
 * An approver lets another person vote in their place for a time.
 *
 * @param from who is away
 * @param to who votes instead, as the issuer names them
 * @param until until when
 * @param reason why
 */
public record DelegateVotes(Voter from, String to, Instant until, String reason)
    implements ControlCommand {
  public DelegateVotes {
    to = Limits.identifier("to", to);
    reason = Limits.reason(reason);
  }

  @Override
  public String control() {
    return "delegation/" + from.subject();
  }
}
