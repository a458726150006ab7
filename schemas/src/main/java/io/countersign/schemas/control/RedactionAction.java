package io.countersign.schemas.control;

/** What happens to a redacted value. */
public enum RedactionAction {
  /** It stays, even where a general rule would redact it. */
  KEEP,
  /** A mask stands in its place. */
  MASK,
  /** Its keyed hash stands in its place. */
  HASH,
  /** It is removed. */
  DROP
}
