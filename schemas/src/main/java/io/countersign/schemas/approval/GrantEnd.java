package io.countersign.schemas.approval;

/** Why a standing grant has ended. */
public enum GrantEnd {
  /** Somebody took it back. */
  REVOKED,
  /** It was used as often as it may be. */
  EXHAUSTED
}
