package io.countersign.ingest.redact;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.List;

/**
 * One kind of secret.
 *
 * @param id what a redaction names
 * @param keywords lower-case ASCII; the pattern is tried only on texts with one of them
 * @param group the group of the pattern that is the secret; 0 is the whole match
 * @param minEntropy bits per character the secret must have (Shannon), 0 for any
 * @param mixed whether the secret must look unlike a word: a digit, a sign, or capitals inside
 */
record SecretRule(
    String id,
    List<String> keywords,
    Pattern pattern,
    int group,
    double minEntropy,
    boolean mixed) {

  SecretRule {
    keywords = List.copyOf(keywords);
    if (keywords.isEmpty()) {
      throw new IllegalArgumentException(
          "Expected rule " + id + " to have keywords, but it has none.");
    }
  }

  /** Adds every match to {@code spans}; false when the budget ran out first. */
  boolean find(CharSequence text, Budget budget, List<Span> spans) {
    if (!budget.spend(text.length())) {
      return false;
    }
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      int start = matcher.start(group);
      int end = matcher.end(group);
      if (start < end && accepts(text.subSequence(start, end))) {
        spans.add(new Span(start, end, id));
      }
      if (!budget.spend(1)) {
        return false;
      }
    }
    return true;
  }

  private boolean accepts(CharSequence secret) {
    return (minEntropy <= 0 || entropy(secret) >= minEntropy) && (!mixed || isMixed(secret));
  }

  private static double entropy(CharSequence text) {
    int[] counts = new int[128];
    int others = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < counts.length) {
        counts[c]++;
      } else {
        others++;
      }
    }
    double bits = surprise(others, text.length());
    for (int count : counts) {
      bits += surprise(count, text.length());
    }
    return bits;
  }

  private static double surprise(int count, int total) {
    double share = (double) count / total;
    return count == 0 ? 0 : -share * Math.log(share) / Math.log(2);
  }

  private static boolean isMixed(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean capitalInside =
          i > 0 && Character.isUpperCase(c) && Character.isLowerCase(text.charAt(i - 1));
      if (!Character.isLetter(c) || capitalInside) {
        return true;
      }
    }
    return false;
  }
}
