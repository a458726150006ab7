package io.countersign.query.opensearch;

import static io.countersign.query.opensearch.SearchBodies.anyOf;
import static io.countersign.query.opensearch.SearchBodies.filtered;
import static io.countersign.query.opensearch.SearchBodies.range;
import static io.countersign.query.opensearch.SearchBodies.term;

import io.countersign.query.ListQuery;
import io.countersign.query.Listing;
import io.countersign.query.opensearch.Searches.Progress;
import io.countersign.query.text.TextQuery;
import io.countersign.schemas.Indexes;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which entries a list has, as OpenSearch takes it. Always those of exactly one tenant. */
final class Matching {
  private Matching() {}

  /**
   * What entries must be.
   *
   * @param progress how far the ledger was read; events beyond are left for the next question, so
   *     that page, counts and {@code readUpTo} of one answer tell of the same events
   * @param within what else entries must be
   */
  static JsonObject of(ListQuery query, Progress progress, List<JsonObject> within) {
    Listing listing = query.listing();
    List<JsonValue> filters = new ArrayList<>(within);
    filters.add(owner(query, progress.home()));
    listing.control().ifPresent(kind -> filters.add(term("kind", kind)));
    query.terms().wanted().forEach((name, values) -> filters.add(oneOf(listing, name, values)));
    query
        .terms()
        .unwanted()
        .forEach((name, values) -> filters.add(not(oneOf(listing, name, values))));
    query.from().ifPresent(time -> filters.add(range(listing.timeField(), "gte", time)));
    query.to().ifPresent(time -> filters.add(range(listing.timeField(), "lt", time)));
    query.text().ifPresent(text -> filters.add(text(listing, text)));
    query.ledger().ifPresent(ledger -> filters.add(number("ledger", ledger)));
    boolean ofOneLedger =
        query.ledger().isPresent() || !query.tenant().equals(CommandEnvelope.PLATFORM);
    if (listing == Listing.EVENTS && ofOneLedger) {
      filters.add(upTo(progress));
    }
    return filtered(filters);
  }

  /**
   * Whose entries: the tenant's, and among brakes the platform's too. Each ledger has the
   * platform's controls once; the one of their home ledger stands for all.
   */
  private static JsonObject owner(ListQuery query, int home) {
    JsonObject own = term("tenant", query.tenant());
    if (query.listing().index() != Indexes.Kind.CONTROLS) {
      return own;
    }
    JsonObject platform =
        filtered(List.of(term("tenant", CommandEnvelope.PLATFORM), number("ledger", home)));
    if (query.tenant().equals(CommandEnvelope.PLATFORM)) {
      return platform;
    }
    return query.listing() == Listing.BRAKES ? any(List.of(own, platform)) : own;
  }

  /** One that has one of these values; some filters take a star at the end for the rest of it. */
  private static JsonObject oneOf(Listing listing, String name, Set<String> values) {
    String field = listing.field(name);
    if (!listing.takesPrefixes(name)) {
      return anyOf(field, values);
    }
    List<String> whole = new ArrayList<>();
    List<JsonObject> either = new ArrayList<>();
    for (String value : values) {
      if (value.endsWith("*")) {
        JsonString beginning = new JsonString(value.substring(0, value.length() - 1));
        either.add(JsonObject.of("prefix", JsonObject.of(field, beginning)));
      } else {
        whole.add(value);
      }
    }
    either.add(anyOf(field, whole));
    return any(either);
  }

  private static JsonObject text(Listing listing, TextQuery text) {
    return switch (text) {
      case TextQuery.Words words ->
          JsonObject.of(
              "match_phrase",
              JsonObject.of(listing.textField().orElseThrow(), new JsonString(words.words())));
      case TextQuery.Field field -> oneOf(listing, field.name(), Set.of(field.value()));
      case TextQuery.All all ->
          filtered(all.parts().stream().map(part -> text(listing, part)).toList());
      case TextQuery.Any any -> any(any.parts().stream().map(part -> text(listing, part)).toList());
      case TextQuery.Not not -> not(text(listing, not.part()));
    };
  }

  /** In a ledger that began anew everything of its earlier generations can be found. */
  private static JsonObject upTo(Progress progress) {
    JsonObject earlier = JsonObject.of("lt", JsonNumber.of(progress.generation()));
    JsonObject read = JsonObject.of("lte", JsonNumber.of(progress.position()));
    return any(
        List.of(
            JsonObject.of("range", JsonObject.of("generation", earlier)),
            filtered(
                List.of(
                    number("generation", progress.generation()),
                    JsonObject.of("range", JsonObject.of("position", read))))));
  }

  private static JsonObject number(String field, int value) {
    return JsonObject.of("term", JsonObject.of(field, JsonNumber.of(value)));
  }

  private static JsonObject any(List<JsonObject> parts) {
    return JsonObject.of(
        "bool",
        JsonObject.builder()
            .put("should", new JsonArray(List.copyOf(parts)))
            .put("minimum_should_match", 1)
            .build());
  }

  private static JsonObject not(JsonObject part) {
    return JsonObject.of("bool", JsonObject.of("must_not", JsonArray.of(part)));
  }
}
