package io.countersign.schemas.call;

import org.jspecify.annotations.Nullable;

/**
 * Who acts. Any part may be missing in an intent; a call whose actor is not complete is denied and
 * recorded.
 *
 * @param agent the software that acts
 * @param principal on whose behalf
 * @param client through which client
 */
public record Actor(
    @Nullable Agent agent, @Nullable Principal principal, @Nullable Client client) {}
