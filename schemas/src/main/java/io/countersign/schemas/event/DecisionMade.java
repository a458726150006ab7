package io.countersign.schemas.event;

import io.countersign.schemas.call.Reason;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.control.ApprovalTerms;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.Holds;
import io.countersign.schemas.control.RuleResult;
import io.countersign.schemas.digest.Digest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The answer to an intent, with every check that led to it.
 *
 * @param callId the call, a UUIDv7
 * @param verdict the answer
 * @param reasons every check in order, also those not reached
 * @param actionDigest the exact action that was decided
 * @param asker digest of who asked: agent, principal, client, environment and run
 * @param tool the tool that was decided
 * @param environment environment of the call, when it named one
 * @param risk risk class in force, when the tool is known
 * @param gate gate in force of the tool's server, when it was looked at
 * @param rules how each rule of the policies in force met the call, when policy was looked at
 * @param approval what an approval must satisfy; present when a human must approve
 * @param holds what the call holds until it ends; present when it is allowed and holds something
 * @param gateway the gateway that may use an ALLOW
 * @param validUntil until when an ALLOW may be used
 * @param outcomeDueAt when the outcome is overdue
 * @param behaviourLevel behaviour level that decided
 */
public record DecisionMade(
    UUID callId,
    Verdict verdict,
    List<Reason> reasons,
    Digest actionDigest,
    Digest asker,
    ToolReference tool,
    @Nullable String environment,
    @Nullable Risk risk,
    @Nullable Gate gate,
    List<RuleResult> rules,
    @Nullable ApprovalTerms approval,
    @Nullable Holds holds,
    String gateway,
    @Nullable Instant validUntil,
    @Nullable Instant outcomeDueAt,
    int behaviourLevel)
    implements Event {
  public DecisionMade {
    reasons = List.copyOf(reasons);
    rules = List.copyOf(rules);
  }

  @Override
  public EventCode code() {
    return switch (verdict) {
      case ALLOW -> EventCode.CS2000I;
      case DENY -> EventCode.CS2001W;
      case ASK -> EventCode.CS2002I;
    };
  }
}
