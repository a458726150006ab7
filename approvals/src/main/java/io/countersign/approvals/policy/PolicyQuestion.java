package io.countersign.approvals.policy;

import io.countersign.approvals.arguments.Seen;
import io.countersign.schemas.call.Agent;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.Client;
import io.countersign.schemas.call.Principal;
import io.countersign.schemas.call.Risk;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call that policies decide about.
 *
 * @param server MCP server
 * @param tool tool of that server
 * @param toolVersion version of the tool in the catalogue, when known
 * @param risk risk class in the catalogue; absent when nobody knows it
 * @param environment environment
 * @param run run
 * @param principal on whose behalf
 * @param agent which agent
 * @param client through which client
 * @param arguments arguments as far as they can be seen after redaction
 * @param resources resources that were extracted from the arguments, never claimed ones
 * @param bound declared worst case
 * @param now log time that is in force
 */
public record PolicyQuestion(
    String server,
    String tool,
    @Nullable String toolVersion,
    @Nullable Risk risk,
    String environment,
    String run,
    Principal principal,
    Agent agent,
    Client client,
    Seen arguments,
    List<String> resources,
    Amounts bound,
    Instant now) {
  public PolicyQuestion {
    resources = List.copyOf(resources);
  }
}
