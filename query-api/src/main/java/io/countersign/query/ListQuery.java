package io.countersign.query;

import io.countersign.schemas.digest.Digest;
import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * One page of one list, asked for by one tenant.
 *
 * @param listing what is listed
 * @param tenant whose entries; never more than one tenant's
 * @param terms exact filters by name
 * @param from earliest time, included, in whole milliseconds
 * @param to latest time, not included, in whole milliseconds
 * @param text words to search for
 * @param limit most entries of the page
 * @param after where the page before ended
 */
public record ListQuery(
    Listing listing,
    String tenant,
    Map<String, String> terms,
    Optional<Instant> from,
    Optional<Instant> to,
    Optional<String> text,
    int limit,
    Optional<Cursor> after) {

  /** Entries of a page when nothing is said. */
  public static final int DEFAULT_LIMIT = 50;

  /** Most entries of a page. */
  public static final int MAX_LIMIT = 500;

  private static final int MAX_VALUE = 1024;
  private static final int MAX_TEXT = 256;
  private static final Set<String> PAGING = Set.of("tenant", "cursor", "limit");
  private static final Set<String> TIMES = Set.of("from", "to");

  public ListQuery {
    terms = Map.copyOf(terms);
  }

  /**
   * Reads query parameters.
   *
   * @param tenant the tenant that the caller may and does ask for
   * @throws BadQuery when a parameter is unknown, repeated or wrong
   */
  public static ListQuery parse(
      Listing listing, String tenant, Map<String, List<String>> parameters) throws BadQuery {
    Map<String, String> single = single(listing, parameters);
    Map<String, String> terms = new TreeMap<>();
    for (String name : listing.filters()) {
      String value = single.get(name);
      if (value != null) {
        terms.put(name, term(listing, name, value));
      }
    }
    Optional<Instant> from = time("from", single);
    Optional<Instant> to = time("to", single);
    if (from.isPresent() && to.isPresent() && from.get().isAfter(to.get())) {
      throw new BadQuery("from", "Expected from to be before to, but it is after");
    }
    ListQuery first =
        new ListQuery(
            listing, tenant, terms, from, to, text(single), limit(single), Optional.empty());
    String cursor = single.get("cursor");
    return cursor == null ? first : first.startingAfter(Cursor.parse(cursor, first.fingerprint()));
  }

  /** The same question for the page after {@code cursor}. */
  public ListQuery startingAfter(Cursor cursor) {
    return new ListQuery(listing, tenant, terms, from, to, text, limit, Optional.of(cursor));
  }

  /** The same question about entries whose {@code name} is {@code value}. */
  public ListQuery with(String name, String value) {
    Map<String, String> more = new TreeMap<>(terms);
    more.put(name, value);
    return new ListQuery(listing, tenant, more, from, to, text, limit, after);
  }

  /**
   * What a cursor is bound to: everything that decides which entries there are, and their order.
   */
  public Digest fingerprint() {
    JsonObject.Builder filters = JsonObject.builder();
    filters.put("listing", listing.name()).put("tenant", tenant);
    JsonObject.Builder exact = JsonObject.builder();
    terms.forEach(exact::put);
    filters.put("terms", exact.build());
    from.ifPresent(time -> filters.put("from", time.toString()));
    to.ifPresent(time -> filters.put("to", time.toString()));
    text.ifPresent(words -> filters.put("text", words));
    return Digest.sha256(CanonicalJson.bytes(filters.build()));
  }

  private static Map<String, String> single(Listing listing, Map<String, List<String>> parameters)
      throws BadQuery {
    Map<String, String> single = new TreeMap<>();
    for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
      String name = parameter.getKey();
      boolean known =
          PAGING.contains(name)
              || (listing.timed() && TIMES.contains(name))
              || listing.filters().contains(name)
              || (listing.searchable() && name.equals("text"));
      if (!known) {
        List<String> names = new ArrayList<>(listing.filters());
        names.addAll(PAGING);
        if (listing.timed()) {
          names.addAll(TIMES);
        }
        throw new BadQuery(
            name,
            "Expected a parameter of " + names.stream().sorted().toList() + ", but this is none");
      }
      if (parameter.getValue().size() != 1) {
        throw new BadQuery(name, "Expected one value, but it was given more than once");
      }
      single.put(name, parameter.getValue().getFirst());
    }
    return single;
  }

  private static String term(Listing listing, String name, String value) throws BadQuery {
    if (value.isEmpty() || value.length() > MAX_VALUE || !isText(value)) {
      throw new BadQuery(
          name, "Expected 1 to %d characters of text, but it is not".formatted(MAX_VALUE));
    }
    Optional<Set<String>> words = listing.words(name);
    if (words.isPresent() && !words.get().contains(value)) {
      throw new BadQuery(name, "Expected one of %s, but it is none".formatted(words.get()));
    }
    return name.equals("callId") || name.equals("approvalId") ? uuid(name, value) : value;
  }

  /** Reads a UUID in any case and writes it as the index has it. */
  static String uuid(String name, String value) throws BadQuery {
    try {
      String read = UUID.fromString(value).toString();
      if (read.equalsIgnoreCase(value)) {
        return read;
      }
    } catch (IllegalArgumentException notAnId) {
      // told below
    }
    throw new BadQuery(name, "Expected a UUID, but it is none");
  }

  private static Optional<Instant> time(String name, Map<String, String> single) throws BadQuery {
    String value = single.get(name);
    if (value == null) {
      return Optional.empty();
    }
    try {
      Instant time = OffsetDateTime.parse(value).toInstant().truncatedTo(ChronoUnit.MILLIS);
      if (time.isBefore(Instant.EPOCH) || time.isAfter(Instant.parse("9999-12-31T23:59:59Z"))) {
        throw new BadQuery(name, "Expected a time from 1970 to 9999, but it is another");
      }
      return Optional.of(time);
    } catch (DateTimeException e) {
      throw new BadQuery(
          name, "Expected a time as in RFC 3339, such as 2026-11-21T08:30:00Z, but it is none");
    }
  }

  private static Optional<String> text(Map<String, String> single) throws BadQuery {
    String value = single.get("text");
    if (value == null) {
      return Optional.empty();
    }
    if (value.isBlank() || value.length() > MAX_TEXT || !isText(value)) {
      throw new BadQuery(
          "text", "Expected 1 to %d characters of text, but it is not".formatted(MAX_TEXT));
    }
    return Optional.of(value);
  }

  private static int limit(Map<String, String> single) throws BadQuery {
    String value = single.get("limit");
    if (value == null) {
      return DEFAULT_LIMIT;
    }
    if (value.matches("[1-9][0-9]{0,2}") && Integer.parseInt(value) <= MAX_LIMIT) {
      return Integer.parseInt(value);
    }
    throw new BadQuery(
        "limit", "Expected a number from 1 to %d, but it is none".formatted(MAX_LIMIT));
  }

  /** A lone surrogate has no UTF-8 form, so no event can contain it. */
  private static boolean isText(String value) {
    return value.codePoints().noneMatch(point -> point >= 0xD800 && point <= 0xDFFF);
  }
}
