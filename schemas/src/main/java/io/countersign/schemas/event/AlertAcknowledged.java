package io.countersign.schemas.event;

import io.countersign.schemas.call.Limits;
import java.util.UUID;

/**
 * A person takes care of an alert.
 *
 * @param alertId the alert
 * @param note what the person says
 * @param by who takes care
 */
public record AlertAcknowledged(UUID alertId, String note, String by) implements OversightEvent {
  public AlertAcknowledged {
    note = Limits.reason(note);
    by = Limits.identifier("by", by);
  }

  @Override
  public EventCode code() {
    return EventCode.CS8200I;
  }
}
