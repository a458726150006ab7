package io.countersign.query.report;

/**
 * A piece of a line.
 *
 * @param style how it stands
 * @param text the text as it is; forms make it visible and escape it
 */
public record Span(Style style, String text) {
  /** How a piece of text stands. */
  public enum Style {
    /** Our words. */
    PLAIN,
    /** Our words, and important. */
    STRONG,
    /** Our words, and less important. */
    FAINT,
    /** Our words about something good. */
    GOOD,
    /** Our words about something to look at. */
    WARN,
    /** Our words about something bad. */
    BAD,
    /** What somebody else wrote: set apart, so that it cannot pass for our words. */
    THEIRS,
    /** The same, with its hidden characters written as escapes already. */
    VISIBLE
  }
}
