package io.countersign.schemas.call;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The human or service on whose behalf an agent acts.
 *
 * @param id id of the principal as the identity provider knows it
 * @param type {@code user} or {@code service}, when known
 * @param groups groups of the principal at the time of the call, as the gateway knew them
 */
public record Principal(String id, @Nullable String type, List<String> groups) {
  public Principal {
    id = Limits.identifier("principal id", id);
    type = Limits.optionalIdentifier("principal type", type);
    groups = Limits.list("principal groups", groups);
  }
}
