package io.countersign.ingest.redact;

import io.countersign.schemas.json.JsonPointer;

/**
 * What a tool's owner wants done at one place of its arguments, from the catalogue.
 *
 * @param pointer the place, relative to the document; beyond RFC 6901, a step {@code *} stands for
 *     every member or element
 * @param treatment what happens to the value there
 */
public record PointerRule(JsonPointer pointer, Treatment treatment) {

  /** The rule id under which pointer rules are recorded. */
  public static final String ID = "tool-rule";

  /** From the laxest to the strictest; the strictest wins where several rules meet. */
  public enum Treatment {
    /** Key names and patterns do not apply here and below. The size caps do. */
    KEEP,
    HASH,
    MASK,
    DROP
  }

  boolean stepsInto(int depth, String name) {
    if (depth >= pointer.tokens().size()) {
      return false;
    }
    String step = pointer.tokens().get(depth);
    return step.equals("*") || step.equals(name);
  }
}
