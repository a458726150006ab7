package io.countersign.schemas.command;

import io.countersign.schemas.control.TenantSettings;

/**
 * An operator sets what holds for all calls of the tenant.
 *
 * @param settings what holds
 */
public record ConfigureTenant(TenantSettings settings) implements ControlCommand {
  @Override
  public String control() {
    return "settings";
  }
}
