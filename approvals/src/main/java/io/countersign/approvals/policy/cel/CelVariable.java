package io.countersign.approvals.policy.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import java.util.Arrays;
import java.util.List;

/** What an expression can read, and nothing else: there is no other clock and no environment. */
public enum CelVariable {
  /** Arguments of the call after redaction, a map. */
  ARGUMENTS("args", MapType.create(SimpleType.STRING, SimpleType.DYN)),
  /** MCP server. */
  TOOL_SERVER("tool.server", SimpleType.STRING),
  /** Tool of that server. */
  TOOL_NAME("tool.name", SimpleType.STRING),
  /** Version of the tool; empty when nobody knows it. */
  TOOL_VERSION("tool.version", SimpleType.STRING),
  /** {@code READ}, {@code WRITE}, {@code DESTRUCTIVE} or {@code UNKNOWN}. */
  TOOL_RISK("tool.risk", SimpleType.STRING),
  /** Principal. */
  PRINCIPAL_ID("principal.id", SimpleType.STRING),
  /** {@code user} or {@code service}; empty when nobody knows it. */
  PRINCIPAL_TYPE("principal.type", SimpleType.STRING),
  /** Groups of the principal. */
  PRINCIPAL_GROUPS("principal.groups", ListType.create(SimpleType.STRING)),
  /** Agent. */
  AGENT_ID("agent.id", SimpleType.STRING),
  /** Version of the agent; empty when nobody knows it. */
  AGENT_VERSION("agent.version", SimpleType.STRING),
  /** Client, as it calls itself. */
  CLIENT_NAME("client.name", SimpleType.STRING),
  /** Version of the client; empty when nobody knows it. */
  CLIENT_VERSION("client.version", SimpleType.STRING),
  /** Environment. */
  ENVIRONMENT("environment", SimpleType.STRING),
  /** Run. */
  RUN("run", SimpleType.STRING),
  /** Resources that were extracted from the arguments. */
  RESOURCES("resources", ListType.create(SimpleType.STRING)),
  /** Declared worst case: tool calls. */
  BOUND_CALLS("bound.calls", SimpleType.INT),
  /** Declared worst case: calls of the tool to other systems. */
  BOUND_DOWNSTREAM_CALLS("bound.downstreamCalls", SimpleType.INT),
  /** Declared worst case: model tokens. */
  BOUND_TOKENS("bound.tokens", SimpleType.INT),
  /** Declared worst case: money in micros. */
  BOUND_MONEY_MICROS("bound.moneyMicros", SimpleType.INT),
  /** Log time of the call. */
  NOW("now", SimpleType.TIMESTAMP);

  private static final List<CelVariable> ALL = List.of(values());

  private final String path;
  private final CelType type;

  CelVariable(String path, CelType type) {
    this.path = path;
    this.type = type;
  }

  /** Its name in expressions. */
  public String path() {
    return path;
  }

  CelType type() {
    return type;
  }

  static List<CelVariable> all() {
    return ALL;
  }

  /** Whether a variable has this name, or a name that begins with it and a dot. */
  static boolean reserves(String name) {
    return Arrays.stream(values())
        .anyMatch(variable -> variable.path.equals(name) || variable.path.startsWith(name + "."));
  }
}
