package io.countersign.approvals.policy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A tool that a rule names outright, without a pattern.
 *
 * @param rule path of the rule in its document, such as {@code rules[3]}
 * @param server MCP server
 * @param tool tool of that server
 * @param places the first places of the arguments that the rule's expressions name, as steps
 */
public record NamedTool(String rule, String server, String tool, List<List<String>> places) {
  /** Most tools of one document that are looked at. */
  private static final int MOST = 1_024;

  /** Most places of one rule that are looked at. */
  private static final int MOST_PLACES = 16;

  /** The tools that the rules of a document name, each once a rule. */
  public static List<NamedTool> of(PolicyDocument document) {
    LinkedHashSet<NamedTool> named = new LinkedHashSet<>();
    for (int i = 0; i < document.rules().size(); i++) {
      PolicyRule rule = document.rules().get(i);
      RuleScope scope = rule.scope();
      List<List<String>> places = places(rule);
      for (String server : outright(scope.servers())) {
        for (String tool : outright(scope.tools())) {
          if (named.size() < MOST) {
            named.add(new NamedTool("rules[%s]".formatted(i), server, tool, places));
          }
        }
      }
    }
    return List.copyOf(named);
  }

  private static List<List<String>> places(PolicyRule rule) {
    return Stream.of(Optional.ofNullable(rule.when()), Optional.ofNullable(rule.cost()))
        .flatMap(Optional::stream)
        .flatMap(expression -> expression.places().stream())
        .distinct()
        .limit(MOST_PLACES)
        .toList();
  }

  private static List<String> outright(List<Glob> globs) {
    List<String> names = new ArrayList<>();
    for (Glob glob : globs) {
      if (!glob.pattern().contains("*") && !glob.pattern().contains("?")) {
        names.add(glob.pattern());
      }
    }
    return names;
  }
}
