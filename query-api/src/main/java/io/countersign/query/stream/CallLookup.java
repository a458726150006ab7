package io.countersign.query.stream;

import io.countersign.schemas.json.JsonObject;
import java.io.IOException;
import java.util.Optional;

/** Finds a call that is not remembered any more. */
public interface CallLookup {
  /**
   * The call as the index has it; blocks.
   *
   * @throws IOException when it cannot be said now
   */
  Optional<JsonObject> find(String tenant, String callId) throws IOException;
}
