package io.countersign.standalone.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns the text of a setting into its value, or says what was expected instead. */
final class Texts {
  private static final Pattern SIMPLE = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
  private static final int LONGEST_ECHO = 80;

  private Texts() {}

  /** A value that is not what the setting expects; the message holds what was expected. */
  static final class Unexpected extends Exception {
    private static final long serialVersionUID = 1L;

    Unexpected(String expected, String was) {
      super("expected " + expected + ", but was " + shown(was));
    }

    private static String shown(String was) {
      return was.length() <= LONGEST_ECHO ? was : was.substring(0, LONGEST_ECHO) + "…";
    }
  }

  static Object value(Type type, Setting words, List<String> texts) throws Unexpected {
    if (type instanceof ParameterizedType outer) {
      Class<?> element = Key.elementOf(type);
      if (outer.getRawType() == Optional.class) {
        return texts.isEmpty() || single(texts).isEmpty()
            ? Optional.empty()
            : Optional.of(scalar(element, words, single(texts)));
      }
      return list(element, words, texts);
    }
    return scalar((Class<?>) type, words, single(texts));
  }

  private static List<?> list(Class<?> element, Setting words, List<String> texts)
      throws Unexpected {
    List<Object> values = new java.util.ArrayList<>();
    for (String text : texts.size() == 1 ? split(texts.getFirst()) : texts) {
      values.add(scalar(element, words, text));
    }
    return List.copyOf(values);
  }

  private static List<String> split(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  private static String single(List<String> texts) throws Unexpected {
    if (texts.size() != 1) {
      throw new Unexpected("one value", "a list of " + texts.size());
    }
    return texts.getFirst().strip();
  }

  private static Object scalar(Class<?> type, Setting words, String text) throws Unexpected {
    if (type == int.class || type == Integer.class) {
      return (int) number(words, Integer.MIN_VALUE, Integer.MAX_VALUE, text);
    }
    if (type == long.class || type == Long.class) {
      return number(words, Long.MIN_VALUE, Long.MAX_VALUE, text);
    }
    if (type == boolean.class || type == Boolean.class) {
      return bool(text);
    }
    if (type == Duration.class) {
      return duration(text);
    }
    if (type == URI.class) {
      return url(text);
    }
    if (type == Path.class) {
      return path(text);
    }
    if (type == String.class) {
      return text;
    }
    throw new IllegalStateException("Expected a type that a setting can have, but was " + type);
  }

  private static long number(Setting words, long least, long most, String text) throws Unexpected {
    long min = Math.max(words.min(), least);
    long max = Math.min(words.max(), most);
    try {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below, with the range
    }
    throw new Unexpected(range(min, max), text);
  }

  static String range(long min, long max) {
    boolean open = max == Integer.MAX_VALUE || max == Long.MAX_VALUE;
    return open ? "a whole number of at least " + min : min + ".." + max;
  }

  private static boolean bool(String text) throws Unexpected {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new Unexpected("true or false", text);
    };
  }

  private static Duration duration(String text) throws Unexpected {
    Matcher simple = SIMPLE.matcher(text);
    if (simple.matches()) {
      long amount = Long.parseLong(simple.group(1));
      return switch (simple.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        case "h" -> Duration.ofHours(amount);
        default -> Duration.ofDays(amount);
      };
    }
    try {
      Duration iso = Duration.parse(text);
      if (!iso.isNegative()) {
        return iso;
      }
    } catch (DateTimeParseException | ArithmeticException e) {
      // told below
    }
    throw new Unexpected("a duration like 500ms, 2s, 15m, 24h or PT2.5S", text);
  }

  private static URI url(String text) throws Unexpected {
    String expected = "a URL like https://host:port without user and password";
    try {
      URI url = URI.create(text);
      boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (web && url.getHost() != null && url.getUserInfo() == null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    // It may hold a password, so it is not repeated.
    throw new Unexpected(expected, "something else");
  }

  private static Path path(String text) throws Unexpected {
    try {
      if (!text.isEmpty()) {
        return Path.of(text);
      }
    } catch (InvalidPathException e) {
      // told below
    }
    throw new Unexpected("a path", text.isEmpty() ? "empty" : text);
  }
}
