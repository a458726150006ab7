package io.countersign.schemas.call;

/** How strong the evidence is that a fact is what it claims to be. */
public enum EvidenceGrade {
  /** The gateway asked first and waited for the answer. */
  ENFORCED,
  /** A gateway decided by itself and reported afterwards. */
  GATEWAY_REPORTED,
  /** The client of the tool reported, without a gateway between. */
  CLIENT_REPORTED
}
