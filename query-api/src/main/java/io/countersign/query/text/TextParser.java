package io.countersign.query.text;

import io.countersign.query.BadQuery;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the language of {@code text=}:
 *
 * <pre>
 * text   = all ("OR" all)*
 * all    = one (["AND"] one)*
 * one    = ["-"] (word | "\"" words "\"" | filter ":" value | "(" text ")")
 * value  = characters up to a space or bracket | "\"" characters "\""
 * </pre>
 *
 * <p>Inside quotes {@code \"} and {@code \\} stand for a quote and a backslash. There are no
 * wildcards in words, no distances and no weights, so a text costs no more than its length.
 */
public final class TextParser {
  /** Most words, phrases and filters of one text. */
  public static final int MAX_PARTS = 32;

  /** Most brackets within brackets. */
  public static final int MAX_DEPTH = 8;

  private final String text;
  private final Fields fields;
  private int at;
  private int parts;

  /** The filters that a text can name. */
  public interface Fields {
    /** Whether there is a filter of this name. */
    boolean has(String name);

    /**
     * Checks a value.
     *
     * @return the value as the index has it
     * @throws BadQuery when the filter cannot have it
     */
    String value(String name, String value) throws BadQuery;
  }

  private TextParser(String text, Fields fields) {
    this.text = text;
    this.fields = fields;
  }

  /**
   * Reads a text.
   *
   * @throws TextRefused when it is not one of the language, with the place
   */
  public static TextQuery parse(String text, Fields fields) throws TextRefused {
    TextParser parser = new TextParser(text, fields);
    TextQuery query = parser.any(0);
    if (parser.at < text.length()) {
      throw parser.refused("Expected the end of the text, but a bracket closes that none opened");
    }
    return query;
  }

  private TextQuery any(int depth) throws TextRefused {
    List<TextQuery> either = new ArrayList<>();
    either.add(all(depth));
    while (skip("OR")) {
      either.add(all(depth));
    }
    return either.size() == 1 ? either.getFirst() : new TextQuery.Any(either);
  }

  private TextQuery all(int depth) throws TextRefused {
    List<TextQuery> every = new ArrayList<>();
    every.add(one(depth));
    while (true) {
      boolean and = skip("AND");
      if (!and && (atEnd() || text.charAt(at) == ')' || isNext("OR"))) {
        return every.size() == 1 ? every.getFirst() : new TextQuery.All(every);
      }
      every.add(one(depth));
    }
  }

  private TextQuery one(int depth) throws TextRefused {
    if (atEnd() || text.charAt(at) == ')' || isNext("OR") || isNext("AND")) {
      throw refused("Expected a word, a phrase, a filter or a bracket, but there is none");
    }
    if (isNext("NOT")) {
      throw refused("Expected - before what must not be there, but NOT was written");
    }
    if (text.charAt(at) != '-') {
      return positive(depth);
    }
    at++;
    if (at == text.length() || isSpace(text.charAt(at)) || text.charAt(at) == '-') {
      throw refused("Expected a word, a phrase, a filter or a bracket right after -, but not so");
    }
    return new TextQuery.Not(positive(depth));
  }

  private TextQuery positive(int depth) throws TextRefused {
    if (text.charAt(at) == '(') {
      return bracket(depth);
    }
    if (++parts > MAX_PARTS) {
      throw refused("Expected at most %d words, but there are more".formatted(MAX_PARTS));
    }
    int start = at;
    if (text.charAt(at) == '"') {
      return words(start, quoted());
    }
    int colon = filterName();
    return colon < 0 ? words(start, bare()) : field(start, colon);
  }

  private TextQuery bracket(int depth) throws TextRefused {
    if (depth == MAX_DEPTH) {
      throw refused("Expected at most %d brackets inside one another".formatted(MAX_DEPTH));
    }
    int open = at++;
    TextQuery inside = any(depth + 1);
    if (at == text.length()) {
      throw new TextRefused(
          place(open), "Expected a bracket that closes this one, but there is none");
    }
    at++;
    return inside;
  }

  private TextQuery field(int start, int colon) throws TextRefused {
    String name = text.substring(start, colon);
    if (!fields.has(name)) {
      throw refused(
          "Expected a filter before the colon, but there is none of that name: quote the text if it"
              + " is one word");
    }
    at = colon + 1;
    int from = at;
    boolean quoted = at < text.length() && text.charAt(at) == '"';
    String value = quoted ? quoted() : bare();
    try {
      return new TextQuery.Field(name, fields.value(name, value));
    } catch (BadQuery e) {
      throw new TextRefused(place(from), e.message());
    }
  }

  private TextQuery words(int start, String words) throws TextRefused {
    if (words.indexOf('*') >= 0 && text.charAt(start) != '"') {
      throw new TextRefused(
          place(start),
          "Expected a word without *, because words are found whole: only some filters take a * at"
              + " their end");
    }
    boolean any =
        words
            .codePoints()
            .anyMatch(
                point ->
                    Character.isLetterOrDigit(point)
                        || Character.getType(point) == Character.OTHER_SYMBOL);
    if (!any) {
      throw new TextRefused(
          place(start), "Expected at least one letter or digit, but there is none");
    }
    return new TextQuery.Words(words);
  }

  /** Where the colon of a filter is; negative when no filter begins here. */
  private int filterName() {
    int end = at;
    while (end < text.length() && isLetter(text.charAt(end))) {
      end++;
    }
    return end > at && end < text.length() && text.charAt(end) == ':' ? end : -1;
  }

  private String bare() {
    int start = at;
    while (at < text.length() && !isSpace(text.charAt(at)) && "()\"".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(start, at);
  }

  private String quoted() throws TextRefused {
    int open = at++;
    StringBuilder inside = new StringBuilder();
    while (at < text.length()) {
      char next = text.charAt(at++);
      if (next == '"') {
        return inside.toString();
      }
      boolean escaped = next == '\\' && at < text.length() && "\"\\".indexOf(text.charAt(at)) >= 0;
      inside.append(escaped ? text.charAt(at++) : next);
    }
    throw new TextRefused(place(open), "Expected a quote that closes this one, but there is none");
  }

  /** Whether an operator comes next, as a word of its own. */
  private boolean isNext(String operator) {
    int end = at + operator.length();
    return text.startsWith(operator, at)
        && (end == text.length()
            || isSpace(text.charAt(end))
            || "()".indexOf(text.charAt(end)) >= 0);
  }

  private boolean skip(String operator) {
    if (!atEnd() && isNext(operator)) {
      at += operator.length();
      return true;
    }
    return false;
  }

  private boolean atEnd() {
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
    return at == text.length();
  }

  private TextRefused refused(String message) {
    return new TextRefused(place(at), message);
  }

  /** Counts what a person counts: code points, from 1. */
  private int place(int index) {
    return text.codePointCount(0, index) + 1;
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
