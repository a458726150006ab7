package io.countersign.schemas.event;

import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.Limits;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.RedactedJson;
import io.countersign.schemas.digest.Digest;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of a call.
 *
 * @param callId the call, a UUIDv7
 * @param status what became of the call
 * @param errorClass class of the error, for counting
 * @param result what the tool answered, after redaction
 * @param resultDigest keyed digest of the original result
 * @param resources resources that were touched
 * @param durationMillis how long the tool took, in milliseconds
 * @param usage what was used
 * @param actionDigest digest of the action that really ran, when the gateway knows it
 * @param claimId the claim that the call ran under, when an approval was claimed
 */
public record OutcomeRecorded(
    UUID callId,
    OutcomeStatus status,
    @Nullable String errorClass,
    @Nullable RedactedJson result,
    @Nullable Digest resultDigest,
    List<String> resources,
    long durationMillis,
    Amounts usage,
    @Nullable Digest actionDigest,
    @Nullable UUID claimId)
    implements Event {
  public OutcomeRecorded {
    errorClass = Limits.optionalIdentifier("errorClass", errorClass);
    resources = Limits.list("resources", resources);
    if (durationMillis < 0) {
      throw new IllegalArgumentException(
          "Expected durationMillis of zero or more, but was " + durationMillis);
    }
  }

  @Override
  public EventCode code() {
    return switch (status) {
      case SUCCEEDED -> EventCode.CS4000I;
      case FAILED -> EventCode.CS4001W;
      case TIMED_OUT -> EventCode.CS4002W;
      case UNKNOWN -> EventCode.CS4003W;
      case NOT_RUN -> EventCode.CS4004I;
    };
  }
}
