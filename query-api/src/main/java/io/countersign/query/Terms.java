package io.countersign.query;

import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Exact filters. An entry has for each name one of the wanted values, and for no name one of the
 * unwanted ones; an entry without the field has none of them.
 *
 * @param wanted values by the name of the filter
 * @param unwanted values by the name of the filter
 */
public record Terms(Map<String, Set<String>> wanted, Map<String, Set<String>> unwanted) {

  /** No filters. */
  public static final Terms NONE = new Terms(Map.of(), Map.of());

  public Terms {
    wanted = sorted(wanted);
    unwanted = sorted(unwanted);
  }

  /** The values that are wanted of a filter; none when every value is. */
  public Set<String> wanted(String name) {
    return wanted.getOrDefault(name, Set.of());
  }

  /** These filters where {@code name} must be {@code value} alone. */
  public Terms with(String name, String value) {
    Map<String, Set<String>> more = new TreeMap<>(wanted);
    more.put(name, Set.of(value));
    return new Terms(more, unwanted);
  }

  /** The filters in a form that is equal for equal filters. */
  JsonObject json() {
    return JsonObject.of("wanted", json(wanted), "unwanted", json(unwanted));
  }

  private static JsonObject json(Map<String, Set<String>> values) {
    JsonObject.Builder json = JsonObject.builder();
    values.forEach((name, some) -> json.put(name, JsonArray.ofStrings(List.copyOf(some))));
    return json.build();
  }

  private static Map<String, Set<String>> sorted(Map<String, Set<String>> values) {
    Map<String, Set<String>> sorted = new TreeMap<>();
    values.forEach(
        (name, some) -> sorted.put(name, Collections.unmodifiableSet(new TreeSet<>(some))));
    return Collections.unmodifiableMap(sorted);
  }
}
