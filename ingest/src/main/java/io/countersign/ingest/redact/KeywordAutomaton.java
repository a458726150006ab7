package io.countersign.ingest.redact;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * Finds which of many ASCII keywords occur in a text, ignoring ASCII case, in one pass (Aho and
 * Corasick, 1975). Says which, not where: a regular expression looks then.
 */
final class KeywordAutomaton {

  private static final int ALPHABET = 128;

  private final int[][] next;
  private final BitSet[] outputs;

  /**
   * @param keywords lower-case ASCII, not empty
   * @param numbers what is reported for each keyword, index by index; may repeat
   */
  KeywordAutomaton(List<String> keywords, List<Integer> numbers) {
    List<int[]> states = new ArrayList<>();
    List<BitSet> found = new ArrayList<>();
    addState(states, found);
    for (int k = 0; k < keywords.size(); k++) {
      int state = 0;
      for (char c : requireKeyword(keywords.get(k)).toCharArray()) {
        if (states.get(state)[c] < 0) {
          states.get(state)[c] = addState(states, found);
        }
        state = states.get(state)[c];
      }
      found.get(state).set(numbers.get(k));
    }
    next = states.toArray(int[][]::new);
    outputs = found.toArray(BitSet[]::new);
    linkFailures();
  }

  /** The numbers of the keywords that occur in {@code text}. */
  BitSet find(CharSequence text) {
    BitSet found = new BitSet();
    int state = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      state = c < ALPHABET ? next[state][lower(c)] : 0;
      found.or(outputs[state]);
    }
    return found;
  }

  /** Breadth first, so that a state's failure state is complete before it is needed. */
  private void linkFailures() {
    int[] failure = new int[next.length];
    Deque<Integer> queue = new ArrayDeque<>();
    for (int c = 0; c < ALPHABET; c++) {
      if (next[0][c] < 0) {
        next[0][c] = 0;
      } else {
        queue.add(next[0][c]);
      }
    }
    while (!queue.isEmpty()) {
      int state = queue.remove();
      outputs[state].or(outputs[failure[state]]);
      for (int c = 0; c < ALPHABET; c++) {
        int target = next[state][c];
        int fallback = next[failure[state]][c];
        if (target < 0) {
          next[state][c] = fallback;
        } else {
          failure[target] = fallback;
          queue.add(target);
        }
      }
    }
  }

  private static int addState(List<int[]> states, List<BitSet> found) {
    int[] row = new int[ALPHABET];
    Arrays.fill(row, -1);
    states.add(row);
    found.add(new BitSet());
    return states.size() - 1;
  }

  private static String requireKeyword(String keyword) {
    boolean fits =
        !keyword.isEmpty() && keyword.chars().allMatch(c -> c < ALPHABET && lower(c) == c);
    if (!fits) {
      throw new IllegalArgumentException(
          "Expected a keyword of lower-case ASCII, but it is \"" + keyword + "\".");
    }
    return keyword;
  }

  private static int lower(int c) {
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
  }
}
