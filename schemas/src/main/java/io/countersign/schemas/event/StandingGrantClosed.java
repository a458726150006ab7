package io.countersign.schemas.event;

import io.countersign.schemas.approval.GrantEnd;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A standing grant counts no more.
 *
 * @param grantId the standing grant
 * @param end why
 * @param reason in words
 * @param by who took it back
 */
public record StandingGrantClosed(UUID grantId, GrantEnd end, String reason, @Nullable String by)
    implements ControlEvent {
  @Override
  public EventCode code() {
    return EventCode.CS3081I;
  }

  @Override
  public String control() {
    return "standing-grant/" + grantId;
  }

  @Override
  public String told() {
    return "%s: %s".formatted(end, reason);
  }
}
