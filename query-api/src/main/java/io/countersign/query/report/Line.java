package io.countersign.query.report;

import io.countersign.query.report.Span.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A line of text, piece by piece.
 *
 * @param spans its pieces, in order
 */
public record Line(List<Span> spans) {
  /** Nothing. */
  public static final Line EMPTY = new Line(List.of());

  public Line {
    spans = List.copyOf(spans);
  }

  /** Our words. */
  public static Line of(String text) {
    return of(Style.PLAIN, text);
  }

  /** Our words in a style. */
  public static Line of(Style style, String text) {
    return new Line(List.of(new Span(style, text)));
  }

  /** Somebody else's words. */
  public static Line theirs(String text) {
    return of(Style.THEIRS, text);
  }

  /** Somebody else's words, or nothing. */
  public static Line theirs(Optional<String> text) {
    return text.map(Line::theirs).orElse(EMPTY);
  }

  /** Somebody else's words in the form of {@code VisibleText}, or nothing. */
  public static Line visible(Optional<String> text) {
    return text.map(words -> of(Style.VISIBLE, words)).orElse(EMPTY);
  }

  /** This line and then our words. */
  public Line and(String text) {
    return and(of(text));
  }

  /** This line and then another. */
  public Line and(Line more) {
    List<Span> all = new ArrayList<>(spans);
    all.addAll(more.spans);
    return new Line(all);
  }

  /** This line and then somebody else's words after ours; nothing where there are none. */
  public Line and(String before, Optional<String> theirs) {
    return theirs.map(text -> and(before).and(theirs(text))).orElse(this);
  }

  boolean isEmpty() {
    return spans.isEmpty();
  }
}
