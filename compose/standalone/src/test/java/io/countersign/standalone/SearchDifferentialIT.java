package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.projections.Projections;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.standalone.embedded.EmbeddedStack;
import io.countersign.testkit.Samples;
import io.countersign.testkit.SearchHistory;
import io.countersign.testkit.search.Answer;
import io.countersign.testkit.search.Calls;
import io.countersign.testkit.search.Question;
import io.countersign.testkit.search.Reader;
import io.countersign.testkit.search.Seen;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the search finds and counts is what somebody finds who looks at every event. */
@ExtendWith(SharedStack.class)
final class SearchDifferentialIT {
  private static final long SEED = 20_261_128;
  private static final int PAGE = 100;
  private static final int EVENTS_OF_A_LEDGER = 2_500;
  private static final int QUESTIONS_OF_A_FILTER = 4;
  private static final String EVENTS = "/v1/events";

  private static final String PERSON = "user-3@example";
  private static final Calls.Sum NO_CALLS = new Calls.Sum(0, Map.of(), new Amounts(0, 0, 0, 0));

  private static final Map<Integer, List<String>> TENANTS = tenants();

  private static final Map<String, Caller> CALLERS =
      Map.of(
          "auditor",
          caller("someone", Role.AUDITOR, Caller.ALL_TENANTS),
          "gateway",
          caller(PERSON, Role.GATEWAY, TENANTS.values().iterator().next().getFirst()));

  private static final List<Seen> SEEN = new ArrayList<>();
  private static final Calls CALLS = new Calls();
  private static final Map<Integer, SearchHistory> HISTORIES = new HashMap<>();
  private static final Map<Integer, Reader> READERS = new HashMap<>();

  private static ViewsRig rig;
  private static Projections projections;
  private static QueryServer server;

  @BeforeAll
  static void open(EmbeddedStack stack) throws Exception {
    rig = new ViewsRig(stack);
    projections = rig.start();
    server = new QueryServer(rig, CALLERS, InstantSource.system());
    for (Map.Entry<Integer, List<String>> ledger : TENANTS.entrySet()) {
      HISTORIES.put(
          ledger.getKey(),
          new SearchHistory(
              SEED + ledger.getKey(),
              ledger.getKey(),
              ledger.getValue(),
              Samples.START,
              Duration.ofSeconds(40)));
      READERS.put(ledger.getKey(), new Reader());
      rig.append(next(ledger.getKey(), EVENTS_OF_A_LEDGER));
    }
    for (int ledger : TENANTS.keySet()) {
      rig.awaitReadUpTo(rig.indexes, ledger, EVENTS_OF_A_LEDGER - 1);
    }
  }

  @AfterAll
  static void close() throws Exception {
    server.close();
    projections.close();
    rig.close();
  }

  static List<String> filters() {
    return Question.FILTERS;
  }

  @ParameterizedTest
  @MethodSource("filters")
  void findsAndCountsWhatLookingAtEachEventFinds(String filter) throws Exception {
    findsAndCounts("events", Question.FILTERS, filter, SEEN, EVENTS_OF_A_LEDGER);
  }

  static List<String> filtersOfCalls() {
    return Calls.FILTERS;
  }

  @ParameterizedTest
  @MethodSource("filtersOfCalls")
  void findsAndCountsWhatLookingAtEachCallFinds(String filter) throws Exception {
    findsAndCounts("calls", Calls.FILTERS, filter, CALLS.seen(), Long.MAX_VALUE);
  }

