package io.countersign.approvals.catalogue;

import io.countersign.approvals.arguments.ArgumentLimits;
import io.countersign.approvals.arguments.Glob;
import io.countersign.approvals.arguments.SchemaRefused;
import io.countersign.approvals.arguments.jsonschema.InputSchema;
import io.countersign.approvals.names.Blanks;
import io.countersign.schemas.control.RedactionAction;
import io.countersign.schemas.control.RedactionRule;
import io.countersign.schemas.control.ResourceSource;
import io.countersign.schemas.control.ToolDefinition;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.json.JsonPointer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a tool can be registered as it is defined. Lists every problem at once, in the order of
 * the definition. A pure function.
 */
public final class DefinitionCheck {
  private final ToolDefinition tool;
  private final List<DefinitionProblem> problems = new ArrayList<>();

  private DefinitionCheck(ToolDefinition tool) {
    this.tool = tool;
  }

  /** What is wrong with a definition; empty when nothing is. */
  public static List<DefinitionProblem> examine(ToolDefinition tool) {
    DefinitionCheck check = new DefinitionCheck(tool);
    check.names("/systems", tool.systems());
    check.names("/scopes", tool.scopes());
    check.schema();
    check.resources();
    check.names("/groups", tool.groups());
    check.redaction();
    check.limits();
    check.deprecation();
    return List.copyOf(check.problems);
  }

  private void names(String pointer, List<String> names) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      String at = JsonPointer.append(pointer, i);
      if (name.isEmpty() || !name.equals(Blanks.stripped(name))) {
        problem(at, "Expected a name without blanks around it, but it is blank or has some.");
      } else if (!seen.add(name)) {
        problem(at, "Expected each name once, but \"%s\" is repeated.".formatted(name));
      }
    }
  }

  private void schema() {
    try {
      InputSchema.compile(tool.inputSchema());
    } catch (SchemaRefused refused) {
      problem("/inputSchema" + refused.pointer(), refused.message());
    }
    Digest actual = Digest.sha256(tool.inputSchema().getBytes(StandardCharsets.UTF_8));
    if (!actual.equals(tool.schemaDigest())) {
      problem(
          "/schemaDigest",
          "Expected %s, the SHA-256 of the input schema, but it is %s."
              .formatted(actual, tool.schemaDigest()));
    }
  }

  private void resources() {
    List<String> allow = tool.resources().allow();
    for (int i = 0; i < allow.size(); i++) {
      try {
        Glob.compile(allow.get(i));
      } catch (IllegalArgumentException malformed) {
        problem(JsonPointer.append("/resources/allow", i), String.valueOf(malformed.getMessage()));
      }
    }
    names("/resources/allow", allow);
    List<ResourceSource> from = tool.resources().from();
    for (int i = 0; i < from.size(); i++) {
      String at = JsonPointer.append("/resources/from", i) + "/pointer";
      List<String> steps = steps(from.get(i).pointer(), at);
      if (steps != null) {
        visible(steps, at);
      }
    }
  }

  /** Whether {@code rule} takes the place of {@code steps}, or one around it, out of arguments. */
  public static boolean hides(RedactionRule rule, List<String> steps) {
    return rule.action() != RedactionAction.KEEP && meets(rule.pointer(), steps);
  }

  /** A resource that ingest takes out of the arguments can never be read. */
  private void visible(List<String> steps, String at) {
    for (RedactionRule rule : tool.redaction()) {
      if (hides(rule, steps)) {
        problem(
            at,
            "Expected a place that is not redacted, but the rule for \"%s\" redacts it. Every call would be denied."
                .formatted(rule.pointer()));
      }
    }
  }

  private static boolean meets(String rule, List<String> steps) {
    List<String> ruled;
    try {
      ruled = JsonPointer.parse(rule).tokens();
    } catch (IllegalArgumentException malformed) {
      return false; // reported as a redaction
    }
    if (ruled.size() > steps.size()) {
      return false;
    }
    for (int i = 0; i < ruled.size(); i++) {
      boolean same =
          ruled.get(i).equals(steps.get(i)) || ruled.get(i).equals("*") || steps.get(i).equals("*");
      if (!same) {
        return false;
      }
    }
    return true;
  }

  private void redaction() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < tool.redaction().size(); i++) {
      RedactionRule rule = tool.redaction().get(i);
      String at = JsonPointer.append("/redaction", i) + "/pointer";
      List<String> steps = steps(rule.pointer(), at);
      if (steps == null) {
        continue;
      }
      if (steps.isEmpty()) {
        problem(
            at,
            "Expected a place inside the arguments, but the rule is for all of them. Nothing could be checked.");
      } else if (rule.action() == RedactionAction.KEEP && isTooWide(rule, steps)) {
        problem(
            at,
            "Expected KEEP for a named place or a resource, but it is for every member (\"*\"). It would switch redaction off for places that nobody named.");
      }
      if (!seen.add(rule.pointer())) {
        problem(at, "Expected one rule for each place, but this one has two.");
      }
    }
  }

  /** Every element may be kept where every element is a resource, and nowhere else. */
  private boolean isTooWide(RedactionRule rule, List<String> steps) {
    return steps.getLast().equals("*")
        && tool.resources().from().stream()
            .noneMatch(source -> source.pointer().equals(rule.pointer()));
  }

  private @Nullable List<String> steps(String pointer, String at) {
    try {
      return JsonPointer.parse(pointer).tokens();
    } catch (IllegalArgumentException malformed) {
      problem(at, String.valueOf(malformed.getMessage()));
      return null;
    }
  }

  private void limits() {
    if (tool.limits().argumentBytes() > ArgumentLimits.BYTES) {
      problem(
          "/limits/argumentBytes",
          "Expected at most the platform's %s bytes, but it is %s."
              .formatted(ArgumentLimits.BYTES, tool.limits().argumentBytes()));
    }
    if (tool.limits().argumentDepth() > ArgumentLimits.DEPTH) {
      problem(
          "/limits/argumentDepth",
          "Expected at most the platform's depth of %s, but it is %s."
              .formatted(ArgumentLimits.DEPTH, tool.limits().argumentDepth()));
    }
  }

  private void deprecation() {
    if (tool.deprecation() == null) {
      return;
    }
    String message = tool.deprecation().message();
    if (message == null || Blanks.only(message)) {
      problem(
          "/deprecation/message",
          "Expected what to use instead of a deprecated tool, but nothing is said.");
    }
  }

  private void problem(String pointer, String message) {
    problems.add(new DefinitionProblem(pointer, message));
  }
}
