package io.countersign.approvals.arguments.jsonschema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Objects;

/**
 * A regular expression of ECMA-262, as JSON Schema has them, matched by RE2/J in time linear in the
 * text. What RE2 cannot do (looking around, referring back) is refused by name.
 */
final class LinearPattern {
  /** A pattern that cannot be matched in linear time, or is none. */
  static final class Unsupported extends Exception {
    private static final long serialVersionUID = 1L;

    Unsupported(String message) {
      super(message, null, false, false);
    }

    String message() {
      return Objects.requireNonNull(getMessage());
    }
  }

  private static final int CHARACTERS_PER_STEP = 64;

  private final Pattern pattern;

  private LinearPattern(Pattern pattern) {
    this.pattern = pattern;
  }

  static LinearPattern compile(String ecma) throws Unsupported {
    if (ecma.length() > SchemaLimits.PATTERN) {
      throw new Unsupported(
          "Expected a pattern of at most %s characters, but it has %s."
              .formatted(SchemaLimits.PATTERN, ecma.length()));
    }
    String translated = new EcmaPattern(ecma).translated();
    Pattern pattern;
    try {
      pattern = Pattern.compile(translated);
    } catch (PatternSyntaxException malformed) {
      throw new Unsupported(
          "Expected a regular expression that RE2 can match in linear time, but: %s."
              .formatted(malformed.getDescription()));
    }
    if (pattern.programSize() > SchemaLimits.PATTERN_SIZE) {
      throw new Unsupported(
          "Expected a pattern that compiles to at most %s instructions, but it has %s. Use shorter repetitions."
              .formatted(SchemaLimits.PATTERN_SIZE, pattern.programSize()));
    }
    return new LinearPattern(pattern);
  }

  /** Instructions of the compiled pattern. */
  int size() {
    return pattern.programSize();
  }

  /** Whether the pattern matches anywhere in the text. */
  boolean found(String text) {
    return pattern.matcher(text).find();
  }

  /** Steps that {@link #found} takes at most. */
  long steps(String text) {
    return 1 + (long) text.length() * pattern.programSize() / CHARACTERS_PER_STEP;
  }
}
