package io.countersign.ingest.redact;

import io.countersign.schemas.control.RedactionAction;
import io.countersign.schemas.json.JsonPointer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the walk through a document stands. The pointer is built only when something is recorded.
 *
 * @param step the name of the member as written, or the index of the element; at the root the
 *     pointer of the document
 * @param rules the pointer rules whose first {@code depth} steps lead here
 */
record Place(@Nullable Place parent, String step, int depth, List<PointerRule> rules) {

  static Place root(String basePointer, List<PointerRule> rules) {
    return new Place(null, basePointer, 0, rules);
  }

  /** One step down; rules see the name as it was, the pointer shows it as it is written. */
  Place child(String name, String written) {
    List<PointerRule> leading =
        rules.isEmpty()
            ? rules
            : rules.stream().filter(rule -> rule.stepsInto(depth, name)).toList();
    return new Place(this, written, depth + 1, leading);
  }

  /** The strictest rule that ends here. */
  Optional<RedactionAction> action() {
    return rules.stream()
        .filter(rule -> rule.pointer().tokens().size() == depth)
        .map(PointerRule::action)
        .max(PointerRule.STRICTNESS);
  }

  String pointer() {
    return parent == null ? step : JsonPointer.append(parent.pointer(), step);
  }
}
