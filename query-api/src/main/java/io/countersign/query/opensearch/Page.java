package io.countersign.query.opensearch;

import io.countersign.query.Cursor;
import io.countersign.schemas.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * A page of a list.
 *
 * @param entries JSON text of each entry
 * @param next where the page ended, when there is more
 * @param readUpTo up to which position the tenant's ledger had been read
 */
public record Page(List<String> entries, Optional<Cursor> next, JsonObject readUpTo) {
  public Page {
    entries = List.copyOf(entries);
  }
}
