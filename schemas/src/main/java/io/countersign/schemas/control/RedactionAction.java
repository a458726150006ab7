package io.countersign.schemas.control;

/** What a tool's owner wants done to a value of its arguments or results. */
public enum RedactionAction {
  /**
   * It stays, even where the name of its member would redact it. Secrets and personal data that are
   * known by their looks are taken out all the same.
   */
  KEEP,
  /** A mask stands in its place. */
  MASK,
  /** Its keyed hash stands in its place. */
  HASH,
  /** It is removed. */
  DROP
}
