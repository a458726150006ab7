package io.countersign.query.text;

import java.util.List;

/** What a text asks for, as a tree. Made by {@link TextParser}. */
public sealed interface TextQuery {

  /**
   * Words that stand next to one another in this order; a word alone is the simplest case.
   *
   * @param words as they were written; the index takes them apart
   */
  record Words(String words) implements TextQuery {}

  /**
   * A filter with one value.
   *
   * @param name name of the filter
   * @param value its value, as the filter takes it
   */
  record Field(String name, String value) implements TextQuery {}

  /** Every part holds. */
  record All(List<TextQuery> parts) implements TextQuery {
    public All {
      parts = List.copyOf(parts);
    }
  }

  /** At least one part holds. */
  record Any(List<TextQuery> parts) implements TextQuery {
    public Any {
      parts = List.copyOf(parts);
    }
  }

  /** The part does not hold. */
  record Not(TextQuery part) implements TextQuery {}
}
