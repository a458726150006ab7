package io.countersign.query;

import io.countersign.schemas.json.JsonObject;
import java.time.Duration;

/** What follows from each answer, and from none, in words. */
final class Consequences {
  private Consequences() {}

  /** The consequences for an approval as the projections write it. */
  static JsonObject of(JsonObject approval) {
    JsonObject terms = approval.object("terms").orElse(JsonObject.EMPTY);
    boolean change = approval.object("change").isPresent();
    long denials = terms.integer("denials").orElse(1L);
    Duration grant = Duration.ofMillis(terms.integer("grantTtlMillis").orElse(0L));
    String what = change ? "the change is made" : "the call runs";
    return JsonObject.builder()
        .put(
            "approve",
            change
                ? "When every group has approved, the change is made at once."
                : "When every group has approved, exactly this call may be claimed once, by the gateway that asked, within %s. Everything is checked again then."
                    .formatted(words(grant)))
        .put(
            "deny",
            denials == 1
                ? "One denial ends it: never %s by this approval, and whoever asked is told why."
                    .formatted(change ? "made" : "run")
                : "%d denials end it; fewer leave it to the others.".formatted(denials))
        .put(
            "timeout",
            "When nobody has decided by %s, it expires and nothing happens; no time that passes makes it so that %s."
                .formatted(approval.string("expiresAt").orElse("then"), what))
        .build();
  }

  private static String words(Duration time) {
    return time.toSeconds() % 60 == 0
        ? "%d minutes".formatted(time.toMinutes())
        : "%d seconds".formatted(time.toSeconds());
  }
}
