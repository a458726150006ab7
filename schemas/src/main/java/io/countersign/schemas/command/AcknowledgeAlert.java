package io.countersign.schemas.command;

import io.countersign.schemas.call.Limits;
import java.util.UUID;

/**
 * A person takes care of an alert. Any well-formed id is taken: the engine keeps no alerts.
 *
 * @param alertId the alert
 * @param note what the person says
 * @param by who takes care
 */
public record AcknowledgeAlert(UUID alertId, String note, String by) implements OversightCommand {
  public AcknowledgeAlert {
    note = Limits.reason(note);
    by = Limits.identifier("by", by);
  }
}
