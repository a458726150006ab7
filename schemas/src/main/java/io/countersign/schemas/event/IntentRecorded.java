package io.countersign.schemas.event;

import io.countersign.schemas.call.Actor;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.Limits;
import io.countersign.schemas.call.Preview;
import io.countersign.schemas.call.RedactedJson;
import io.countersign.schemas.call.Redaction;
import io.countersign.schemas.call.ReportedDecision;
import io.countersign.schemas.call.RequestContext;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.digest.Digest;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An agent wants to call a tool. Written before anything is decided.
 *
 * @param callId the call, a UUIDv7
 * @param runId correlation id of the run
 * @param environment {@code dev}, {@code staging} or {@code prod}
 * @param actor who acts
 * @param tool which tool
 * @param arguments arguments after redaction
 * @param actionDigest digest of the exact action over the original arguments
 * @param resources resources that the gateway says are touched
 * @param context where the idea came from
 * @param bound declared worst case
 * @param preview diff or dry run, when supplied
 * @param rollback how to undo the call, when supplied
 * @param readBack how to check the effect, when supplied
 * @param reported the gateway's own decision, when it decides by itself
 * @param redactions what was taken out of the texts beside the arguments
 * @param held whether the engine keeps the intent until people have decided
 */
public record IntentRecorded(
    UUID callId,
    @Nullable String runId,
    @Nullable String environment,
    Actor actor,
    ToolReference tool,
    RedactedJson arguments,
    Digest actionDigest,
    List<String> resources,
    RequestContext context,
    Amounts bound,
    @Nullable Preview preview,
    @Nullable String rollback,
    @Nullable String readBack,
    @Nullable ReportedDecision reported,
    List<Redaction> redactions,
    boolean held)
    implements Event {
  public IntentRecorded {
    runId = Limits.optionalIdentifier("runId", runId);
    environment = Limits.optionalIdentifier("environment", environment);
    resources = Limits.list("resources", resources);
    rollback = Limits.optionalText("rollback", rollback);
    readBack = Limits.optionalText("readBack", readBack);
    redactions = List.copyOf(redactions);
  }

  @Override
  public EventCode code() {
    return EventCode.CS1000I;
  }
}
