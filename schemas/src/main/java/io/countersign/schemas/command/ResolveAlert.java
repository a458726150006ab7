package io.countersign.schemas.command;

import io.countersign.schemas.alert.AlertVerdict;
import io.countersign.schemas.call.Limits;
import java.util.UUID;

/**
 * A person says what an alert was. Any well-formed id is taken: the engine keeps no alerts.
 *
 * @param alertId the alert
 * @param verdict what it was; one of TRUE_POSITIVE, FALSE_POSITIVE, EXPECTED
 * @param note what the person says
 * @param by who says so
 */
public record ResolveAlert(UUID alertId, AlertVerdict verdict, String note, String by)
    implements OversightCommand {
  public ResolveAlert {
    note = Limits.reason(note);
    by = Limits.identifier("by", by);
  }
}
