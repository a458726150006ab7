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

/** A report as plain text for a terminal or a mail. Ends with a line feed. */
public final class TextForm {
  private static final int WIDEST_COLUMN = 36;

  private final StringBuilder out = new StringBuilder();

  private TextForm() {}

  /** The text of a report. */
  public static String of(Report report) {
    TextForm form = new TextForm();
    String title = text(report.title());
    form.line(title).line("=".repeat(width(title)));
    report.blocks().forEach(form::add);
    return form.out.toString();
  }

  private void add(Block block) {
    switch (block) {
      case Heading heading -> {
        String title = text(heading.line());
        line("").line(title).line((heading.level() == 2 ? "-" : ".").repeat(width(title)));
      }
      case Note note -> line(word(note.tone()) + ": " + text(note.line()));
      case Paragraph paragraph -> line(text(paragraph.line()));
      case Facts facts -> {
        int widest = facts.facts().stream().mapToInt(fact -> fact.name().length()).max().orElse(0);
        for (Fact fact : facts.facts()) {
          line("  %s  %s".formatted(padded(fact.name(), widest), text(fact.line())));
        }
      }
      case Quote quote -> {
        line("  " + quote.caption() + ":");
        Shown.quote(quote.text()).lines().forEach(each -> line("  | " + each));
      }
      case Table table -> table(table);
      case Strips strips -> StripLines.of(strips).forEach(each -> line("  " + each));
    }
  }

  private void table(Table table) {
    List<List<String>> rows =
        table.rows().stream().map(row -> row.stream().map(TextForm::text).toList()).toList();
    int[] widths = new int[table.head().size()];
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] =
          Math.max(
              table.head().get(i).length(),
              rows.stream()
                  .mapToInt(row -> Math.min(WIDEST_COLUMN, width(row.get(column))))
                  .max()
                  .orElse(0));
    }
    line("  " + table.caption() + ":");
    row(table.head(), widths);
    rows.forEach(row -> row(row, widths));
    if (table.more() > 0) {
      line("  … %s more".formatted(table.more()));
    }
  }

  private void row(List<String> cells, int[] widths) {
    StringBuilder row = new StringBuilder("   ");
    for (int i = 0; i < widths.length; i++) {
      row.append(' ').append(padded(cells.get(i), widths[i])).append(' ');
    }
    line(row.toString().stripTrailing());
  }

  private static String word(Span.Style tone) {
    return tone == Span.Style.GOOD ? "GOOD" : tone == Span.Style.BAD ? "ATTENTION" : "NOTE";
  }

  private static String text(Line line) {
    return line.spans().stream().map(span -> Shown.line(span)).collect(Collectors.joining());
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - width(text)));
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }

  private TextForm line(String line) {
    out.append(line).append('\n');
    return this;
  }
}
