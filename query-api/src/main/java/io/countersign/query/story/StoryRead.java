package io.countersign.query.story;

import io.countersign.schemas.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * The events of a run as they were read.
 *
 * @param tenant whose run it is
 * @param runId the run
 * @param events its events in the order of the ledger, in the form of {@code EventJson}
 * @param missing events of the tenant between the first and the last of these that were not found
 * @param truncated whether the run has more events than these
 * @param readUpTo up to which position each ledger had been read before the events were
 * @param cut up to where the run is told, when that is not its end
 */
public record StoryRead(
    String tenant,
    String runId,
    List<JsonObject> events,
    long missing,
    boolean truncated,
    JsonObject readUpTo,
    Optional<Cut> cut) {
  public StoryRead {
    events = List.copyOf(events);
  }
}
