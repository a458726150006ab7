package io.countersign.schemas.alert;

import io.countersign.schemas.call.ToolReference;

/**
 * What an alert is about: the tenant as a whole, or one part of it.
 *
 * @param level what kind of part
 * @param name name of the part: of an actor its agent, of a tool its server and name with a slash
 *     between; at most {@link #MOST_NAME} characters
 */
public record AlertEntity(EntityLevel level, String name) {
  /** Longest name, in UTF-16 code units: two identifiers and what stands between them. */
  public static final int MOST_NAME = 1_024;

  public AlertEntity {
    if (name.isBlank() || name.length() > MOST_NAME) {
      throw new IllegalArgumentException(
          "Expected a name of 1 to %s characters, but it has %s"
              .formatted(MOST_NAME, name.length()));
    }
  }

  /** A tenant as a whole. */
  public static AlertEntity tenant(String tenant) {
    return new AlertEntity(EntityLevel.TENANT, tenant);
  }

  /** A tool of a server. */
  public static AlertEntity tool(ToolReference tool) {
    return new AlertEntity(EntityLevel.TOOL, tool.server() + "/" + tool.name());
  }
}
