package io.countersign.schemas.alert;

import io.countersign.schemas.call.Limits;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody found an alert to be.
 *
 * @param verdict what it was
 * @param by who found out
 * @param at when that was recorded
 * @param note what they said
 */
public record AlertResolution(AlertVerdict verdict, String by, Instant at, @Nullable String note) {
  public AlertResolution {
    by = Limits.identifier("by", by);
    note = Limits.optionalText("note", note);
  }
}
