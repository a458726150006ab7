package io.countersign.standalone.story;

import static io.countersign.standalone.client.ApiAnswer.objects;
import static io.countersign.standalone.client.ApiAnswer.text;

import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import io.countersign.standalone.client.Plain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The page of an approval, as {@code GET /v1/approvals/{id}} has it, for somebody who decides at a
 * terminal. What would happen is told from {@code shown}, the very document that a vote names by
 * its digest; nothing is shortened or hidden.
 */
public final class ApprovalStory {
  private static final String ALL = "*";

  /** Parts of the page besides what is shown, and what they are called here. */
  private static final List<Part> PARTS =
      List.of(
          new Part("differences", "Different from before"),
          new Part("why", "Why it asks"),
          new Part("catalogue", "The tool in the catalogue"),
          new Part("run", "The run so far"),
          new Part("budgets", "Budgets"),
          new Part("agentSays", "The agent says, which is no evidence"),
          new Part("textRedactions", "Taken out of the texts"),
          new Part("consequences", "What follows"));

  private record Part(String member, String title) {}

  private final Paint paint;
  private final List<String> lines = new ArrayList<>();

  private ApprovalStory(Paint paint) {
    this.paint = paint;
  }

  /** The page in lines. */
  public static List<String> lines(JsonObject page, String code, Paint paint) {
    ApprovalStory story = new ApprovalStory(paint);
    story.head(page, code);
    story.shown(page);
    for (Part part : PARTS) {
      story.section(part.title(), page.get(part.member()));
    }
    story.warnings(page);
    return List.copyOf(story.lines);
  }

  /** How far the votes have come, such as {@code 1/2 payments, 0/1 all approvers}. */
  public static String quorum(JsonObject approval) {
    return objects(approval, "quorum").stream()
        .map(
            slot ->
                "%s/%s %s"
                    .formatted(
                        orZero(text(slot, "votes")),
                        text(slot, "count"),
                        text(slot, "group").equals(ALL)
                            ? "all approvers"
                            : Plain.line(text(slot, "group"))))
        .collect(Collectors.joining(", "));
  }

  private static String orZero(String votes) {
    return votes.isEmpty() ? "0" : votes;
  }

  private void head(JsonObject page, String code) {
    lines.add(
        "Approval %s  %s"
            .formatted(
                Plain.line(text(page, "approvalId")),
                paint.strong(Plain.line(text(page, "state")))));
    lines.add(paint.strong(Plain.line(text(page, "headline"))));
    fact("code", code);
    JsonObject tool = page.object("tool").orElse(JsonObject.EMPTY);
    fact(
        "tool", named(tool, "server", "/") + named(tool, "name", " ") + named(tool, "version", ""));
    fact("control", named(page, "control", ""));
    fact("environment", named(page, "environment", ""));
    fact("risk", named(page, "risk", ""));
    JsonObject asker = page.object("asker").orElse(JsonObject.EMPTY);
    fact("agent", named(asker, "agent", " ") + named(asker, "agentVersion", ""));
    fact("for", named(asker, "principal", ""));
    fact("client", named(asker, "client", ""));
    fact("by", named(asker, "by", ""));
    fact("decide by", named(page, "expiresAt", ""));
    fact("quorum", quorum(page));
    for (JsonObject vote : votes(page)) {
      fact("vote", vote(vote));
    }
  }

  private static List<JsonObject> votes(JsonObject page) {
    return page.has("votes")
        ? objects(page, "votes")
        : page.object("approval").map(approval -> objects(approval, "votes")).orElse(List.of());
  }

  private static String vote(JsonObject vote) {
    String who =
        vote.object("voter")
            .map(voter -> text(voter, "subject"))
            .orElseGet(() -> text(vote, "voter"));
    String ballot = text(vote, "ballot").isEmpty() ? text(vote, "vote") : text(vote, "ballot");
    Optional<String> comment = vote.string("comment");
    return "%s %s%s"
        .formatted(
            Plain.line(who),
            Plain.line(ballot),
            comment.map(words -> ": " + Plain.line(words)).orElse(""));
  }

  /** What would happen; without the document, as the page has it. */
  private void shown(JsonObject page) {
    JsonObject shown = page.object("shown").orElse(page);
    section("Arguments", shown.get("arguments"));
    section("Change", shown.get("change"));
    section("Resources", shown.get("resources"));
    Optional<JsonObject> preview = shown.object("preview");
    preview.ifPresent(
        supplied ->
            words(
                "Preview, supplied by the gateway (%s)"
                    .formatted(Plain.line(text(supplied, "kind"))),
                supplied.get("content")));
    words("How to undo it", shown.get("rollback"));
    words("How to check it afterwards", shown.get("readBack"));
  }

  private void warnings(JsonObject page) {
    for (JsonObject warning : objects(page, "warnings")) {
      String what =
          warning.array("warnings").map(JsonArray::elements).orElse(List.of()).stream()
              .map(JsonValue::toJson)
              .collect(Collectors.joining(", "));
      lines.add(
          paint.bad("WARNING %s: %s".formatted(Plain.line(text(warning, "of")), Plain.line(what))));
    }
  }

  private void words(String title, Optional<JsonValue> value) {
    if (value.isPresent() && value.get() instanceof JsonString string) {
      title(title);
      VisibleLines.text(string.value()).forEach(line -> lines.add("  " + line));
    } else {
      section(title, value);
    }
  }

  private void section(String title, Optional<JsonValue> value) {
    if (value.filter(ApprovalStory::saysSomething).isPresent()) {
      title(title);
      VisibleLines.json(value.get()).forEach(line -> lines.add("  " + line));
    }
  }

  private static boolean saysSomething(JsonValue value) {
    return switch (value) {
      case JsonNull nothing -> false;
      case JsonObject object ->
          object.members().values().stream().anyMatch(ApprovalStory::saysSomething);
      case JsonArray array -> !array.elements().isEmpty();
      default -> true;
    };
  }

  private void title(String title) {
    lines.add(paint.strong(title + ":"));
  }

  private void fact(String label, String value) {
    if (!value.isBlank()) {
      lines.add("  %-12s %s".formatted(label, value.strip()));
    }
  }

  private static String named(JsonObject from, String member, String end) {
    return from.string(member).map(text -> Plain.line(text) + end).orElse("");
  }
}
