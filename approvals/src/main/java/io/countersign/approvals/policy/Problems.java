package io.countersign.approvals.policy;

import io.countersign.approvals.policy.yaml.YamlNode.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Gathers the problems of a document, up to a limit. */
final class Problems {
  /** Most problems that are told at once. */
  static final int MOST = 50;

  private static final int SHOWN = 64;

  private final List<PolicyProblem> found = new ArrayList<>();

  void add(Place place, String path, String message) {
    if (found.size() < MOST) {
      found.add(new PolicyProblem(place.line(), place.column(), path, message));
    }
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  List<PolicyProblem> inOrder() {
    List<PolicyProblem> sorted = new ArrayList<>(found);
    sorted.sort(
        Comparator.comparingInt(PolicyProblem::line).thenComparingInt(PolicyProblem::column));
    return List.copyOf(sorted);
  }

  /** The start of a text, for a message. */
  static String shown(String text) {
    return text.length() <= SHOWN
        ? text
        : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, SHOWN))) + "…";
  }

  static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** {@code Did you mean "…"?} when a name is at most two changes away, else nothing. */
  static String meant(String wrong, List<String> names) {
    if (wrong.length() > SHOWN) {
      return "";
    }
    String best = "";
    int least = 3;
    for (String name : names) {
      int changes = changes(wrong, name);
      if (changes < least && changes < name.length()) {
        least = changes;
        best = name;
      }
    }
    return best.isEmpty() ? "" : " Did you mean \"%s\"?".formatted(best);
  }

  /** Levenshtein's distance, case ignored. */
  private static int changes(String a, String b) {
    String x = lower(a);
    String y = lower(b);
    int[] row = new int[y.length() + 1];
    for (int j = 0; j <= y.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= x.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= y.length(); j++) {
        int above = row[j];
        int swap = x.charAt(i - 1) == y.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j] + 1, row[j - 1] + 1), diagonal + swap);
        diagonal = above;
      }
    }
    return row[y.length()];
  }
}
