package io.countersign.ingest.kafka;

import io.countersign.ingest.CallTools;
import io.countersign.ingest.PlatformBrakes;
import io.countersign.ingest.RecentCalls;
import io.countersign.ingest.ToolRedactions;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.event.EventEnvelope;
import java.util.UUID;

/**
 * What ingest remembers of the record. Each part passes over what it has no use for, and takes
 * events in any order and more than once.
 *
 * @param calls where calls stand
 * @param tools which tool a call is about
 * @param toolRules how tools are redacted
 * @param brakes which ledgers have a brake of the whole platform
 */
public record Memory(
    RecentCalls calls, CallTools tools, ToolRedactions toolRules, PlatformBrakes brakes) {

  void calls(EventEnvelope event) {
    calls.apply(event);
    tools.apply(event);
  }

  void load(CallSnapshot snapshot) {
    calls.load(snapshot);
    tools.load(snapshot);
  }

  /** The call is finished. Its tool stays known: a late outcome may still come. */
  void finished(String tenant, UUID callId) {
    calls.forget(tenant, callId);
  }

  void controls(EventEnvelope event) {
    toolRules.apply(event);
    brakes.apply(event);
  }
}
