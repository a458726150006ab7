package io.countersign.query.report;

import io.countersign.query.report.Span.Style;
import java.util.List;

/** A part of a page. */
public sealed interface Block {
  /**
   * Begins a part.
   *
   * @param level 2 for a section, 3 for a part of one
   * @param anchor name to link to
   * @param line the heading
   */
  record Heading(int level, String anchor, Line line) implements Block {
    public Heading {
      if (level < 2 || level > 4 || !anchor.matches("[a-z][a-z0-9-]*")) {
        throw new IllegalArgumentException(
            "Expected level 2 to 4 and a plain anchor, but was %s and another".formatted(level));
      }
    }
  }

  /**
   * Something that must not be overlooked.
   *
   * @param tone GOOD, WARN or BAD
   * @param line what it is
   */
  record Note(Style tone, Line line) implements Block {}

  /** Our words. */
  record Paragraph(Line line) implements Block {}

  /** Names and what they are; those with nothing are left out. */
  record Facts(List<Fact> facts) implements Block {
    public Facts {
      facts = facts.stream().filter(fact -> !fact.line().isEmpty()).toList();
    }
  }

  /** One fact. */
  record Fact(String name, Line line) {}

  /**
   * A table.
   *
   * @param caption what it is of
   * @param head name of each column
   * @param rows rows with as many cells as there are columns
   * @param more how many rows there are besides these
   */
  record Table(String caption, List<String> head, List<List<Line>> rows, long more)
      implements Block {
    public Table {
      head = List.copyOf(head);
      rows = rows.stream().map(List::copyOf).toList();
      for (List<Line> row : rows) {
        if (row.size() != head.size()) {
          throw new IllegalArgumentException(
              "Expected %s cells in each row of \"%s\", but one has %s"
                  .formatted(head.size(), caption, row.size()));
        }
      }
    }

    /** A table that tells at most so many of its rows. */
    public static Table upTo(int most, String caption, List<String> head, List<List<Line>> rows) {
      return new Table(
          caption,
          head,
          rows.subList(0, Math.min(most, rows.size())),
          Math.max(0, rows.size() - most));
    }
  }

  /**
   * Somebody else's text of several lines.
   *
   * @param caption what it is
   * @param text the text as it is
   */
  record Quote(String caption, String text) implements Block {}

  /** Bars over the same time. */
  record Strips(String caption, List<Strip> rows, long more) implements Block {
    public Strips {
      rows = List.copyOf(rows);
    }
  }
}
