package io.countersign.schemas.call;

import org.jspecify.annotations.Nullable;

/**
 * The software that acts.
 *
 * @param id stable id of the agent
 * @param version version of the agent, when known
 */
public record Agent(String id, @Nullable String version) {
  public Agent {
    id = Limits.identifier("agent id", id);
    version = Limits.optionalIdentifier("agent version", version);
  }
}
