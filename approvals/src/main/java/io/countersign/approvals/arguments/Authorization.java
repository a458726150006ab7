package io.countersign.approvals.arguments;

import io.countersign.schemas.call.Actor;
import io.countersign.schemas.control.ToolDefinition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the actor may use the tool on these resources: scopes, groups, then the allowlist of
 * resources. A pure function.
 */
public final class Authorization {
  /** What was found. */
  public sealed interface Result {
    /** Stable code. */
    String code();

    /** The finding in words a person understands. */
    String message();
  }

  /**
   * Nothing against it.
   *
   * @param code {@code AUTHORIZED}
   */
  public record Authorized(String code, String message) implements Result {}

  /**
   * The call must not run.
   *
   * @param code {@code SCOPE_MISSING}, {@code GROUP_NOT_ALLOWED}, {@code RESOURCE_UNREADABLE},
   *     {@code RESOURCE_UNVERIFIED} or {@code RESOURCE_NOT_ALLOWED}
   */
  public record Refused(String code, String message) implements Result {}

  /** Resources and scopes that one message names at most. */
  private static final int NAMED = 5;

  private Authorization() {}

  /**
   * Examines a call.
   *
   * @param claimedResources resources that the gateway claims; they can refuse, never permit
   * @param extraction resources that the arguments name
   */
  public static Result examine(
      ToolDefinition tool,
      Actor actor,
      List<String> claimedResources,
      ResourceExtraction.Result extraction) {
    Refused refused = scopes(tool, actor);
    if (refused == null) {
      refused = groups(tool, actor);
    }
    if (refused == null) {
      refused = resources(tool, claimedResources, extraction);
    }
    if (refused != null) {
      return refused;
    }
    return new Authorized(
        "AUTHORIZED",
        tool.resources().allow().isEmpty()
            ? "The actor holds the tool's scopes and groups; the tool limits no resources."
            : "The actor holds the tool's scopes and groups, and every resource is allowed.");
  }

  private static @Nullable Refused scopes(ToolDefinition tool, Actor actor) {
    List<String> missing =
        tool.scopes().stream().filter(scope -> !actor.scopes().contains(scope)).toList();
    return missing.isEmpty()
        ? null
        : new Refused(
            "SCOPE_MISSING",
            "Expected the actor to hold every scope of %s, but missing: %s."
                .formatted(name(tool), listed(missing)));
  }

  private static @Nullable Refused groups(ToolDefinition tool, Actor actor) {
    List<String> held = actor.principal() == null ? List.of() : actor.principal().groups();
    boolean allowed = tool.groups().isEmpty() || tool.groups().stream().anyMatch(held::contains);
    return allowed
        ? null
        : new Refused(
            "GROUP_NOT_ALLOWED",
            "Expected the principal to be in one of the groups that may call %s (%s), but it is in none of them."
                .formatted(name(tool), listed(tool.groups())));
  }

  private static @Nullable Refused resources(
      ToolDefinition tool, List<String> claimed, ResourceExtraction.Result extraction) {
    return switch (extraction) {
      case ResourceExtraction.Unreadable unreadable ->
          new Refused(unreadable.code(), unreadable.message());
      case ResourceExtraction.Extracted extracted ->
          tool.resources().allow().isEmpty()
              ? null
              : allowlist(tool, claimed, extracted.resources());
    };
  }

  private static @Nullable Refused allowlist(
      ToolDefinition tool, List<String> claimed, List<String> extracted) {
    if (tool.resources().from().isEmpty()) {
      return new Refused(
          "RESOURCE_UNVERIFIED",
          "Expected %s to declare where its arguments name resources, but only the gateway's claim is there. An operator can declare resources.from."
              .formatted(name(tool)));
    }
    if (extracted.isEmpty()) {
      return new Refused(
          "RESOURCE_UNVERIFIED",
          "Expected the arguments to name a resource, because %s is limited to some, but they name none. Check resources.from of the tool."
              .formatted(name(tool)));
    }
    List<Glob> globs = tool.resources().allow().stream().map(Glob::compile).toList();
    List<String> refused = new ArrayList<>();
    collect(refused, extracted, globs);
    collect(refused, claimed, globs);
    return refused.isEmpty()
        ? null
        : new Refused(
            "RESOURCE_NOT_ALLOWED",
            "Expected resources that %s may touch (%s), but these are not: %s."
                .formatted(name(tool), listed(tool.resources().allow()), listed(refused)));
  }

  private static void collect(List<String> refused, List<String> resources, List<Glob> globs) {
    for (String resource : resources) {
      boolean allowed =
          ResourceId.problem(resource) == null
              && globs.stream().anyMatch(glob -> glob.matches(resource));
      if (!allowed && !refused.contains(resource)) {
        refused.add(resource);
      }
    }
  }

  private static String name(ToolDefinition tool) {
    return tool.server() + "/" + tool.name();
  }

  private static String listed(List<String> values) {
    List<String> shown = values.stream().limit(NAMED).map(Authorization::shown).toList();
    int more = values.size() - shown.size();
    return String.join(", ", shown) + (more == 0 ? "" : " and %s more".formatted(more));
  }

  /** What cannot be seen would make the message say something else; it is shown by its number. */
  private static String shown(String value) {
    StringBuilder out = new StringBuilder();
    value
        .codePoints()
        .limit(256)
        .forEach(
            codePoint -> {
              String character = Character.toString(codePoint);
              out.append(
                  ReadableText.isReadable(character)
                      ? character
                      : "<U+" + Integer.toHexString(codePoint) + ">");
            });
    return out.toString();
  }
}
