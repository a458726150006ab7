package io.countersign.schemas.document;

import io.countersign.schemas.alert.Alert;
import io.countersign.schemas.alert.AlertState;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * An alert as JSON: the members of its record, sorted; what is absent is left out. Fractions are
 * whole thousandths as in the record.
 */
public final class AlertJson {
  private AlertJson() {}

  /** The alert as it was recorded. */
  public static JsonObject of(Alert alert) {
    return new JsonObject(new TreeMap<>(EventJson.object(alert).members()));
  }

  /**
   * The alert as it stands for a reader at {@code now}: one that has been quiet for long enough is
   * closed, though the ledger says so only at its next event.
   *
   * @param alert what {@link #of} made
   */
  public static JsonObject at(JsonObject alert, Instant now) {
    boolean live =
        alert.string("state").map(AlertState::valueOf).filter(AlertState::live).isPresent();
    boolean quiet =
        alert
            .string("quietUntil")
            .map(Instant::parse)
            .filter(end -> !now.isBefore(end))
            .isPresent();
    if (!live || !quiet) {
      return alert;
    }
    Map<String, JsonValue> members = new TreeMap<>(alert.members());
    members.put("state", new JsonString(AlertState.CLOSED.name()));
    return new JsonObject(members);
  }
}
