package io.countersign.ingest;

import io.countersign.schemas.http.Problem;
import io.countersign.schemas.json.JsonPointer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The engine's refusal of a document, place by place. Its message has one line for each, {@code
 * path: message}; a path is a JSON pointer or like {@code rules[0].when}. A line whose path is
 * empty, absent or {@code document} is about the document as a whole.
 */
final class Refusals {
  private static final Pattern LINE = Pattern.compile("(\\S*?): (.+)");
  private static final Pattern STEP = Pattern.compile("[^.\\[\\]]+");

  private static final String WHOLE = "document";

  private Refusals() {}

  static List<Problem.Violation> places(String message) {
    return message.lines().filter(line -> !line.isBlank()).map(Refusals::place).toList();
  }

  private static Problem.Violation place(String line) {
    Matcher matcher = LINE.matcher(line.strip());
    if (!matcher.matches()) {
      return new Problem.Violation("", line.strip());
    }
    return new Problem.Violation(pointer(matcher.group(1)), matcher.group(2));
  }

  private static String pointer(String path) {
    if (path.startsWith("/")) {
      return path;
    }
    if (path.equals(WHOLE)) {
      return "";
    }
    String pointer = "";
    Matcher steps = STEP.matcher(path);
    while (steps.find()) {
      pointer = JsonPointer.append(pointer, steps.group());
    }
    return pointer;
  }
}
