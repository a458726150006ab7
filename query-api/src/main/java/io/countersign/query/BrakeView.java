package io.countersign.query;

import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.json.JsonNull;
import io.countersign.schemas.json.JsonObject;
import java.util.Map;

/**
 * A brake as clients see it. One of the whole platform is recorded by every ledger for itself; the
 * view says in how many so far, and whether in the ledger of the tenant that asks.
 */
public final class BrakeView {
  private BrakeView() {}

  /** How a ledger has a brake. */
  public enum Recorded {
    /** It stops calls there. */
    ENGAGED,
    /** It stopped calls there until it was released. */
    RELEASED
  }

  /**
   * Makes the view.
   *
   * @param brake the brake as its own ledger has it
   * @param recorded how each ledger has it; needed for brakes of the platform only
   * @param ledgers number of ledgers of the installation
   * @param ledger ledger of the tenant that asks
   */
  public static JsonObject of(
      JsonObject brake, Map<Integer, Recorded> recorded, int ledgers, int ledger) {
    boolean platform = isOfThePlatform(brake);
    JsonObject.Builder view = JsonObject.builder();
    brake.members().forEach(view::put);
    view.put("platform", platform);
    if (!platform) {
      return view.put("ledgers", JsonNull.NULL)
          .put("inForce", brake.string("state").orElse("").equals(Recorded.ENGAGED.name()))
          .build();
    }
    long released = recorded.values().stream().filter(r -> r == Recorded.RELEASED).count();
    return view.put(
            "ledgers",
            JsonObject.builder()
                .put("of", ledgers)
                .put("recorded", recorded.size())
                .put("released", released)
                .build())
        .put("inForce", recorded.get(ledger) == Recorded.ENGAGED)
        .build();
  }

  /** Whether a brake holds for every tenant. */
  public static boolean isOfThePlatform(JsonObject brake) {
    return brake.string("tenant").orElse("").equals(CommandEnvelope.PLATFORM);
  }
}