  private static void findsAndCounts(
      String list, List<String> filters, String filter, List<Seen> all, long before)
      throws Exception {
    Random random = new Random(SEED ^ filter.hashCode());
    long found = 0;
    for (int i = 0; i < QUESTIONS_OF_A_FILTER; i++) {
      Answer expected = new Answer(question(random, filters, filter, all, before), PAGE);
      all.forEach(expected::look);
      found += expected.total();
      compare(list, expected, random);
    }
    assertThat(found).as("%s that a question about %s finds", list, filter).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"team", "principal", "agent", "server"})
  void sumsUpWhatLookingAtEachCallSumsUp(String by) throws Exception {
    String tenant = TENANTS.values().iterator().next().getLast();
    Map<Instant, Map<String, Calls.Sum>> rows = new TreeMap<>();
    Map<String, String> parameters = new TreeMap<>();
    parameters.putAll(Map.of("tenant", tenant, "by", by, "window", "HOUR", "limit", "3"));
    JsonNode page;
    do {
      page = server.get("auditor", "/v1/usage", parameters);
      for (JsonNode row : page.path("usage")) {
        assertThat(row.path("exact").asBoolean()).isTrue();
        rows.computeIfAbsent(
                Instant.parse(row.path("windowStart").asText()), hour -> new TreeMap<>())
            .put(row.path(by).isNull() ? "" : row.path(by).asText(), sum(row));
      }
      parameters.put("cursor", page.path("next").asText());
    } while (!page.path("next").isNull());
    assertThat(rows).isEqualTo(CALLS.used(tenant, by)).hasSizeGreaterThan(1);
  }

  private static Calls.Sum sum(JsonNode row) {
    Map<String, Long> verdicts = new TreeMap<>();
    for (Map.Entry<String, String> count :
        Map.of("ALLOW", "allowed", "ASK", "asked", "DENY", "denied").entrySet()) {
      long calls = row.path(count.getValue()).asLong();
      if (calls > 0) {
        verdicts.put(count.getKey(), calls);
      }
    }
    JsonNode used = row.path("used");
    return new Calls.Sum(
        row.path("calls").asLong(),
        verdicts,
        new Amounts(
            used.path("calls").asLong(),
            used.path("downstreamCalls").asLong(),
            used.path("tokens").asLong(),
            used.path("moneyMicros").asLong()));
  }

  @Test
  void tellsEverybodyWhatTheyUsedThemselves() throws Exception {
    String tenant = TENANTS.values().iterator().next().getFirst();
    JsonNode own = server.get("gateway", "/v1/usage/me", Map.of("tenant", tenant));
    assertThat(own.path("usage")).hasSize(1);
    assertThat(own.path("usage").path(0).path("principal").asText()).isEqualTo(PERSON);
    long calls =
        CALLS.used(tenant, "principal").values().stream()
            .mapToLong(rows -> rows.getOrDefault(PERSON, NO_CALLS).calls())
            .sum();
    assertThat(own.path("usage").path(0).path("calls").asLong()).isEqualTo(calls).isPositive();
    Map<String, String> all = Map.of("tenant", tenant, "by", "principal");
    assertThat(server.send("gateway", "/v1/usage", all).statusCode()).isEqualTo(403);
    String other = TENANTS.values().iterator().next().getLast();
    assertThat(server.send("gateway", "/v1/usage/me", Map.of("tenant", other)).statusCode())
        .isEqualTo(404);
  }

  @Test
  void turnsThePagesOfEachOrderWithoutGapOrRepeat() throws Exception {
    Random random = new Random(SEED);
    for (int i = 0; i < 6; i++) {
      String filter = i % 2 == 0 ? "type" : "grade";
      Question question = question(random, Question.FILTERS, filter, SEEN, EVENTS_OF_A_LEDGER);
      Answer expected = new Answer(question, Integer.MAX_VALUE);
      SEEN.forEach(expected::look);
      String limit = Integer.toString(1 + expected.oldest().size() / (3 + i));
      assertThat(pages(question, "asc", limit)).as("%s", question).isEqualTo(expected.oldest());
      assertThat(pages(question, "desc", limit)).as("%s", question).isEqualTo(expected.newest());
      assertThat(pages(question, "ledger", limit)).as("%s", question).isEqualTo(expected.oldest());
    }
  }

  @Test
  void followsALedgerThatGrowsAndMissesNothing() throws Exception {
    int ledger = TENANTS.keySet().iterator().next();
    String tenant = TENANTS.get(ledger).getFirst();
    List<String> followed = new ArrayList<>();
    String next = "";
    long readUpTo = -1;
    long last = -1;
    for (int round = 0; round < 200 && (round < 6 || readUpTo < last); round++) {
      if (round < 6) {
        List<EventEnvelope> more = next(ledger, 120);
        last = more.getLast().position();
        rig.append(more);
      }
      JsonNode page = follow(tenant, next);
      page.path("events").forEach(event -> followed.add(event.path("eventId").asText()));
      assertThat(page.path("next").isTextual()).as("a list that never ends").isTrue();
      boolean atTheEnd = page.path("events").size() < 500;
      readUpTo = atTheEnd ? page.path("readUpTo").path("" + ledger).asLong() : -1;
      next = page.path("next").asText();
      if (atTheEnd && readUpTo < last) {
        rig.awaitReadUpTo(rig.indexes, ledger, Math.min(last, readUpTo + 1));
      }
    }
    List<String> expected =
        SEEN.stream()
            .filter(event -> event.tenant().equals(tenant) && event.ledger() == ledger)
            .map(Seen::id)
            .toList();
    assertThat(followed).isEqualTo(expected);
    JsonNode nothingNew = follow(tenant, next);
    assertThat(nothingNew.path("events")).isEmpty();
    assertThat(nothingNew.path("next").asText()).isEqualTo(next);
  }

  private static JsonNode follow(String tenant, String cursor) throws Exception {
    Map<String, String> parameters = new TreeMap<>();
    parameters.putAll(Map.of("tenant", tenant, "order", "ledger", "limit", "500"));
    if (!cursor.isEmpty()) {
      parameters.put("cursor", cursor);
    }
    return server.get("auditor", EVENTS, parameters);
  }

  private static void compare(String list, Answer expected, Random random) throws Exception {
    Question question = expected.question();
    int top = 1 + random.nextInt(12);
    List<Map.Entry<String, String>> parameters = new ArrayList<>(question.parameters());
    parameters.add(Map.entry("facets", String.join(",", question.facets())));
    parameters.add(Map.entry("top", "" + top));
    parameters.add(Map.entry("histogram", random.nextBoolean() ? "auto" : "1h"));
    parameters.add(Map.entry("of", list));
    JsonNode counted = server.get("auditor", "/v1/stats", parameters);
    parameters.removeLast();
    parameters.add(Map.entry("limit", "" + PAGE));
    JsonNode newest = server.get("auditor", "/v1/" + list, parameters);
    assertThat(ids(newest)).as("%s", question).isEqualTo(expected.newest());
    for (JsonNode answer : List.of(newest, counted)) {
      assertThat(answer.path("total").asLong()).as("%s", question).isEqualTo(expected.total());
      question.facets().forEach(facet -> compare(expected, facet, top, answer));
      assertThat(bars(answer))
          .as("%s", question)
          .isEqualTo(expected.bars(minutes(answer.path("histogram").path("interval").asText())));
    }
    boolean ledger = list.equals("events") && random.nextBoolean();
    parameters.add(Map.entry("order", ledger ? "ledger" : "asc"));
    assertThat(ids(server.get("auditor", "/v1/" + list, parameters)))
        .as("%s", question)
        .isEqualTo(expected.oldest());
  }

  private static void compare(Answer expected, String facet, int top, JsonNode answer) {
    JsonNode counted = answer.path("facets").path(facet);
    List<Answer.Count> values = new ArrayList<>();
    counted
        .path("values")
        .forEach(
            v -> values.add(new Answer.Count(v.path("value").asText(), v.path("count").asLong())));
    assertThat(values).as("%s", expected.question()).isEqualTo(expected.top(facet, top));
    assertThat(counted.path("other").asLong()).isEqualTo(expected.other(facet, top));
    assertThat(counted.path("without").asLong()).isEqualTo(expected.without(facet));
    assertThat(counted.path("exact").asBoolean()).isTrue();
  }

  private static Map<Long, Long> bars(JsonNode answer) {
    Map<Long, Long> bars = new TreeMap<>();
    answer
        .path("histogram")
        .path("bars")
        .forEach(
            bar ->
                bars.put(
                    Instant.parse(bar.path("from").asText()).toEpochMilli(),
                    bar.path("count").asLong()));
    return bars;
  }

  private static long minutes(String interval) {
    Duration length =
        interval.endsWith("d")
            ? Duration.ofDays(Long.parseLong(interval.substring(0, interval.length() - 1)))
            : Duration.parse("PT" + interval);
    return length.toMinutes();
  }

  private static List<String> pages(Question question, String order, String limit)
      throws Exception {
    List<String> found = new ArrayList<>();
    List<Map.Entry<String, String>> parameters = new ArrayList<>(question.parameters());
    parameters.add(Map.entry("order", order));
    parameters.add(Map.entry("limit", limit));
    List<Map.Entry<String, String>> first = List.copyOf(parameters);
    while (true) {
      JsonNode page = server.get("auditor", EVENTS, parameters);
      found.addAll(ids(page));
      if (page.path("next").isNull() || page.path("events").isEmpty()) {
        return found;
      }
      parameters = new ArrayList<>(first);
      parameters.add(Map.entry("cursor", page.path("next").asText()));
    }
  }

  private static List<String> ids(JsonNode page) {
    List<String> ids = new ArrayList<>();
    page.path("events").forEach(event -> ids.add(event.path("eventId").asText()));
    page.path("calls").forEach(call -> ids.add(call.path("callId").asText()));
    return ids;
  }

  /** A question of a tenant that has something to find by the filter. */
  private static Question question(
      Random random, List<String> filters, String filter, List<Seen> all, long before) {
    List<Seen> shuffled =
        new ArrayList<>(all.stream().filter(one -> one.position() < before).toList());
    Collections.shuffle(shuffled, random);
    String tenant =
        shuffled.stream()
            .filter(one -> one.fields().containsKey(filter))
            .findFirst()
            .orElseThrow()
            .tenant();
    return Question.random(
        random,
        filters,
        filter,
        shuffled.stream().filter(one -> one.tenant().equals(tenant)).toList());
  }

  private static List<EventEnvelope> next(int ledger, int count) {
    List<EventEnvelope> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      EventEnvelope event = HISTORIES.get(ledger).next();
      events.add(event);
      Seen seen = READERS.get(ledger).next(event);
      SEEN.add(seen);
      CALLS.look(event, seen);
    }
    return events;
  }

  private static Caller caller(String subject, Role role, String tenant) {
    return new Caller(
        subject, Set.of(role), Set.of(tenant), Set.of(), Instant.parse("2999-01-01T00:00:00Z"));
  }

  /** Two tenants in each of two ledgers. */
  private static Map<Integer, List<String>> tenants() {
    Map<Integer, List<String>> tenants = new TreeMap<>();
    for (int i = 0;
        tenants.size() < 2 || tenants.values().stream().anyMatch(t -> t.size() < 2);
        i++) {
      String name = "searched-" + i;
      int ledger = TenantPartition.of(name, ViewsRig.LEDGERS);
      if (ledger < 2 && tenants.getOrDefault(ledger, List.of()).size() < 2) {
        tenants.computeIfAbsent(ledger, l -> new ArrayList<>()).add(name);
      }
    }
    return tenants;
  }
}
