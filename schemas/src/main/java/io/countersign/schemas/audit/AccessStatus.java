package io.countersign.schemas.audit;

/** What came of a read of the record. */
public enum AccessStatus {
  /** It was answered. */
  GRANTED,
  /** The caller may not see what it asked for. */
  DENIED,
  /** It could not be answered, or what was asked made no sense. */
  FAILED
}
