package io.countersign.approvals.arguments.jsonschema;

import io.countersign.approvals.arguments.jsonschema.LinearPattern.Unsupported;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Rewrites a regular expression of ECMA-262 in the syntax of RE2, with its meaning there, and
 * refuses what RE2 reads otherwise or cannot do. Source: ECMA-262, section 22.2.1; RE2's syntax
 * page.
 */
final class EcmaPattern {
  private static final String SPACE = "\\t\\n\\x0B\\f\\r\\p{Zs}\\x{2028}\\x{2029}\\x{FEFF}";
  private static final String LINE_END = "\\n\\r\\x{2028}\\x{2029}";
  private static final String SYNTAX = "^$\\.*+?()[]{}|/-";

  /** Above it, RE2/J would build the whole repetition before anybody can count it. */
  private static final long LARGEST = 20_000;

  private final String pattern;
  private final StringBuilder out = new StringBuilder();

  /** Sizes of the groups around the current place, the innermost last. */
  private final Deque<Long> around = new ArrayDeque<>();

  private long size;
  private long last;
  private int at;

  EcmaPattern(String pattern) {
    this.pattern = pattern;
  }

  String translated() throws Unsupported {
    while (at < pattern.length()) {
      char c = pattern.charAt(at);
      switch (c) {
        case '(' -> open();
        case ')' -> close();
        case '[' -> characterClass();
        case '\\' -> atom(escape(false));
        case '.' -> {
          at++;
          atom("[^" + LINE_END + "]");
        }
        case '{' -> repetition();
        default -> {
          int codePoint = pattern.codePointAt(at);
          at += Character.charCount(codePoint);
          atom(Character.toString(codePoint));
        }
      }
      if (size > LARGEST) {
        throw new Unsupported(
            "Expected repetitions that multiply to at most %s characters, but they are more."
                .formatted(LARGEST));
      }
    }
    return out.toString();
  }

  private void atom(String text) {
    out.append(text);
    last = 1;
    size++;
  }

  private void open() throws Unsupported {
    around.addLast(size);
    size = 0;
    at++;
    if (!pattern.startsWith("?", at)) {
      out.append('(');
      return;
    }
    if (pattern.startsWith("?:", at)) {
      at += 2;
      out.append("(?:");
      return;
    }
    if (pattern.startsWith("?=", at) || pattern.startsWith("?!", at)) {
      throw unsupported("lookahead (\"(?=\" or \"(?!\")");
    }
    if (pattern.startsWith("?<=", at) || pattern.startsWith("?<!", at)) {
      throw unsupported("lookbehind (\"(?<=\" or \"(?<!\")");
    }
    int end = pattern.indexOf('>', at);
    if (!pattern.startsWith("?<", at) || end < 0) {
      throw unsupported("a group that starts with \"(?\" and is neither \"(?:\" nor \"(?<name>\"");
    }
    at = end + 1;
    out.append('(');
  }

  private void close() throws Unsupported {
    if (around.isEmpty()) {
      throw new Unsupported("Expected a \"(\" for each \")\" of the pattern, but one is missing.");
    }
    last = size + 1;
    size = around.removeLast() + last;
    at++;
    out.append(')');
  }

  /** A counted repetition, or an opening brace that stands for itself. */
  private void repetition() throws Unsupported {
    int end = pattern.indexOf('}', at);
    String inside = end < 0 ? "" : pattern.substring(at + 1, end);
    if (!inside.matches("[0-9]{1,4}(,[0-9]{0,4})?")) {
      at++;
      atom("\\{");
      return;
    }
    int comma = inside.indexOf(',');
    String least = comma < 0 ? inside : inside.substring(0, comma);
    String most = comma < 0 || comma == inside.length() - 1 ? least : inside.substring(comma + 1);
    long times = Math.max(Long.parseLong(least), Long.parseLong(most)) + 1;
    size += last * times;
    last = last * (times + 1);
    out.append('{').append(inside).append('}');
    at = end + 1;
  }

