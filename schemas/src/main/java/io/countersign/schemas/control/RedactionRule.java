package io.countersign.schemas.control;

import io.countersign.schemas.call.Limits;

/**
 * How one argument of a tool is redacted at the door.
 *
 * @param pointer JSON pointer into arguments and results; a segment {@code *} means every element
 * @param action what happens to the value
 */
public record RedactionRule(String pointer, RedactionAction action) {
  public RedactionRule {
    pointer = Limits.identifier("redaction pointer", pointer);
  }
}
