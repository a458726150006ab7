package io.countersign.gateway.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the approval of a call stands, as ingest told it.
 *
 * @param state PENDING, APPROVED or how it went on; empty when ingest named none
 * @param url the page where approvers decide, when given
 * @param shortCode the first digits of the action's digest, as approvers see them, when given
 * @param expiresAt until when people may decide, or once approved until when it may be claimed
 * @param votes votes that count so far
 * @param needed votes that are needed
 * @param offline whether the gateway may take a signed grant and spend it by its own journal
 * @param cause why it ended, when it ended without running
 * @param told all of it as ingest gave it, to be passed on
 */
public record Approval(
    String state,
    @Nullable String url,
    @Nullable String shortCode,
    @Nullable String expiresAt,
    int votes,
    int needed,
    boolean offline,
    @Nullable String cause,
    JsonNode told) {

  private static final int MAX_TEXT = 2000;

  static Approval read(JsonNode approval) {
    int votes = 0;
    int needed = 0;
    for (JsonNode slot : approval.path("quorum")) {
      int count = Math.clamp(slot.path("count").asInt(), 0, 1000);
      needed += count;
      votes += Math.clamp(slot.path("votes").asInt(), 0, count);
    }
    return new Approval(
        approval.path("state").asText("").toUpperCase(Locale.ROOT),
        text(approval, "url"),
        text(approval, "shortCode"),
        text(approval, "expiresAt"),
        votes,
        needed,
        approval.path("offline").asBoolean(false),
        text(approval, "cause"),
        approval);
  }

  private static @Nullable String text(JsonNode approval, String key) {
    @Nullable String value = approval.path(key).textValue();
    return value == null || value.length() > MAX_TEXT ? null : value;
  }

  /** People have yet to decide. */
  public boolean isPending() {
    return state.equals("PENDING");
  }

  /** The authority exists and nobody has spent it. */
  public boolean isApproved() {
    return state.equals("APPROVED");
  }

  /** What to call it and how far it has come, in words. */
  public String spoken() {
    String name = shortCode == null ? "approval" : "approval " + shortCode;
    return needed == 0 ? name : "%s: %d of %d votes".formatted(name, votes, needed);
  }
}
