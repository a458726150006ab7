package io.countersign.schemas.alert;

import io.countersign.schemas.call.Limits;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody looks into an alert.
 *
 * @param by who
 * @param at when that was recorded
 * @param note what they said
 */
public record AlertAcknowledgement(String by, Instant at, @Nullable String note) {
  public AlertAcknowledgement {
    by = Limits.identifier("by", by);
    note = Limits.optionalText("note", note);
  }
}
