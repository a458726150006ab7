package io.countersign.schemas.control;

import java.time.ZoneId;

/**
 * What a tenant sets for all its calls.
 *
 * @param timeZone IANA time zone of calendar windows
 * @param unreviewedGate gate of a server that nobody has reviewed; at most READ_ONLY
 * @param policyNeedsApproval whether a changed policy waits for an approval
 */
public record TenantSettings(String timeZone, Gate unreviewedGate, boolean policyNeedsApproval) {
  public TenantSettings {
    timeZone = ZoneId.of(timeZone).getId();
    if (unreviewedGate.compareTo(Gate.READ_ONLY) > 0) {
      throw new IllegalArgumentException(
          "Expected READ_ONLY or a lower gate for servers that nobody has reviewed, but was "
              + unreviewedGate);
    }
  }

  /** What holds until a tenant says otherwise. */
  public static final TenantSettings DEFAULT = new TenantSettings("UTC", Gate.READ_ONLY, false);
}
