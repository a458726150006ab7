package io.countersign.schemas.event;

import io.countersign.schemas.alert.AlertVerdict;
import io.countersign.schemas.call.Limits;
import java.util.UUID;

/**
 * A person said what an alert was.
 *
 * @param alertId the alert
 * @param verdict what it was; one of TRUE_POSITIVE, FALSE_POSITIVE, EXPECTED
 * @param note what the person says
 * @param by who says so
 */
public record AlertResolved(UUID alertId, AlertVerdict verdict, String note, String by)
    implements OversightEvent {
  public AlertResolved {
    note = Limits.reason(note);
    by = Limits.identifier("by", by);
  }

  @Override
  public EventCode code() {
    return switch (verdict) {
      case TRUE_POSITIVE -> EventCode.CS8201W;
      case FALSE_POSITIVE -> EventCode.CS8202I;
      case EXPECTED -> EventCode.CS8203I;
    };
  }
}
