package io.countersign.bench;

import io.countersign.query.BadQuery;
import io.countersign.query.Listing;
import io.countersign.query.Search;
import io.countersign.query.opensearch.Counted;
import io.countersign.query.opensearch.Found;
import io.countersign.query.opensearch.SearchReader;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonValue;
import io.countersign.schemas.json.StrictJson;
import io.countersign.schemas.opensearch.SearchUnavailable;
import io.countersign.testkit.search.Answer;
import io.countersign.testkit.search.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Asks the search and compares what it says with what looking at each event says. */
final class Compared {
  private static final int TOP = 10;

  private final SearchReader reader;
  private final Histogram latency = new Histogram(Duration.ofMinutes(5).toNanos(), 3);
  private final List<String> differences = new ArrayList<>();
  private long found;

  Compared(SearchReader reader) {
    this.reader = reader;
  }

  /**
   * Asks one question in two orders.
   *
   * @param page most entries of a page, as the expected answer keeps them
   * @param order the order beside the newest first
   * @param counts whether the time it takes is counted
   */
  void ask(Answer expected, int page, String order, boolean counts)
      throws SearchUnavailable, BadQuery {
    Question question = expected.question();
    Map<String, List<String>> parameters = parameters(question);
    parameters.put("limit", List.of(Integer.toString(page)));
    parameters.put("facets", List.of(String.join(",", question.facets())));
    parameters.put("histogram", List.of("auto"));
    long begun = System.nanoTime();
    Found newest = reader.search(search(question, parameters));
    if (counts) {
      latency.recordValue(System.nanoTime() - begun);
    }
    Counted counted = newest.counted().orElseThrow();
    found += counted.total();
    same(question, "total", counted.total(), expected.total());
    same(question, "newest", ids(newest), expected.newest());
    for (String facet : question.facets()) {
      JsonObject values = counted.facets().object(facet).orElse(JsonObject.EMPTY);
      same(question, "facet " + facet, counts(values), expected.top(facet, TOP));
      same(question, facet + " other", values.integer("other"), expected.other(facet, TOP));
      same(question, facet + " without", values.integer("without"), expected.without(facet));
    }
    JsonObject histogram = counted.histogram().orElse(JsonObject.EMPTY);
    same(question, "histogram", bars(histogram), expected.bars(minutes(histogram)));
    parameters.keySet().removeAll(List.of("facets", "histogram"));
    parameters.put("order", List.of(order));
    same(question, order, ids(reader.search(search(question, parameters))), expected.oldest());
  }

  /** What differed, with the question. */
  List<String> differences() {
    return differences;
  }

  /** How many events all answers told of. */
  long found() {
    return found;
  }

  /** How long questions took, in nanoseconds. */
  Histogram latency() {
    return latency;
  }

  private void same(Question question, String what, Object actual, Object expected) {
    Object plain = actual instanceof Optional<?> maybe ? maybe.orElse(null) : actual;
    if (!Objects.equals(plain, expected)) {
      differences.add(
          "%s of %s: expected %s, but was %s".formatted(what, question, expected, plain));
    }
  }

  private static Search search(Question question, Map<String, List<String>> parameters)
      throws BadQuery {
    return Search.parse(Listing.EVENTS, question.tenant(), parameters);
  }

  private static Map<String, List<String>> parameters(Question question) {
    Map<String, List<String>> parameters = new HashMap<>();
    question
        .parameters()
        .forEach(
            one ->
                parameters
                    .computeIfAbsent(one.getKey(), name -> new ArrayList<>())
                    .add(one.getValue()));
    return parameters;
  }

  private static List<String> ids(Found found) {
    return found.page().entries().stream()
        .map(entry -> ((JsonObject) StrictJson.reread(entry)).string("eventId").orElseThrow())
        .toList();
  }

  private static List<Answer.Count> counts(JsonObject facet) {
    return objects(facet, "values").stream()
        .map(
            value ->
                new Answer.Count(
                    value.string("value").orElseThrow(), value.integer("count").orElseThrow()))
        .toList();
  }

  private static Map<Long, Long> bars(JsonObject histogram) {
    Map<Long, Long> bars = new TreeMap<>();
    for (JsonObject bar : objects(histogram, "bars")) {
      bars.put(
          Instant.parse(bar.string("from").orElseThrow()).toEpochMilli(),
          bar.integer("count").orElseThrow());
    }
    return bars;
  }

  private static long minutes(JsonObject histogram) {
    String interval = histogram.string("interval").orElse("1m");
    return interval.endsWith("d")
        ? Duration.ofDays(Long.parseLong(interval.substring(0, interval.length() - 1))).toMinutes()
        : Duration.parse("PT" + interval).toMinutes();
  }

  private static List<JsonObject> objects(JsonObject from, String name) {
    List<JsonValue> elements = from.array(name).map(JsonArray::elements).orElse(List.of());
    return elements.stream().map(JsonObject.class::cast).toList();
  }
}
