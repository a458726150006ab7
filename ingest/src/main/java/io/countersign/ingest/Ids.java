package io.countersign.ingest;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Ids that callers give: UUIDs of version 7 (RFC 9562), because the engine reads their time. */
public final class Ids {
  private static final Pattern UUID7 =
      Pattern.compile(
          "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-7[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}");

  private Ids() {}

  /** The id that {@code text} spells; empty when it is no UUID of version 7. */
  public static Optional<UUID> uuid7(String text) {
    return UUID7.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
  }

  /** Whether this is a UUID of version 7. */
  public static boolean isUuid7(UUID id) {
    return id.version() == 7 && id.variant() == 2;
  }
}
