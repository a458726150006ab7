package io.countersign.testkit.search;

import io.countersign.testkit.SearchHistory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One question to the search about events, as what is meant by it. Written down it is what a client
 * sends; looked for it is a comparison with each event.
 *
 * @param tenant who asks
 * @param wanted values of which each filter must have one; a star at the end stands for anything
 * @param unwanted values of which no filter may have one
 * @param from earliest time, included
 * @param to latest time, not included
 * @param text what words there must be
 * @param facets filters to count by
 */
public record Question(
    String tenant,
    Map<String, Set<String>> wanted,
    Map<String, Set<String>> unwanted,
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable Wanted text,
    List<String> facets) {

  /** Every filter that events have. */
  public static final List<String> FILTERS =
      List.of(
          "runId",
          "callId",
          "type",
          "code",
          "control",
          "actor",
          "principal",
          "team",
          "agent",
          "client",
          "server",
          "tool",
          "version",
          "environment",
          "resource",
          "verdict",
          "reason",
          "risk",
          "gate",
          "outcome",
          "errorClass",
          "finding",
          "severity",
          "rejection",
          "approvalId",
          "approver",
          "voter",
          "gateway",
          "grade");

  private static final Set<String> PREFIXED = Set.of("resource", "control", "code", "runId");

  /**
   * A random question about one filter and perhaps more, to which at least one event is likely to
   * be an answer.
   *
   * @param filters filters that may be in it
   * @param filter the filter that is surely in it
   * @param like events of the tenant to take values from; at least one of them has the filter
   */
  public static Question random(
      Random random, List<String> filters, String filter, List<Seen> like) {
    Seen first =
        like.stream().filter(event -> event.fields().containsKey(filter)).findFirst().orElseThrow();
    Map<String, Set<String>> wanted = new TreeMap<>();
    Map<String, Set<String>> unwanted = new TreeMap<>();
    Map<String, Set<String>> main = random.nextInt(4) == 0 ? unwanted : wanted;
    main.put(filter, values(random, filter, first, like));
    for (int more = random.nextInt(4); more > 0; more--) {
      String other = filters.get(random.nextInt(filters.size()));
      if (!other.equals(filter) && first.fields().containsKey(other)) {
        (random.nextInt(4) == 0 ? unwanted : wanted).put(other, values(random, other, first, like));
      }
    }
    Seen one = like.get(random.nextInt(like.size()));
    Seen two = like.get(random.nextInt(like.size()));
    boolean ordered = !one.recordedAt().isAfter(two.recordedAt());
    int times = random.nextInt(6);
    return new Question(
        first.tenant(),
        wanted,
        unwanted,
        times < 2 ? (ordered ? one : two).recordedAt() : null,
        times == 1 || times == 2 ? (ordered ? two : one).recordedAt() : null,
        random.nextInt(4) == 0 ? Wanted.random(random, SearchHistory.WORDS, 2) : null,
        List.copyOf(new TreeSet<>(List.of(filter, filters.get(random.nextInt(filters.size()))))));
  }

  private static Set<String> values(Random random, String filter, Seen first, List<Seen> like) {
    Set<String> values = new TreeSet<>();
    String value = any(random, first.values(filter));
    boolean shortened = PREFIXED.contains(filter) && random.nextBoolean();
    values.add(shortened ? value.substring(0, 1 + random.nextInt(value.length())) + "*" : value);
    if (random.nextInt(3) == 0) {
      Seen other = like.get(random.nextInt(like.size()));
      if (other.fields().containsKey(filter)) {
        values.add(any(random, other.values(filter)));
      }
    }
    return values;
  }

  private static String any(Random random, Set<String> values) {
    return List.copyOf(values).get(random.nextInt(values.size()));
  }

  /** The query parameters of the filters, without what is counted and without paging. */
  public List<Map.Entry<String, String>> parameters() {
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    parameters.add(Map.entry("tenant", tenant));
    wanted.forEach((name, values) -> values.forEach(v -> parameters.add(Map.entry(name, v))));
    unwanted.forEach(
        (name, values) -> values.forEach(v -> parameters.add(Map.entry("not." + name, v))));
    if (from != null) {
      parameters.add(Map.entry("from", from.toString()));
    }
    if (to != null) {
      parameters.add(Map.entry("to", to.toString()));
    }
    if (text != null) {
      parameters.add(Map.entry("text", text.written()));
    }
    return parameters;
  }

  /** Whether an event is an answer. */
  public boolean finds(Seen event) {
    return event.tenant().equals(tenant)
        && (from == null || !event.recordedAt().isBefore(from))
        && (to == null || event.recordedAt().isBefore(to))
        && wanted.entrySet().stream().allMatch(filter -> has(event, filter))
        && unwanted.entrySet().stream().noneMatch(filter -> has(event, filter))
        && (text == null || text.in(event));
  }

  private static boolean has(Seen event, Map.Entry<String, Set<String>> filter) {
    Set<String> seen = event.values(filter.getKey());
    return filter.getValue().stream().anyMatch(value -> has(seen, filter.getKey(), value));
  }

  private static boolean has(Set<String> seen, String filter, String value) {
    if (PREFIXED.contains(filter) && value.endsWith("*")) {
      String beginning = value.substring(0, value.length() - 1);
      return seen.stream().anyMatch(each -> each.startsWith(beginning));
    }
    return seen.contains(value);
  }
}
