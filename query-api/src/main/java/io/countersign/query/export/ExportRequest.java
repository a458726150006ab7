package io.countersign.query.export;

import io.countersign.query.BadQuery;
import io.countersign.query.ListQuery;
import io.countersign.query.Listing;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What an export is to hold.
 *
 * @param tenant whose entries; never more than one tenant's
 * @param listing events or calls
 * @param format how they are written
 * @param parameters the filters of the list, {@code from} and {@code to} among them, by name
 * @param newestFirst whether the last entry of the ledger comes first
 */
public record ExportRequest(
    String tenant,
    Listing listing,
    ExportFormat format,
    Map<String, List<String>> parameters,
    boolean newestFirst) {
  private static final Set<String> PAGING = Set.of("tenant", "cursor", "limit", "order", "ledger");
  private static final Set<String> TIMES = Set.of("from", "to");

  public ExportRequest {
    Map<String, List<String>> sorted = new TreeMap<>();
    parameters.forEach((name, values) -> sorted.put(name, List.copyOf(values)));
    parameters = Collections.unmodifiableMap(sorted);
  }

  /**
   * Checks a request.
   *
   * @param of {@code events} or {@code calls}
   * @param format name of an {@link ExportFormat}
   * @param order {@code asc} or {@code desc}
   * @throws BadQuery when something is wrong with it
   */
  public static ExportRequest of(
      String tenant, String of, String format, String order, Map<String, List<String>> parameters)
      throws BadQuery {
    Listing listing =
        switch (of) {
          case "events" -> Listing.EVENTS;
          case "calls" -> Listing.CALLS;
          default -> throw new BadQuery("of", "Expected events or calls, but it is neither");
        };
    ExportFormat chosen =
        switch (format) {
          case "NDJSON" -> ExportFormat.NDJSON;
          case "CSV" -> ExportFormat.CSV;
          case "OCSF" -> ExportFormat.OCSF;
          default ->
              throw new BadQuery("format", "Expected NDJSON, CSV or OCSF, but it is none of them");
        };
    boolean newestFirst =
        switch (order) {
          case "asc" -> false;
          case "desc" -> true;
          default -> throw new BadQuery("order", "Expected asc or desc, but it is neither");
        };
    if (chosen == ExportFormat.OCSF && listing != Listing.EVENTS) {
      throw new BadQuery("of", "Expected events, because OCSF tells events, but it is calls");
    }
    if (listing == Listing.EVENTS
        && tenant.equals(CommandEnvelope.PLATFORM)
        && !parameters.containsKey("ledger")) {
      throw new BadQuery(
          "ledger",
          "Expected one ledger, because the platform has events in every one: export each by itself");
    }
    for (String name : parameters.keySet()) {
      if (PAGING.contains(name)) {
        throw new BadQuery(name, "Expected a filter, but an export has no pages and one tenant");
      }
    }
    ExportRequest request = new ExportRequest(tenant, listing, chosen, parameters, newestFirst);
    ListQuery.parse(listing, tenant, request.parameters);
    return request;
  }

  /** The list that is written. */
  public ListQuery query() {
    return parsed(listing, parameters);
  }

  /** All events of the same range of time, without any filter. */
  public ListQuery range() {
    Map<String, List<String>> times = new TreeMap<>(parameters);
    times.keySet().retainAll(TIMES);
    return parsed(Listing.EVENTS, times);
  }

  private ListQuery parsed(Listing list, Map<String, List<String>> filters) {
    try {
      return ListQuery.parse(list, tenant, filters);
    } catch (BadQuery e) {
      throw new IllegalStateException(
          "Expected the filters of an accepted export to be valid, but: " + e.message(), e);
    }
  }

  /** Whether nothing but time decides what belongs to it, so that every hole would show. */
  public boolean whole() {
    return TIMES.containsAll(parameters.keySet());
  }

  /** {@code events} or {@code calls}. */
  public String of() {
    return listing.name().toLowerCase(Locale.ROOT);
  }

  /** {@code asc} or {@code desc}. */
  public String order() {
    return newestFirst ? "desc" : "asc";
  }

  /** The filters without the times. */
  public JsonObject filters() {
    JsonObject.Builder filters = JsonObject.builder();
    parameters.forEach(
        (name, values) -> {
          if (!TIMES.contains(name)) {
            filters.put(
                name,
                values.size() == 1
                    ? new JsonString(values.getFirst())
                    : JsonArray.ofStrings(values));
          }
        });
    return filters.build();
  }

  JsonObject json() {
    JsonObject.Builder all = JsonObject.builder();
    parameters.forEach((name, values) -> all.put(name, JsonArray.ofStrings(values)));
    return JsonObject.builder()
        .put("tenant", tenant)
        .put("of", of())
        .put("format", format.name())
        .put("order", order())
        .put("parameters", all.build())
        .build();
  }

  static ExportRequest of(JsonObject json) {
    Map<String, List<String>> parameters = new TreeMap<>();
    JsonObject all = json.object("parameters").orElse(JsonObject.EMPTY);
    all.members()
        .keySet()
        .forEach(
            name ->
                parameters.put(
                    name,
                    all.array(name).orElse(JsonArray.EMPTY).elements().stream()
                        .map(value -> ((JsonString) value).value())
                        .toList()));
    try {
      return of(
          Stored.text(json, "tenant"),
          Stored.text(json, "of"),
          Stored.text(json, "format"),
          Stored.text(json, "order"),
          parameters);
    } catch (BadQuery e) {
      throw new IllegalStateException(
          "Expected the request of a kept export to be valid, but: " + e.message(), e);
    }
  }
}
