package io.countersign.schemas.control;

import io.countersign.schemas.call.Limits;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant sets for all its calls.
 *
 * @param timeZone IANA time zone of calendar windows
 * @param unreviewedGate gate of a server that nobody has reviewed; at most READ_ONLY
 * @param policyNeedsApproval whether a changed policy waits for an approval
 * @param riskNeedsApproval whether a lowered risk class of a tool waits for an approval
 * @param releaseNeedsApproval whether the release of a kill switch or a legal hold, and a shorter
 *     retention, wait for an approval
 * @param approval what an approval must satisfy that no rule shaped
 * @param breakGlassGroup group whose members may run a call without the votes it needs; absent when
 *     nobody may
 */
public record TenantSettings(
    String timeZone,
    Gate unreviewedGate,
    boolean policyNeedsApproval,
    boolean riskNeedsApproval,
    boolean releaseNeedsApproval,
    @Nullable ApprovalTerms approval,
    @Nullable String breakGlassGroup) {
  /** Settings that say nothing but these three. */
  public TenantSettings(String timeZone, Gate unreviewedGate, boolean policyNeedsApproval) {
    this(timeZone, unreviewedGate, policyNeedsApproval, false, false, null, null);
  }

  public TenantSettings {
    timeZone = ZoneId.of(timeZone).getId();
    breakGlassGroup = Limits.optionalIdentifier("break-glass group", breakGlassGroup);
    if (unreviewedGate.compareTo(Gate.READ_ONLY) > 0) {
      throw new IllegalArgumentException(
          "Expected READ_ONLY or a lower gate for servers that nobody has reviewed, but was "
              + unreviewedGate);
    }
  }

  /** What holds until a tenant says otherwise. */
  public static final TenantSettings DEFAULT = new TenantSettings("UTC", Gate.READ_ONLY, false);

  /** What an approval must satisfy that no rule shaped. */
  public ApprovalTerms terms() {
    return approval == null ? ApprovalTerms.DEFAULT : approval;
  }
}
