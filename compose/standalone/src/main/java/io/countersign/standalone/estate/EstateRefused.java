package io.countersign.standalone.estate;

import java.util.List;
import java.util.stream.Collectors;

/** Files that do not describe controls: all that is wrong with them. */
public final class EstateRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<EstateProblem> problems;

  EstateRefused(List<EstateProblem> problems) {
    super(problems.stream().map(EstateProblem::text).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** At least one, in the order of the files. */
  public List<EstateProblem> problems() {
    return problems;
  }
}
