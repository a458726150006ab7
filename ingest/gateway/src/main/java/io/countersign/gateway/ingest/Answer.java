package io.countersign.gateway.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What Countersign said to a call. Everything but {@link Allowed} keeps the call from the server,
 * and after {@link ApprovalNeeded} only a {@link Claim.Claimed} changes that.
 */
public sealed interface Answer {

  /**
   * The call may run.
   *
   * @param validUntil the permission ends then, when given
   */
  record Allowed(@Nullable Instant validUntil) implements Answer {}

  /**
   * The call must not run.
   *
   * @param reasons the array of reasons as ingest gave it: check, code, message, reference
   */
  record Denied(JsonNode reasons) implements Answer {}

  /**
   * Humans must approve first.
   *
   * @param callId the call whose approval it is: an earlier one when the same was asked before
   * @param actionDigest the action that the approval is for; empty when ingest named none
   */
  record ApprovalNeeded(String callId, JsonNode reasons, String actionDigest, Approval approval)
      implements Answer {}

  /** Ingest refused the request itself (4xx), with its problem's code and detail. */
  record Rejected(String code, String detail) implements Answer {}

  /**
   * No usable answer: unreachable, too late, 5xx or malformed.
   *
   * @param cause for the log; never holds argument values
   */
  record Unavailable(String cause) implements Answer {}
}