  private void characterClass() throws Unsupported {
    at++;
    out.append('[');
    if (pattern.startsWith("^", at)) {
      at++;
      out.append('^');
    }
    if (pattern.startsWith("]", at)) {
      throw unsupported("an empty character class (\"[]\" or \"[^]\")");
    }
    while (at < pattern.length() && pattern.charAt(at) != ']') {
      char c = pattern.charAt(at);
      if (c == '\\') {
        out.append(escape(true));
      } else {
        int codePoint = pattern.codePointAt(at);
        at += Character.charCount(codePoint);
        out.append(c == '[' ? "\\[" : Character.toString(codePoint));
      }
    }
    if (at == pattern.length()) {
      throw new Unsupported("Expected a \"]\" for each \"[\" of the pattern, but one is missing.");
    }
    at++;
    atom("]");
  }

  private String escape(boolean inClass) throws Unsupported {
    at++;
    if (at == pattern.length()) {
      throw new Unsupported(
          "Expected something after the last \"\\\" of the pattern, but it ends.");
    }
    char c = pattern.charAt(at);
    at++;
    return switch (c) {
      case 'd', 'D', 'w', 'W' -> "\\" + c;
      case 'f', 'n', 'r', 't' -> "\\" + c;
      case 'v' -> "\\x0B";
      case 's' -> inClass ? SPACE : "[" + SPACE + "]";
      case 'S' -> {
        if (inClass) {
          throw unsupported("\"\\S\" inside a character class");
        }
        yield "[^" + SPACE + "]";
      }
      case 'b' -> inClass ? "\\x08" : "\\b";
      case 'B' -> {
        if (inClass) {
          throw unsupported("\"\\B\" inside a character class");
        }
        yield "\\B";
      }
      case 'x' -> hexadecimal(2);
      case 'u' -> unicode();
      case 'p', 'P' -> property(c);
      case '0' -> "\\x00";
      case '1', '2', '3', '4', '5', '6', '7', '8', '9', 'k' ->
          throw unsupported("a back-reference");
      default -> {
        if (SYNTAX.indexOf(c) < 0) {
          throw unsupported("the escape \"\\" + c + "\"");
        }
        yield "\\" + c;
      }
    };
  }

  private String unicode() throws Unsupported {
    if (!pattern.startsWith("{", at)) {
      String unit = hexadecimal(4);
      int value = Integer.parseInt(unit.substring(3, unit.length() - 1), 16);
      if (Character.isSurrogate((char) value)) {
        throw unsupported("half of a surrogate pair (write \"\\u{…}\")");
      }
      return unit;
    }
    int end = pattern.indexOf('}', at);
    String digits = end < 0 ? "" : pattern.substring(at + 1, end);
    if (!digits.matches("[0-9A-Fa-f]{1,6}")) {
      throw unsupported("a malformed \"\\u{…}\"");
    }
    at = end + 1;
    return "\\x{" + digits + "}";
  }

  private String hexadecimal(int count) throws Unsupported {
    String digits = at + count <= pattern.length() ? pattern.substring(at, at + count) : "";
    if (!digits.matches("[0-9A-Fa-f]+")) {
      throw unsupported("a malformed \"\\x\" or \"\\u\"");
    }
    at += count;
    return "\\x{" + digits + "}";
  }

  /** General categories by their short names, and scripts. */
  private String property(char c) throws Unsupported {
    int end = pattern.indexOf('}', at);
    String name = pattern.startsWith("{", at) && end > 0 ? pattern.substring(at + 1, end) : "";
    String value = name.substring(name.indexOf('=') + 1);
    if (!value.matches("[A-Za-z_]+")) {
      throw unsupported("a malformed \"\\p{…}\"");
    }
    at = end + 1;
    return "\\" + c + "{" + (value.equals("Letter") ? "L" : value) + "}";
  }

  private static Unsupported unsupported(String construct) {
    return new Unsupported(
        "Expected a regular expression that RE2 can match in linear time, but %s is not supported. Rewrite the pattern without it."
            .formatted(construct));
  }
}
