package io.countersign.standalone.estate;

/**
 * What is wrong in a file.
 *
 * @param file the file
 * @param line line, from 1
 * @param message "Expected …, but …"
 */
public record EstateProblem(String file, int line, String message) {
  /** As compilers write it, so that editors find the place. */
  public String text() {
    return "%s:%d: %s".formatted(file, line, message);
  }
}
