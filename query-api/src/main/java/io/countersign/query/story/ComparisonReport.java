package io.countersign.query.story;

import io.countersign.query.report.Block;
import io.countersign.query.report.Block.Heading;
import io.countersign.query.report.Block.Note;
import io.countersign.query.report.Block.Paragraph;
import io.countersign.query.report.Block.Table;
import io.countersign.query.report.Durations;
import io.countersign.query.report.Line;
import io.countersign.query.report.Report;
import io.countersign.query.report.Span.Style;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A comparison as a report for people. */
public final class ComparisonReport {
  private static final int MAX_DIFFERENT = 100;

  private ComparisonReport() {}

  /** The report of a comparison. */
  public static Report of(Comparison comparison) {
    List<Block> blocks = new ArrayList<>();
    StoryView left = comparison.left();
    StoryView right = comparison.right();
    if (comparison.cutShort()) {
      blocks.add(
          new Note(
              Style.WARN,
              Line.of(
                  "Only the first %s calls of each run are compared."
                      .formatted(Comparison.MAX_CALLS))));
    }
    blocks.add(
        new Table(
            "The two runs",
            List.of("", "Left", "Right"),
            List.of(
                row("Run", Line.theirs(left.runId()), Line.theirs(right.runId())),
                row("Complete", complete(left), complete(right)),
                row("Calls", count(left.calls()), count(right.calls())),
                row("Findings", count(left.findings()), count(right.findings())),
                row("Took", took(left), took(right)),
                row("People waited", waited(left), waited(right)),
                row(
                    "Used",
                    Line.of(left.totals().used().words()),
                    Line.of(right.totals().used().words())),
                row(
                    "Charged",
                    Line.of(left.totals().charged().words()),
                    Line.of(right.totals().charged().words()))),
            0));
    blocks.add(new Heading(2, "calls", Line.of("Calls, matched by tool and order")));
    List<List<Line>> rows = new ArrayList<>();
    for (Comparison.Row each : comparison.rows()) {
      rows.add(
          List.of(
              Line.theirs(each.any().tool()),
              side(each.left()),
              side(each.right()),
              difference(each)));
    }
    blocks.add(
        Table.upTo(
            StoryReport.MAX_ROWS, "Calls", List.of("Tool", "Left", "Right", "Different"), rows));
    arguments(comparison, blocks);
    return new Report(
        Line.of("Run ")
            .and(Line.theirs(left.runId()))
            .and(" beside ")
            .and(Line.theirs(right.runId()))
            .and(" of tenant ")
            .and(Line.theirs(left.tenant())),
        blocks);
  }

  private static void arguments(Comparison comparison, List<Block> blocks) {
    List<Comparison.Row> different =
        comparison.rows().stream()
            .filter(row -> ComparisonJson.different(row).contains("arguments"))
            .toList();
    if (different.isEmpty()) {
      blocks.add(new Paragraph(Line.of("The arguments of all matched calls are the same.")));
      return;
    }
    blocks.add(new Heading(2, "arguments", Line.of("Arguments that differ")));
    for (Comparison.Row row : different.subList(0, Math.min(MAX_DIFFERENT, different.size()))) {
      blocks.add(
          new Heading(
              3,
              "call-" + row.any().number(),
              Line.of("Call %s and %s, ".formatted(number(row.left()), number(row.right())))
                  .and(Line.theirs(row.any().tool()))));
      blocks.add(
          Table.upTo(
              DocumentRows.MAX_ROWS,
              "Arguments",
              List.of("Where", "Change", "Left", "Right"),
              DocumentRows.changes(ComparisonJson.arguments(row))));
    }
    if (different.size() > MAX_DIFFERENT) {
      blocks.add(new Paragraph(Line.of("… %s more".formatted(different.size() - MAX_DIFFERENT))));
    }
  }

  private static String number(Optional<CallTold> call) {
    return call.map(told -> String.valueOf(told.number())).orElse("none");
  }

  private static List<Line> row(String name, Line left, Line right) {
    return List.of(Line.of(name), left, right);
  }

  private static Line complete(StoryView story) {
    return story.complete() ? Line.of(Style.GOOD, "yes") : Line.of(Style.BAD, "no");
  }

  private static Line count(List<?> list) {
    return Line.of(String.valueOf(list.size()));
  }

  private static Line took(StoryView story) {
    return story
        .totals()
        .firstAt()
        .flatMap(
            first ->
                story
                    .totals()
                    .lastAt()
                    .map(last -> Line.of(Durations.words(Duration.between(first, last)))))
        .orElse(Line.EMPTY);
  }

  private static Line waited(StoryView story) {
    return Line.of(Durations.words(Duration.ofMillis(story.totals().waitedMillis())));
  }

  private static Line side(Optional<CallTold> call) {
    return call.map(
            told ->
                Line.of(
                    "%s. %s%s%s"
                        .formatted(
                            told.number(),
                            told.state(),
                            Members.text(told.call(), "outcome", "status")
                                .map(status -> ", " + status)
                                .orElse(""),
                            Members.number(told.call(), "outcome", "durationMillis")
                                .map(millis -> " in " + Durations.words(Duration.ofMillis(millis)))
                                .orElse(""))))
        .orElse(Line.of(Style.WARN, "not there"));
  }

  private static Line difference(Comparison.Row row) {
    List<String> different = ComparisonJson.different(row);
    if (!row.isMatched()) {
      return Line.EMPTY;
    }
    return different.isEmpty()
        ? Line.of(Style.FAINT, "nothing")
        : Line.of(Style.WARN, String.join(", ", different));
  }
}
