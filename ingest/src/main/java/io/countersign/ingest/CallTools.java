package io.countersign.ingest;

import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.EventEnvelope;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Which tool a recent call is about, so that its result can be redacted as its owner wants. Known
 * from the intents that came through this door, from the decisions of all, and of open calls from
 * before from {@code countersign.calls}. Bounded: the oldest are forgotten first. Safe for
 * concurrent use.
 */
public final class CallTools {
  private final LinkedHashMap<Key, ToolReference> tools;

  /**
   * @param most calls that are remembered
   */
  public CallTools(int most) {
    this.tools =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, ToolReference> eldest) {
            return size() > most;
          }
        };
  }

  private record Key(String tenant, UUID callId) {}

  /** An intent says so; a decision about the same call knows better. */
  synchronized void asked(String tenant, UUID callId, ToolReference tool) {
    tools.putIfAbsent(new Key(tenant, callId), tool);
  }

  /** Takes in an event; those that decide nothing are passed over. */
  public synchronized void apply(EventEnvelope event) {
    if (event.body() instanceof DecisionMade decision) {
      tools.put(new Key(event.tenant(), decision.callId()), decision.tool());
    }
  }

  /** Takes in a call that was decided before this process began. */
  public synchronized void load(CallSnapshot snapshot) {
    ToolReference tool = snapshot.tool();
    if (tool != null) {
      tools.put(new Key(snapshot.tenant(), snapshot.callId()), tool);
    }
  }

  synchronized Optional<ToolReference> find(String tenant, UUID callId) {
    return Optional.ofNullable(tools.get(new Key(tenant, callId)));
  }
}
