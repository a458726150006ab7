package io.countersign.approvals.policy;

import io.countersign.approvals.names.Environments;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.control.RuleEffect;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which calls a rule is about: those that fit every list that is not empty.
 *
 * @param servers globs of MCP servers
 * @param tools globs of tools
 * @param risks risk classes
 * @param environments environments: for allow rules exactly these names, for others also what
 *     counts as production where production is named
 * @param groups groups, any of which the principal is in
 */
record RuleScope(
    List<Glob> servers,
    List<Glob> tools,
    List<Risk> risks,
    List<String> environments,
    List<String> groups) {
  RuleScope {
    servers = List.copyOf(servers);
    tools = List.copyOf(tools);
    risks = List.copyOf(risks);
    environments = List.copyOf(environments);
    groups = List.copyOf(groups);
  }

  /** Every call. */
  static final RuleScope EVERYTHING =
      new RuleScope(List.of(), List.of(), List.of(), List.of(), List.of());

  /** The first part that {@code question} does not fit, or null when it fits all. */
  @Nullable String mismatch(PolicyQuestion question, RuleEffect effect) {
    if (!fits(servers, question.server())) {
      return "another server";
    }
    if (!fits(tools, question.tool())) {
      return "another tool";
    }
    if (!risks.isEmpty() && !fitsRisk(question.risk(), effect)) {
      return "another risk class";
    }
    if (!environments.isEmpty() && !fitsEnvironment(question.environment(), effect)) {
      return "another environment";
    }
    if (!groups.isEmpty() && Collections.disjoint(groups, question.principal().groups())) {
      return "the principal is in none of its groups";
    }
    return null;
  }

  private static boolean fits(List<Glob> globs, String text) {
    return globs.isEmpty() || globs.stream().anyMatch(glob -> glob.matches(text));
  }

  /** Nobody knows what an unknown risk is: it fits what restricts and nothing that allows. */
  private boolean fitsRisk(@Nullable Risk risk, RuleEffect effect) {
    return risk == null ? effect != RuleEffect.ALLOW : risks.contains(risk);
  }

  /**
   * A name that nobody knows counts as production: what restricts production holds there, and what
   * is allowed there is not allowed by it.
   */
  private boolean fitsEnvironment(String environment, RuleEffect effect) {
    return effect == RuleEffect.ALLOW
        ? environments.contains(environment)
        : environments.stream().anyMatch(named -> Environments.covers(named, environment));
  }

  /** Whether surely every call of {@code other} is one of this too. */
  boolean covers(RuleScope other, Comparisons steps) {
    return coversGlobs(servers, other.servers, steps)
        && coversGlobs(tools, other.tools, steps)
        && coversValues(risks, other.risks)
        && coversValues(environments, other.environments)
        && coversValues(groups, other.groups);
  }

  private static boolean coversGlobs(List<Glob> wide, List<Glob> narrow, Comparisons steps) {
    return wide.isEmpty()
        || wide.stream().anyMatch(glob -> glob.pattern().equals("*"))
        || (!narrow.isEmpty()
            && narrow.stream().allMatch(n -> wide.stream().anyMatch(w -> w.covers(n, steps))));
  }

  private static <T> boolean coversValues(List<T> wide, List<T> narrow) {
    return wide.isEmpty() || (!narrow.isEmpty() && wide.containsAll(narrow));
  }

  /** Whether both are about the same calls. */
  boolean sameAs(RuleScope other, Comparisons steps) {
    return covers(other, steps) && other.covers(this, steps);
  }
}
