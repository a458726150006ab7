package io.countersign.standalone.command;

import io.countersign.schemas.json.JsonObject;
import io.countersign.standalone.client.ApiAnswer;
import io.countersign.standalone.client.Plain;
import java.util.Optional;
import java.util.stream.Collectors;

/** How far the record had been read when a list was made of it. */
final class ReadUpTo {
  private ReadUpTo() {}

  /**
   * One line for a person; empty when the answer did not say.
   *
   * @param positions last position read of each ledger
   */
  static Optional<String> told(JsonObject positions) {
    if (positions.members().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        positions.members().keySet().stream()
            .map(
                ledger ->
                    "ledger %s position %s"
                        .formatted(Plain.line(ledger), ApiAnswer.text(positions, ledger)))
            .collect(Collectors.joining(", ", "read up to ", "")));
  }
}
