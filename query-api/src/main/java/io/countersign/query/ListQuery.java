package io.countersign.query;

import io.countersign.query.text.TextQuery;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One page of one list, asked for by one tenant.
 *
 * @param listing what is listed
 * @param tenant whose entries; never more than one tenant's
 * @param terms exact filters by name
 * @param from earliest time, included, in whole milliseconds
 * @param to latest time, not included, in whole milliseconds
 * @param text what words there must be
 * @param order which entry comes first
 * @param ledger the only ledger that is looked at
 * @param limit most entries of the page
 * @param after where the page before ended
 */
public record ListQuery(
    Listing listing,
    String tenant,
    Terms terms,
    Optional<Instant> from,
    Optional<Instant> to,
    Optional<TextQuery> text,
    Order order,
    Optional<Integer> ledger,
    int limit,
    Optional<Cursor> after) {

  /** Entries of a page when nothing is said. */
  public static final int DEFAULT_LIMIT = 50;

  /** Most entries of a page. */
  public static final int MAX_LIMIT = 500;

  /** The first page of everything in a list, in its own order. */
  public static ListQuery all(Listing listing, String tenant, int limit) {
    return new ListQuery(
        listing,
        tenant,
        Terms.NONE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Order.NEWEST_FIRST,
        Optional.empty(),
        limit,
        Optional.empty());
  }

  /**
   * Reads query parameters.
   *
   * @param tenant the tenant that the caller may and does ask for
   * @throws BadQuery when a parameter is unknown, repeated or wrong
   */
  public static ListQuery parse(
      Listing listing, String tenant, Map<String, List<String>> parameters) throws BadQuery {
    ListParameters read = new ListParameters(listing, parameters);
    Optional<Instant> from = read.time("from");
    Optional<Instant> to = read.time("to");
    if (from.isPresent() && to.isPresent() && from.get().isAfter(to.get())) {
      throw new BadQuery("from", "Expected from to be before to, but it is after");
    }
    Order order = read.order();
    Optional<Integer> ledger = read.ledger();
    if (order == Order.LEDGER && ledger.isEmpty() && tenant.equals(CommandEnvelope.PLATFORM)) {
      throw new BadQuery(
          "ledger",
          "Expected one ledger, because the platform has events in every one: follow each by"
              + " itself");
    }
    ListQuery first =
        new ListQuery(
            listing,
            tenant,
            read.terms(),
            from,
            to,
            read.text(),
            order,
            ledger,
            read.limit(),
            Optional.empty());
    Optional<String> cursor = read.cursor();
    return cursor.isEmpty()
        ? first
        : first.startingAfter(Cursor.parse(cursor.get(), first.fingerprint()));
  }

  /** The same question for the page after {@code cursor}. */
  public ListQuery startingAfter(Cursor cursor) {
    return new ListQuery(
        listing, tenant, terms, from, to, text, order, ledger, limit, Optional.of(cursor));
  }

  /** The same question about entries whose {@code name} is {@code value}. */
  public ListQuery with(String name, String value) {
    return new ListQuery(
        listing, tenant, terms.with(name, value), from, to, text, order, ledger, limit, after);
  }

  /**
   * What a cursor is bound to: everything that decides which entries there are, and their order.
   */
  public Digest fingerprint() {
    JsonObject.Builder filters =
        JsonObject.builder()
            .put("listing", listing.name())
            .put("tenant", tenant)
            .put("terms", terms.json())
            .put("order", order.text());
    from.ifPresent(time -> filters.put("from", time.toString()));
    to.ifPresent(time -> filters.put("to", time.toString()));
    text.ifPresent(words -> filters.put("text", words.toString()));
    ledger.ifPresent(number -> filters.put("ledger", number));
    return Digest.sha256(CanonicalJson.bytes(filters.build()));
  }
}
