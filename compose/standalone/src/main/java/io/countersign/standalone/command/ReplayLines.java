package io.countersign.standalone.command;

import io.countersign.schemas.json.JsonObject;
import io.countersign.standalone.client.ApiAnswer;
import java.util.ArrayList;
import java.util.List;

/** The report of a policy replay as a person reads it. */
final class ReplayLines {
  private ReplayLines() {}

  static List<String> of(JsonObject report) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s@%s on %s since %s%s"
            .formatted(
                ApiAnswer.text(report, "policy"),
                ApiAnswer.text(report, "hash"),
                ApiAnswer.text(report, "tenant"),
                ApiAnswer.text(report, "since"),
                report.bool("inForce").orElse(false)
                    ? " (this very document was in force then)"
                    : ""));
    lines.add(
        "%s calls looked at: as recorded %s; under this policy %s"
            .formatted(
                ApiAnswer.text(report, "calls"),
                verdicts(report, "before"),
                verdicts(report, "after")));
    if (ApiAnswer.text(report, "changed").equals("0")) {
      lines.add("No verdict would have been another.");
      return lines;
    }
    lines.add(
        "%s verdicts would have been another, %s of them only because earlier calls changed:"
            .formatted(ApiAnswer.text(report, "changed"), ApiAnswer.text(report, "consequences")));
    for (JsonObject group : ApiAnswer.objects(report, "groups")) {
      group(group, lines);
    }
    if (!ApiAnswer.text(report, "ungrouped").equals("0")) {
      lines.add("and %s of further kinds".formatted(ApiAnswer.text(report, "ungrouped")));
    }
    return lines;
  }

  private static String verdicts(JsonObject report, String member) {
    JsonObject counts = report.object(member).orElse(JsonObject.EMPTY);
    return "%s ALLOW, %s ASK, %s DENY"
        .formatted(
            ApiAnswer.text(counts, "ALLOW"),
            ApiAnswer.text(counts, "ASK"),
            ApiAnswer.text(counts, "DENY"));
  }

  private static void group(JsonObject group, List<String> lines) {
    String reference = ApiAnswer.text(group, "reference");
    lines.add(
        "  %s × %s/%s  %s → %s  %s%s"
            .formatted(
                ApiAnswer.text(group, "calls"),
                ApiAnswer.text(group, "server"),
                ApiAnswer.text(group, "tool"),
                ApiAnswer.text(group, "from"),
                ApiAnswer.text(group, "to"),
                ApiAnswer.text(group, "code"),
                reference.isEmpty() ? "" : " (" + reference + ")"));
    for (JsonObject call : ApiAnswer.objects(group, "examples")) {
      lines.add(
          "      %s  %s  %s for %s in %s, run %s%s"
              .formatted(
                  ApiAnswer.text(call, "recordedAt"),
                  ApiAnswer.text(call, "callId"),
                  ApiAnswer.text(call, "agent"),
                  ApiAnswer.text(call, "principal"),
                  ApiAnswer.text(call, "environment"),
                  ApiAnswer.text(call, "runId"),
                  call.bool("consequence").orElse(false) ? "  (consequence)" : ""));
    }
  }
}
