package io.countersign.projections.document;

import io.countersign.schemas.Indexes;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
    List<String> tools = Fields.strings(run, "tools");
    Fields fields =
        new Fields()
            .copy(run, "tenant", "runId")
            .putContext(run)
            .putAll("server", tools.stream().map(tool -> tool.substring(0, slash(tool))).toList())
            .putAll("tool", tools.stream().map(tool -> tool.substring(slash(tool) + 1)).toList())
            .putAll("verdict", verdicts(run))
            .putAll("finding", CallDocument.findings(run))
            .putAll("severity", CallDocument.severities(run))
            .copy(run, "findingCount", "intentCount", "denyCount", "request")
            .copy(run, "ledger", "generation", "position", "firstPosition", "firstAt", "lastAt")
            .putText("run", Optional.of(run.toJson()));
    return new SearchDocument(Indexes.Kind.RUNS, id, Version.of(run), fields.build(), lastEvent);
  }

  /** A run names its tools as {@code server/tool}; the server's name comes first. */
  private static int slash(String tool) {
    return Math.max(0, tool.indexOf('/'));
  }

  private static List<String> verdicts(JsonObject run) {
    return Arrays.stream(Verdict.values())
        .map(Verdict::name)
        .filter(verdict -> run.integer(verdict.toLowerCase(Locale.ROOT) + "Count").orElse(0L) > 0)
        .toList();
  }
}
