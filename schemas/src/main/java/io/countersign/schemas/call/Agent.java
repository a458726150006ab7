package io.countersign.schemas.call;

import org.jspecify.annotations.Nullable;

/**
 * The software that acts.
 *
 * @param id stable id of the agent
 * @param version version of the agent, when known
 * @param owner the person who answers for the agent, as the identity provider knows them, when
 *     known
 */
public record Agent(String id, @Nullable String version, @Nullable String owner) {
  /** An agent whose owner is not known. */
  public Agent(String id, @Nullable String version) {
    this(id, version, null);
  }

  public Agent {
    id = Limits.identifier("agent id", id);
    version = Limits.optionalIdentifier("agent version", version);
    owner = Limits.optionalIdentifier("agent owner", owner);
  }
}
