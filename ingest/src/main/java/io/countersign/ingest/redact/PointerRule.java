package io.countersign.ingest.redact;

import io.countersign.schemas.control.RedactionAction;
import io.countersign.schemas.control.RedactionRule;
import io.countersign.schemas.json.JsonPointer;
import java.util.Comparator;
import java.util.Optional;

/**
 * What a tool's owner wants done at one place of its arguments and results, from the catalogue.
 *
 * @param pointer the place, relative to the document; beyond RFC 6901, a step {@code *} stands for
 *     every member or element
 * @param action what happens to the value there; KEEP exempts a text, number, boolean or null from
 *     the names of members, never from patterns and size caps, and has no effect on an object or
 *     array
 */
public record PointerRule(JsonPointer pointer, RedactionAction action) {

  /** The rule id under which pointer rules are recorded. */
  public static final String ID = "tool-rule";

  /** Where several rules meet the strictest wins: the one that leaves least of the value. */
  static final Comparator<RedactionAction> STRICTNESS =
      Comparator.comparingInt(
          action ->
              switch (action) {
                case KEEP -> 0;
                case HASH -> 1;
                case MASK -> 2;
                case DROP -> 3;
              });

  /** A rule of the catalogue; empty when its pointer is none, which the door refuses. */
  public static Optional<PointerRule> of(RedactionRule rule) {
    try {
      return Optional.of(new PointerRule(JsonPointer.parse(rule.pointer()), rule.action()));
    } catch (IllegalArgumentException noPointer) {
      return Optional.empty();
    }
  }

  boolean stepsInto(int depth, String name) {
    if (depth >= pointer.tokens().size()) {
      return false;
    }
    String step = pointer.tokens().get(depth);
    return step.equals("*") || step.equals(name);
  }
}
