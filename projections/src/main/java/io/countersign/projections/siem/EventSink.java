package io.countersign.projections.siem;

import io.countersign.schemas.json.JsonObject;
import java.util.List;

/** Somewhere else that OCSF events go. Used by one thread. */
public interface EventSink extends AutoCloseable {
  /**
   * Hands over these events in their order, and returns when the other side has taken all of them.
   *
   * @throws Away if it has not; the same events come again, those among them that it did take
   */
  void send(List<JsonObject> events) throws Away;

  @Override
  void close();
}
