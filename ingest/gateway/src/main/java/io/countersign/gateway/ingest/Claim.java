package io.countersign.gateway.ingest;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What ingest said to a claim. Only {@link Claimed} permits the call. */
public sealed interface Claim {

  /**
   * The authority is spent by this claim, and the call may run.
   *
   * @param leaseUntil until when its outcome is waited for
   * @param grant the signed grant of a claim in mode OFFLINE, when given
   */
  record Claimed(@Nullable Instant leaseUntil, @Nullable String grant) implements Claim {}

  /**
   * The call must not run, and this claim spent nothing.
   *
   * @param code the rejection, such as {@code ALREADY_CLAIMED}
   */
  record Refused(String code, String detail) implements Claim {}

  /**
   * No clear answer: it may have been claimed or not. Repeat it with the same claim id.
   *
   * @param cause for the log
   * @param mayBeRecorded whether this try may have spent the approval
   */
  record Unclear(String cause, boolean mayBeRecorded) implements Claim {}
}
