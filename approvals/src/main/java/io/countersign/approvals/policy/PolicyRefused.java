package io.countersign.approvals.policy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A policy document that can not be published: all that is wrong with it. */
public final class PolicyRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<PolicyProblem> problems;
  private final transient @Nullable PolicyTestReport report;

  PolicyRefused(List<PolicyProblem> problems, @Nullable PolicyTestReport report) {
    super(
        problems.stream().map(PolicyProblem::text).collect(Collectors.joining("\n")),
        null,
        false,
        false);
    this.problems = List.copyOf(problems);
    this.report = report;
  }

  /** At least one, in the order of the document. */
  public List<PolicyProblem> problems() {
    return problems;
  }

  /** How its tests went, when the document was well-formed enough to run them. */
  public Optional<PolicyTestReport> report() {
    return Optional.ofNullable(report);
  }
}
