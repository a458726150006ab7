package io.countersign.schemas.call;

/** How one check of an intent went. */
public enum CheckResult {
  /** The check found nothing against the call. */
  PASSED,
  /** The check refused the call. */
  FAILED,
  /** The check wants a human to approve. */
  ASKED,
  /** An earlier check had refused already. */
  NOT_REACHED
}
