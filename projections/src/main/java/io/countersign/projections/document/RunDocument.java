package io.countersign.projections.document;

import io.countersign.schemas.Indexes;
import io.countersign.schemas.json.JsonObject;
import java.util.Optional;
import java.util.UUID;

/** One run in the runs index: its summary as text, and beside it what it can be found by. */
public final class RunDocument {
  private RunDocument() {}

  /**
   * Makes the document of a run as {@code RunJson} folded it.
   *
   * @param lastEvent the last event that was applied
   */
  public static SearchDocument of(String id, JsonObject run, UUID lastEvent) {
    JsonObject actor = run.object("actor").orElse(JsonObject.EMPTY);
    Optional<String> agent = actor.object("agent").flatMap(a -> a.string("id"));
    Fields fields =
        new Fields()
            .copy(run, "tenant", "runId")
            .putContext(run)
            .putText("agent", agent)
            .put("tool", run.get("tools"))
            .putAll("finding", CallDocument.findings(run))
            .copy(run, "findingCount", "intentCount", "denyCount", "request")
            .copy(run, "ledger", "generation", "position", "firstPosition", "firstAt", "lastAt")
            .putText("run", Optional.of(run.toJson()));
    return new SearchDocument(Indexes.Kind.RUNS, id, Version.of(run), fields.build(), lastEvent);
  }
}
