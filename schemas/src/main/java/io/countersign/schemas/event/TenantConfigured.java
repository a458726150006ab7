package io.countersign.schemas.event;

import io.countersign.schemas.control.TenantSettings;
import org.jspecify.annotations.Nullable;

/**
 * What holds for all calls of the tenant.
 *
 * @param settings what holds
 * @param previous what held before, when it was set
 */
public record TenantConfigured(TenantSettings settings, @Nullable TenantSettings previous)
    implements ControlEvent {
  @Override
  public EventCode code() {
    return EventCode.CS6040I;
  }

  @Override
  public String control() {
    return "settings";
  }

  @Override
  public String told() {
    return "time zone %s, servers without a review are %s"
        .formatted(settings.timeZone(), settings.unreviewedGate());
  }
}
