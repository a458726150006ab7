package io.countersign.approvals.policy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * A tool that a rule names outright, without a pattern.
 *
 * @param rule path of the rule in its document, such as {@code rules[3]}
 * @param server MCP server
 * @param tool tool of that server
 */
public record NamedTool(String rule, String server, String tool) {
  /** Most tools of one document that are looked at. */
  private static final int MOST = 1_024;

  /** The tools that the rules of a document name, each once a rule. */
  public static List<NamedTool> of(PolicyDocument document) {
    LinkedHashSet<NamedTool> named = new LinkedHashSet<>();
    for (int i = 0; i < document.rules().size(); i++) {
      RuleScope scope = document.rules().get(i).scope();
      for (String server : outright(scope.servers())) {
        for (String tool : outright(scope.tools())) {
          if (named.size() < MOST) {
            named.add(new NamedTool("rules[%s]".formatted(i), server, tool));
          }
        }
      }
    }
    return List.copyOf(named);
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
