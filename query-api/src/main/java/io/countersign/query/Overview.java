package io.countersign.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What to count about everything that a list's filters find, whatever page is read.
 *
 * @param facets filters whose values are counted
 * @param top most values of each
 * @param histogram whether entries are counted by time
 * @param interval how long the bars are; empty when it follows from the span
 */
public record Overview(
    List<String> facets, int top, boolean histogram, Optional<Interval> interval) {

  /** Counts nothing. */
  public static final Overview NONE = new Overview(List.of(), 1, false, Optional.empty());

  /** Most values of a facet. */
  public static final int MAX_TOP = 50;

  /** Most facets of one question. */
  public static final int MAX_FACETS = 10;

  /** The parameters that say what to count. */
  public static final Set<String> PARAMETERS = Set.of("facets", "top", "histogram");

  private static final int DEFAULT_TOP = 10;

  public Overview {
    facets = List.copyOf(facets);
  }

  /** Whether there is nothing to count. */
  public boolean isEmpty() {
    return facets.isEmpty() && !histogram;
  }

  /**
   * Reads query parameters.
   *
   * @param parameters {@link #PARAMETERS} only
   */
  static Overview parse(Listing listing, Map<String, List<String>> parameters) throws BadQuery {
    Map<String, String> single = new TreeMap<>();
    for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
      single.put(parameter.getKey(), ListParameters.only(parameter.getKey(), parameter.getValue()));
    }
    String histogram = single.get("histogram");
    return new Overview(
        facets(listing, single.get("facets")),
        top(single.get("top")),
        histogram != null,
        histogram == null || histogram.equals("auto")
            ? Optional.empty()
            : Optional.of(interval(histogram)));
  }

  private static List<String> facets(Listing listing, @Nullable String names) throws BadQuery {
    if (names == null) {
      return List.of();
    }
    List<String> facets = new ArrayList<>();
    for (String name : names.split(",", MAX_FACETS + 1)) {
      if (!listing.filters().contains(name) || facets.contains(name)) {
        throw new BadQuery(
            "facets",
            "Expected 1 to %d different names of %s with commas between, but not so"
                .formatted(MAX_FACETS, listing.filters().stream().sorted().toList()));
      }
      facets.add(name);
    }
    return facets;
  }

  private static int top(@Nullable String value) throws BadQuery {
    if (value == null) {
      return DEFAULT_TOP;
    }
    if (value.matches("[1-9][0-9]?") && Integer.parseInt(value) <= MAX_TOP) {
      return Integer.parseInt(value);
    }
    throw new BadQuery("top", "Expected a number from 1 to %d, but it is none".formatted(MAX_TOP));
  }

  private static Interval interval(String value) throws BadQuery {
    Optional<Interval> interval = Interval.of(value);
    if (interval.isEmpty()) {
      throw new BadQuery(
          "histogram", "Expected auto or one of %s, but it is none".formatted(Interval.texts()));
    }
    return interval.get();
  }
}
