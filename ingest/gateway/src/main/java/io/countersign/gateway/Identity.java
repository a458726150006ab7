package io.countersign.gateway;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who acts, as the gateway's operator states it. The client's own claims never replace these.
 *
 * @param tenant the customer or business unit every call belongs to
 * @param environment dev, staging, prod …
 * @param principal the human or service the agent acts for; absent calls are denied and recorded by
 *     Countersign
 * @param principalType {@code user} or {@code service}
 * @param groups the principal's groups
 * @param scopes scopes granted to agent and principal
 * @param agent id of the agent software
 * @param agentVersion its version
 * @param server name of the MCP server in the catalogue; when absent the server's own name is used
 */
public record Identity(
    String tenant,
    String environment,
    @Nullable String principal,
    String principalType,
    List<String> groups,
    List<String> scopes,
    @Nullable String agent,
    @Nullable String agentVersion,
    @Nullable String server) {

  private static final int MAX_LENGTH = 256;
  private static final int MAX_COUNT = 256;

  public Identity {
    check("tenant", tenant);
    check("environment", environment);
    checkOptional("principal", principal);
    check("principal type", principalType);
    groups = List.copyOf(groups);
    groups.forEach(group -> check("group", group));
    scopes = List.copyOf(scopes);
    scopes.forEach(scope -> check("scope", scope));
    checkCount("groups", groups);
    checkCount("scopes", scopes);
    checkOptional("agent", agent);
    checkOptional("agent version", agentVersion);
    checkOptional("server", server);
  }

  /** A user of a tenant in the environment {@code dev}; everything else absent. */
  public static Identity user(String tenant, String principal) {
    return new Identity(tenant, "dev", principal, "user", List.of(), List.of(), null, null, null);
  }

  /** The same with another principal, or with none. */
  public Identity withPrincipal(@Nullable String other) {
    return new Identity(
        tenant, environment, other, principalType, groups, scopes, agent, agentVersion, server);
  }

  /** The same with other scopes. */
  public Identity withScopes(List<String> other) {
    return new Identity(
        tenant, environment, principal, principalType, groups, other, agent, agentVersion, server);
  }

  private static void checkCount(String what, List<String> values) {
    if (values.size() > MAX_COUNT) {
      throw new IllegalArgumentException(
          "Expected at most %d %s, but there are %d. Set fewer in the gateway's options."
              .formatted(MAX_COUNT, what, values.size()));
    }
  }

  private static void checkOptional(String what, @Nullable String value) {
    if (value != null) {
      check(what, value);
    }
  }

  private static void check(String what, String value) {
    if (value.isBlank() || value.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "Expected the %s to have 1 to %d characters, but it has %d. Set it in the gateway's options."
              .formatted(what, MAX_LENGTH, value.strip().length()));
    }
  }
}
