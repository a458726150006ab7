package io.countersign.schemas.event;

import io.countersign.schemas.approval.Voter;
import java.time.Instant;

/**
 * An approver lets another person vote in their place for a time.
 *
 * @param from who is away, with their groups
 * @param to who votes instead
 * @param until until when
 * @param reason why
 */
public record VotesDelegated(Voter from, String to, Instant until, String reason)
    implements ControlEvent {
  @Override
  public EventCode code() {
    return EventCode.CS3090I;
  }

  @Override
  public String control() {
    return "delegation/" + from.subject();
  }

  @Override
  public String told() {
    return "%s votes for %s until %s".formatted(to, from.subject(), until);
  }
}
