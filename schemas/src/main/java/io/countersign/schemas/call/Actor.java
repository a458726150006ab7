package io.countersign.schemas.call;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who acts. Any part may be missing in an intent; a call whose actor is not complete is denied and
 * recorded.
 *
 * @param agent the software that acts
 * @param principal on whose behalf
 * @param client through which client
 * @param scopes scopes that were granted to them for this call, as the gateway knew them
 */
public record Actor(
    @Nullable Agent agent,
    @Nullable Principal principal,
    @Nullable Client client,
    List<String> scopes) {
  public Actor {
    scopes = Limits.list("actor scopes", scopes);
  }
}
