package io.countersign.schemas.call;

import org.jspecify.annotations.Nullable;

/**
 * The program that speaks MCP for the agent. A claim of the client itself: recorded, never trusted.
 *
 * @param name name of the client
 * @param version version of the client, when known
 */
public record Client(String name, @Nullable String version) {
  public Client {
    name = Limits.identifier("client name", name);
    version = Limits.optionalIdentifier("client version", version);
  }
}
