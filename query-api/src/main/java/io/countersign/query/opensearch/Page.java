package io.countersign.query.opensearch;

import io.countersign.query.Cursor;
import io.countersign.schemas.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

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

  /** The same page with each entry shown in another way. */
  public Page shownAs(UnaryOperator<JsonObject> view) {
    return new Page(
        entries.stream().map(entry -> view.apply(Searches.object(entry)).toJson()).toList(),
        next,
        readUpTo);
  }
}
