package io.countersign.schemas.control;

/** How a policy rule met a call. */
public enum RuleMatch {
  /** It applies. */
  MATCHED,
  /** It does not apply. */
  NOT_MATCHED,
  /** Its condition failed: it does not allow, and it does deny or ask. */
  ERROR,
  /** It would allow, but its own limit is used up. */
  LIMITED
}
