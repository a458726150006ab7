package io.countersign.approvals.policy;

/**
 * What is wrong, or worth a look, in a policy document.
 *
 * @param line line, from 1
 * @param column column, from 1
 * @param path what it is about, such as {@code rules[3].when}; empty for the whole document
 * @param message "Expected …, but …"
 */
public record PolicyProblem(int line, int column, String path, String message) {
  /** For people: {@code line 4, column 7, rules[3].when: Expected …}. */
  public String text() {
    return "line %s, column %s%s: %s"
        .formatted(line, column, path.isEmpty() ? "" : ", " + path, message);
  }
}
