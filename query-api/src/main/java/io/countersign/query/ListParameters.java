package io.countersign.query;

import io.countersign.query.text.TextParser;
import io.countersign.query.text.TextQuery;
import io.countersign.query.text.TextRefused;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** The query parameters of one list: which there are, and what each may say. */
final class ListParameters {
  /** What stands before the name of a filter whose values are not wanted. */
  private static final String NOT = "not.";

  private static final int MAX_VALUE = 1024;
  private static final int MAX_VALUES = 50;
  private static final int MAX_TEXT = 512;
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private final Listing listing;
  private final Map<String, String> single = new TreeMap<>();
  private final Map<String, Set<String>> wanted = new TreeMap<>();
  private final Map<String, Set<String>> unwanted = new TreeMap<>();

  /**
   * Reads the parameters by their names.
   *
   * @throws BadQuery when one is unknown, or repeated where it may not be
   */
  ListParameters(Listing listing, Map<String, List<String>> parameters) throws BadQuery {
    this.listing = listing;
    Set<String> names = names(listing);
    for (Map.Entry<String, List<String>> parameter : new TreeMap<>(parameters).entrySet()) {
      String name = parameter.getKey();
      List<String> values = parameter.getValue();
      boolean not = name.startsWith(NOT);
      String filter = not ? name.substring(NOT.length()) : name;
      if (listing.filters().contains(filter)) {
        (not ? unwanted : wanted).put(filter, values(name, filter, values));
      } else if (names.contains(name)) {
        single.put(name, only(name, values));
      } else {
        names.addAll(listing.filters());
        throw new BadQuery(
            name,
            "Expected a parameter of %s, or a filter after \"not.\", but this is none"
                .formatted(names));
      }
    }
  }

  private static Set<String> names(Listing listing) {
    Set<String> names = new TreeSet<>(Set.of("tenant", "cursor", "limit"));
    if (listing.timed()) {
      names.addAll(Set.of("from", "to", "order"));
    }
    if (listing.textField().isPresent()) {
      names.add("text");
    }
    if (listing == Listing.EVENTS) {
      names.add("ledger");
    }
    return names;
  }

  /** The only value of a parameter. */
  static String only(String name, List<String> values) throws BadQuery {
    if (values.size() != 1) {
      throw new BadQuery(name, "Expected one value, but it was given more than once");
    }
    return values.getFirst();
  }

  Terms terms() {
    return new Terms(wanted, unwanted);
  }

  Optional<String> cursor() {
    return Optional.ofNullable(single.get("cursor"));
  }

  Order order() throws BadQuery {
    String value = single.get("order");
    if (value == null) {
      return Order.NEWEST_FIRST;
    }
    for (Order order : Order.values()) {
      if (order.text().equals(value) && (order != Order.LEDGER || listing == Listing.EVENTS)) {
        return order;
      }
    }
    throw new BadQuery(
        "order",
        listing == Listing.EVENTS
            ? "Expected asc, desc or ledger, but it is none"
            : "Expected asc or desc, but it is none");
  }

  Optional<Integer> ledger() throws BadQuery {
    String value = single.get("ledger");
    if (value == null) {
      return Optional.empty();
    }
    if (!value.matches("0|[1-9][0-9]{0,4}")) {
      throw new BadQuery("ledger", "Expected the number of a ledger, but it is none");
    }
    return Optional.of(Integer.valueOf(value));
  }

  Optional<Instant> time(String name) throws BadQuery {
    String value = single.get(name);
    if (value == null) {
      return Optional.empty();
    }
    try {
      Instant time = OffsetDateTime.parse(value).toInstant().truncatedTo(ChronoUnit.MILLIS);
      if (time.isBefore(Instant.EPOCH) || time.isAfter(LAST)) {
        throw new BadQuery(name, "Expected a time from 1970 to 9999, but it is another");
      }
      return Optional.of(time);
    } catch (DateTimeException e) {
      throw new BadQuery(
          name, "Expected a time as in RFC 3339, such as 2026-11-21T08:30:00Z, but it is none");
    }
  }

  Optional<TextQuery> text() throws BadQuery {
    String value = single.get("text");
    if (value == null) {
      return Optional.empty();
    }
    if (value.isBlank() || value.length() > MAX_TEXT || !isText(value)) {
      throw new BadQuery(
          "text", "Expected 1 to %d characters of text, but it is not".formatted(MAX_TEXT));
    }
    try {
      return Optional.of(TextParser.parse(value, new FiltersOfTheList()));
    } catch (TextRefused e) {
      throw new BadQuery("text", "%s (at character %s)".formatted(e.message(), e.position()));
    }
  }

  int limit() throws BadQuery {
    String value = single.get("limit");
    if (value == null) {
      return ListQuery.DEFAULT_LIMIT;
    }
    if (value.matches("[1-9][0-9]{0,2}") && Integer.parseInt(value) <= ListQuery.MAX_LIMIT) {
      return Integer.parseInt(value);
    }
    throw new BadQuery(
        "limit", "Expected a number from 1 to %d, but it is none".formatted(ListQuery.MAX_LIMIT));
  }

  private Set<String> values(String parameter, String filter, List<String> values) throws BadQuery {
    if (values.size() > MAX_VALUES) {
      throw new BadQuery(
          parameter, "Expected at most %d values, but there are more".formatted(MAX_VALUES));
    }
    Set<String> checked = new TreeSet<>();
    for (String value : values) {
      checked.add(value(parameter, filter, value));
    }
    return checked;
  }

  private String value(String parameter, String filter, String value) throws BadQuery {
    if (value.isEmpty() || value.length() > MAX_VALUE || !isText(value)) {
      throw new BadQuery(
          parameter, "Expected 1 to %d characters of text, but it is not".formatted(MAX_VALUE));
    }
    Optional<Set<String>> words = listing.words(filter);
    if (words.isPresent() && !words.get().contains(value)) {
      throw new BadQuery(parameter, "Expected one of %s, but it is none".formatted(words.get()));
    }
    return filter.equals("callId") || filter.equals("approvalId") ? uuid(parameter, value) : value;
  }

  /** Reads a UUID in any case and writes it as the index has it. */
  private static String uuid(String name, String value) throws BadQuery {
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

  /** A lone surrogate has no UTF-8 form, so no event can contain it. */
  private static boolean isText(String value) {
    return value.codePoints().noneMatch(point -> point >= 0xD800 && point <= 0xDFFF);
  }

  /** The filters of the list, as its texts can name them. */
  private final class FiltersOfTheList implements TextParser.Fields {
    @Override
    public boolean has(String name) {
      return listing.filters().contains(name);
    }

    @Override
    public String value(String name, String value) throws BadQuery {
      return ListParameters.this.value(name, name, value);
    }
  }
}
