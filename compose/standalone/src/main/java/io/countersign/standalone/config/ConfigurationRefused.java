package io.countersign.standalone.config;

import java.util.List;

/** The configuration cannot be used. Every problem found is named, each by its key. */
public final class ConfigurationRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  ConfigurationRefused(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** Each problem in one sentence that begins with the key or the variable. */
  public List<String> problems() {
    return problems;
  }
}
