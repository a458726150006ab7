package io.countersign.query.report;

import io.countersign.query.report.Block.Fact;
import io.countersign.query.report.Block.Facts;
import io.countersign.query.report.Block.Heading;
import io.countersign.query.report.Block.Note;
import io.countersign.query.report.Block.Paragraph;
import io.countersign.query.report.Block.Quote;
import io.countersign.query.report.Block.Strips;
import io.countersign.query.report.Block.Table;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A report as Markdown (CommonMark with the tables of GitHub), which reads well as it is. Whatever
 * somebody else wrote stands in code spans or code blocks whose fence is longer than any run of its
 * sign inside, so it cannot become a heading, a link or HTML. Ends with a line feed.
 */
public final class MarkdownForm {
  private final StringBuilder out = new StringBuilder();

  private MarkdownForm() {}

  /** The Markdown of a report. */
  public static String of(Report report) {
    MarkdownForm form = new MarkdownForm();
    form.line("# " + inline(report.title(), false)).line("");
    report.blocks().forEach(form::add);
    return form.out.toString();
  }

  private void add(Block block) {
    switch (block) {
      case Heading heading ->
          line("#".repeat(heading.level()) + " " + inline(heading.line(), false)).line("");
      case Note note ->
          line("> **%s:** %s".formatted(word(note.tone()), inline(note.line(), false))).line("");
      case Paragraph paragraph -> line(inline(paragraph.line(), false)).line("");
      case Facts facts -> {
        for (Fact fact : facts.facts()) {
          line("- **%s**: %s".formatted(plain(fact.name()), inline(fact.line(), false)));
        }
        line("");
      }
      case Quote quote -> {
        line(plain(quote.caption()) + ":").line("");
        fenced(Shown.quote(quote.text()).lines().toList());
      }
      case Table table -> table(table);
      case Strips strips -> fenced(StripLines.of(strips));
    }
  }

  private static String word(Span.Style tone) {
    return tone == Span.Style.GOOD ? "Good" : tone == Span.Style.BAD ? "Attention" : "Note";
  }

  private void table(Table table) {
    line("*" + plain(table.caption()) + "*").line("");
    line(
        table.head().stream()
            .map(MarkdownForm::plain)
            .collect(Collectors.joining(" | ", "| ", " |")));
    line("|" + " --- |".repeat(table.head().size()));
    for (List<Line> row : table.rows()) {
      line(
          row.stream()
              .map(cell -> inline(cell, true))
              .collect(Collectors.joining(" | ", "| ", " |")));
    }
    line("");
    if (table.more() > 0) {
      line("… %s more".formatted(table.more())).line("");
    }
  }

  private void fenced(List<String> lines) {
    String fence = "`".repeat(Math.max(3, longest(String.join("\n", lines)) + 1));
    line(fence + "text");
    lines.forEach(this::line);
    line(fence).line("");
  }

  private static String inline(Line line, boolean cell) {
    return line.spans().stream()
        .map(MarkdownForm::span)
        .map(text -> cell ? text.replace("|", "\\|") : text)
        .collect(Collectors.joining());
  }

  private static String span(Span span) {
    String text = Shown.line(span);
    return switch (span.style()) {
      case THEIRS, VISIBLE -> code(text);
      case STRONG, GOOD, WARN, BAD -> text.isBlank() ? "" : "**" + plain(text) + "**";
      case PLAIN, FAINT -> plain(text);
    };
  }

  /** A code span; what is inside is never Markdown. */
  private static String code(String text) {
    if (text.isBlank()) {
      return "`\" \"`";
    }
    int longest = longest(text);
    String fence = "`".repeat(longest + 1);
    boolean apart = longest > 0 || text.startsWith(" ") || text.endsWith(" ");
    return apart ? fence + " " + text + " " + fence : fence + text + fence;
  }

  private static int longest(String text) {
    int longest = 0;
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      run = text.charAt(i) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return longest;
  }

  /** Our words: what would be Markdown in them is escaped, for whoever changes them. */
  private static String plain(String text) {
    return text.replaceAll("(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|[*`<>\\[\\]#&~]", "\\\\$0");
  }

  private MarkdownForm line(String line) {
    out.append(line).append('\n');
    return this;
  }
}
