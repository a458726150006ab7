package io.countersign.approvals.budget;

import io.countersign.approvals.names.Environments;
import io.countersign.schemas.call.Agent;
import io.countersign.schemas.call.Client;
import io.countersign.schemas.call.Principal;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.control.CountedBy;
import io.countersign.schemas.control.UsageLimit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who calls what: the parts of a call that budgets and limits go by.
 *
 * @param principal on whose behalf
 * @param groups groups of the principal, each once
 * @param agent the software that acts
 * @param client through which client
 * @param environment where
 * @param server MCP server
 * @param tool tool of that server
 */
public record Caller(
    String principal,
    List<String> groups,
    String agent,
    String client,
    String environment,
    String server,
    String tool) {
  public Caller {
    groups = List.copyOf(new LinkedHashSet<>(groups));
  }

  /**
   * The caller of a complete intent.
   *
   * @throws NullPointerException when somebody is not named; the check of attribution refuses that
   *     before
   */
  public static Caller of(RecordIntent intent) {
    Principal principal = named("principal", intent.actor().principal());
    Agent agent = named("agent", intent.actor().agent());
    Client client = named("client", intent.actor().client());
    return new Caller(
        principal.id(),
        principal.groups(),
        agent.id(),
        client.name(),
        named("environment", intent.environment()),
        intent.tool().server(),
        intent.tool().name());
  }

  private static <T> T named(String part, @Nullable T value) {
    return Objects.requireNonNull(
        value, () -> "Expected the call to name its %s, but it does not".formatted(part));
  }

  /** Whether {@code limit} counts this caller's calls. */
  public boolean matches(UsageLimit limit) {
    return Environments.covers(limit.environment(), environment)
        && is(limit.server(), server)
        && is(limit.tool(), tool)
        && is(limit.principal(), principal)
        && is(limit.agent(), agent);
  }

  private static boolean is(@Nullable String wanted, String value) {
    return wanted == null || wanted.equals(value);
  }

  /** Whose calls are counted together with this caller's; empty for all calls of the tenant. */
  public String subject(CountedBy per) {
    return switch (per) {
      case TENANT -> "";
      case PRINCIPAL -> principal;
      case AGENT -> agent;
      case CLIENT -> client;
      case SERVER -> server;
      case TOOL -> Subject.of(List.of(server, tool));
    };
  }
}
