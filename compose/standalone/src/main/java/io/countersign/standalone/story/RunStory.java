package io.countersign.standalone.story;

import static io.countersign.standalone.story.Paint.plain;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** A run as {@code GET /v1/runs/{runId}} tells it, for somebody who reads. */
public final class RunStory {
  private final Paint paint;

  public RunStory(Paint paint) {
    this.paint = paint;
  }

  /** The story in lines. */
  public List<String> lines(JsonNode run) {
    List<String> lines = new ArrayList<>();
    lines.add(
        paint.strong("Run %s of tenant %s".formatted(text(run, "/runId"), text(run, "/tenant"))));
    int number = 0;
    for (JsonNode call : run.path("calls")) {
      lines.addAll(call(++number, call));
    }
    for (JsonNode finding : run.path("findings")) {
      lines.add(paint.bad("  finding: " + plain(finding.toString())));
    }
    lines.add(
        run.path("complete").asBoolean()
            ? "The story is complete."
            : paint.warn("The story is not complete: " + plain(run.path("gaps").toString())));
    return lines;
  }

  private List<String> call(int number, JsonNode call) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%2d. %s for %s: %s %s"
            .formatted(
                number,
                text(call, "/actor/agent/id"),
                text(call, "/actor/principal/id"),
                paint.strong(text(call, "/tool/server") + "/" + text(call, "/tool/name")),
                paint.faint(text(call, "/risk"))));
    lines.add("      asked   " + plain(call.at("/intent/arguments/json").toString()));
    for (JsonNode redaction : call.at("/intent/arguments/redactions")) {
      lines.add(
          paint.faint(
              "              taken out at %s by rule %s"
                  .formatted(text(redaction, "/pointer"), text(redaction, "/ruleId"))));
    }
    lines.add("      decided " + decision(call.path("decision")));
    if (call.path("approval").isObject()) {
      lines.addAll(approval(call.path("approval")));
    }
    if (call.path("outcome").isObject()) {
      lines.add("      ended   " + outcome(call.path("outcome")));
    }
    for (JsonNode finding : call.path("findings")) {
      lines.add(paint.bad("      finding " + plain(finding.toString())));
    }
    return lines;
  }

  private String decision(JsonNode decision) {
    String verdict = text(decision, "/verdict");
    boolean allowed = verdict.equals("ALLOW");
    List<String> why = new ArrayList<>();
    for (JsonNode reason : decision.path("reasons")) {
      String result = text(reason, "/result");
      if (result.equals("FAILED") || (allowed && text(reason, "/check").equals("policy"))) {
        why.add("%s: %s".formatted(text(reason, "/code"), text(reason, "/message")));
      }
    }
    return (allowed ? paint.good(verdict) : paint.bad(verdict)) + "  " + String.join(" ", why);
  }

  private List<String> approval(JsonNode approval) {
    List<String> lines = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    for (JsonNode slot : approval.path("quorum")) {
      groups.add(
          "%s/%s %s".formatted(text(slot, "/votes"), text(slot, "/count"), text(slot, "/group")));
    }
    String state = text(approval, "/state");
    lines.add(
        "      asked of people: %s %s"
            .formatted(paint.strong(state), paint.faint(String.join(", ", groups))));
    for (JsonNode vote : approval.path("votes")) {
      String comment = vote.path("comment").isTextual() ? ": " + text(vote, "/comment") : "";
      lines.add(
          "              %s %s%s"
              .formatted(text(vote, "/voter/subject"), text(vote, "/ballot"), comment));
    }
    if (approval.path("breakGlass").isObject()) {
      lines.add(
          paint.bad(
              "              the glass was broken by %s for %s"
                  .formatted(
                      text(approval, "/breakGlass/voter/subject"),
                      text(approval, "/breakGlass/ticket"))));
    }
    return lines;
  }

  private String outcome(JsonNode outcome) {
    String status = text(outcome, "/status");
    return status.equals("SUCCEEDED")
        ? paint.good(status)
        : paint.warn(status) + "  " + text(outcome, "/errorClass");
  }

  private static String text(JsonNode node, String pointer) {
    JsonNode value = node.at(pointer);
    return value.isMissingNode() || value.isNull() ? "–" : plain(value.asText());
  }
}
