package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.projections.Projections;
import io.countersign.query.opensearch.SearchReader;
import io.countersign.schemas.Indexes;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.audit.QueryParameter;
import io.countersign.schemas.call.EvidenceGrade;
import io.countersign.schemas.call.Salt;
import io.countersign.schemas.call.Source;
import io.countersign.schemas.event.DecisionMade;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.IntentRecorded;
import io.countersign.schemas.event.OutcomeRecorded;
import io.countersign.schemas.event.SearchSaved;
import io.countersign.standalone.embedded.EmbeddedStack;
import io.countersign.testkit.RandomHistory;
import io.countersign.testkit.Samples;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The query routes over HTTP, on indexes that real projections filled. */
@ExtendWith(SharedStack.class)
final class QueryIT {
  private static final String ACME = "acme";
  private static final int LEDGER = TenantPartition.of(ACME, ViewsRig.LEDGERS);
  private static final String GLOBEX = inTheLedger(LEDGER, "globex-");
  private static final int EVENTS = 3_000;
  private static final EventEnvelope.Cause SAVED = cause(1);
  private static final EventEnvelope.Cause SAVED_AGAIN = cause(2);

  private static final Map<String, Caller> CALLERS =
      Map.of(
          "acme-auditor", caller(Set.of(Role.AUDITOR), Set.of(ACME)),
          "globex-auditor", caller(Set.of(Role.AUDITOR), Set.of(GLOBEX)),
          "both", caller(Set.of(Role.OPERATOR), Set.of(ACME, GLOBEX)),
          "everyone", caller(Set.of(Role.ADMIN), Set.of(Caller.ALL_TENANTS)),
          "gateway", caller(Set.of(Role.GATEWAY), Set.of(ACME)));

  private static ViewsRig rig;
  private static Projections projections;
  private static QueryServer server;
  private static List<EventEnvelope> history;

  @BeforeAll
  static void open(EmbeddedStack stack) throws Exception {
    rig = new ViewsRig(stack);
    projections = rig.start();
    history = RandomHistory.of(2026, LEDGER, List.of(ACME, GLOBEX), EVENTS + 1_000);
    rig.append(history.subList(0, EVENTS));
    rig.awaitReadUpTo(rig.indexes, LEDGER, EVENTS - 1);
    server = new QueryServer(rig, CALLERS, InstantSource.system());
  }

  @AfterAll
  static void close() throws Exception {
    server.close();
    projections.close();
    rig.close();
  }

  @Test
  void findsTheSameEventsAsLookingAtEachOfThem() throws Exception {
    Random random = new Random(99);
    for (int i = 0; i < 40; i++) {
      Map<String, String> filter = new TreeMap<>();
      EventEnvelope like = history.get(random.nextInt(EVENTS));
      if (random.nextInt(2) == 0) {
        filter.put("type", like.type());
      }
      if (random.nextInt(3) == 0) {
        filter.put("code", like.code());
      }
      if (random.nextInt(3) == 0 && like.runId() != null) {
        filter.put("runId", String.valueOf(like.runId()));
      }
      if (random.nextInt(4) == 0 && like.callId() != null) {
        filter.put("callId", String.valueOf(like.callId()));
      }
      if (random.nextInt(3) == 0) {
        filter.put("from", like.recordedAt().toString());
      }
      if (random.nextInt(3) == 0) {
        filter.put("to", beforeTheRest(like.recordedAt().plusSeconds(60)));
      }
      if (like.body() instanceof DecisionMade decision) {
        filter.put("verdict", decision.verdict().name());
      }
      if (like.body() instanceof OutcomeRecorded outcome) {
        filter.put("outcome", outcome.status().name());
      }
      filter.putIfAbsent("to", history.get(EVENTS).recordedAt().toString());
      List<String> expected =
          history.stream()
              .filter(event -> event.tenant().equals(ACME) && matches(event, filter))
              .map(event -> event.eventId().toString())
              .toList();
      assertThat(all("/v1/events", filter, "events", "eventId", 1 + random.nextInt(500)))
          .as("filter %s", filter)
          .isEqualTo(expected);
    }
  }

  @Test
  void pagesWithoutGapOrRepeatWhileEventsAreWritten() throws Exception {
    List<String> seen = new ArrayList<>();
    String next = "";
    int written = EVENTS;
    do {
      JsonNode page =
          get(
              "acme-auditor",
              "/v1/events",
              next.isEmpty()
                  ? Map.of("limit", "50", "order", "asc", "to", far())
                  : Map.of("limit", "50", "order", "asc", "to", far(), "cursor", next));
      page.path("events").forEach(event -> seen.add(event.path("eventId").asText()));
      next = page.path("next").asText("");
      if (written < history.size()) {
        rig.append(history.subList(written, written + 50));
        written += 50;
      }
    } while (!next.isEmpty() && !next.equals("null"));
    List<String> expected =
        history.subList(0, written).stream()
            .filter(event -> event.tenant().equals(ACME))
            .map(event -> event.eventId().toString())
            .toList();
    assertThat(seen).doesNotHaveDuplicates();
    assertThat(expected.subList(0, seen.size())).isEqualTo(seen);
    assertThat(seen.size()).isGreaterThan(EVENTS / 3);
    // other tests ask twice and compare: nothing may come in between
    rig.awaitReadUpTo(rig.indexes, LEDGER, written - 1);
  }

  @Test
  void tellsTheStoryOfARunInOrder() throws Exception {
    JsonNode story = get("acme-auditor", "/v1/runs/run-3", Map.of());
    List<String> expected =
        history.subList(0, EVENTS).stream()
            .filter(event -> event.tenant().equals(ACME) && "run-3".equals(event.runId()))
            .map(event -> event.eventId().toString())
            .toList();
    List<String> told = new ArrayList<>();
    story.path("events").forEach(event -> told.add(event.path("eventId").asText()));
    assertThat(told.subList(0, expected.size())).isEqualTo(expected);
    assertThat(story.path("tenant").asText()).isEqualTo(ACME);
    List<String> gaps = new ArrayList<>();
    story.path("gaps").forEach(gap -> gaps.add(gap.path("kind").asText()));
    assertThat(gaps)
        .contains("OUTCOME_OVERDUE", "APPROVAL_OPEN")
        .doesNotContain("SEQUENCE_HOLE", "TRUNCATED");
    assertThat(story.path("complete").asBoolean()).isFalse();
    assertThat(story.path("readUpTo").path("" + LEDGER).asLong())
        .isGreaterThanOrEqualTo(EVENTS - 1);
    for (JsonNode call : story.path("calls")) {
      assertThat(call.path("callId").asText()).isNotEmpty();
      assertThat(call.has("intent") && call.has("decision") && call.has("outcome")).isTrue();
    }
  }

  @Test
  void keepsTenantsApartOnEveryRoute() throws Exception {
    String callOfAcme =
        history.stream()
            .filter(event -> event.tenant().equals(ACME) && event.callId() != null)
            .map(event -> String.valueOf(event.callId()))
            .findFirst()
            .orElseThrow();
    assertThat(send("acme-auditor", "/v1/calls/" + callOfAcme, Map.of()).statusCode())
        .isEqualTo(200);
    for (String path : List.of("/v1/runs/run-3", "/v1/calls/" + callOfAcme)) {
      HttpResponse<String> foreign = send("globex-auditor", path, Map.of("tenant", ACME));
      HttpResponse<String> unknown =
          send("globex-auditor", path.substring(0, path.lastIndexOf('/')) + "/none", Map.of());
      assertThat(foreign.statusCode()).isEqualTo(404);
      assertThat(unknown.statusCode()).isEqualTo(404);
      assertThat(foreign.body()).isEqualTo(unknown.body());
    }
    for (String path : List.of("/v1/events", "/v1/calls")) {
      assertThat(send("globex-auditor", path, Map.of("tenant", ACME)).statusCode()).isEqualTo(404);
      assertThat(send("gateway", path, Map.of()).statusCode()).isEqualTo(403);
      assertThat(send("both", path, Map.of()).statusCode()).isEqualTo(400);
      assertThat(send("everyone", path, Map.of()).statusCode()).isEqualTo(400);
      assertThat(send("everyone", path, Map.of("tenant", GLOBEX)).statusCode()).isEqualTo(200);
      JsonNode own = get("globex-auditor", path, Map.of("limit", "500"));
      own.path(path.substring(4))
          .forEach(entry -> assertThat(entry.path("tenant").asText()).isEqualTo(GLOBEX));
      assertThat(own.path(path.substring(4))).isNotEmpty();
    }
    assertThat(send("gateway", "/v1/runs/run-3", Map.of()).statusCode()).isEqualTo(403);
  }

  @Test
  void searchesForWordsAndForNothingElse() throws Exception {
    assertThat(texts("refund")).isNotEmpty();
    assertThat(texts("refund urgent")).hasSizeLessThan(texts("refund").size());
    assertThat(texts("\"tenant globex\"")).isEmpty();
    assertThat(texts("/refund/ ~urgent^ [note]"))
        .isNotEmpty()
        .isEqualTo(texts("refund urgent note"));
    for (String odd : List.of("tenant:globex", "ref*", "\"unclosed", "((((", "a OR", "-", "+-|~")) {
      HttpResponse<String> refused = send("acme-auditor", "/v1/events", Map.of("text", odd));
      assertThat(refused.statusCode()).as(odd).isEqualTo(400);
      assertThat(refused.body()).contains("/query/text", "at character");
    }
  }

  @Test
  void listsCallsNewestFirstAndFiltersThem() throws Exception {
    Map<String, String> filter = Map.of("verdict", "DENY", "server", "tickets");
    List<String> times = all("/v1/calls", filter, "calls", "openedAt", 37);
    assertThat(times)
        .isNotEmpty()
        .isSortedAccordingTo((one, two) -> Instant.parse(two).compareTo(Instant.parse(one)));
    List<String> calls = all("/v1/calls", filter, "calls", "callId", 41);
    Set<String> denied =
        history.stream()
            .filter(event -> event.tenant().equals(ACME))
            .filter(
                event ->
                    event.body() instanceof DecisionMade decision
                        && decision.verdict().name().equals("DENY")
                        && decision.tool().server().equals("tickets"))
            .map(event -> String.valueOf(event.callId()))
            .collect(Collectors.toSet());
    assertThat(calls).doesNotHaveDuplicates().isSubsetOf(denied);
  }

  @Test
  void listsRunsThatUsedAToolAndWereDenied() throws Exception {
    Map<String, String> filter =
        Map.of("verdict", "DENY", "tool", "tool-2", "server", "payments", "text", "refund");
    Set<String> denied =
        runs(body -> body instanceof DecisionMade d && d.verdict().name().equals("DENY"));
    denied.retainAll(runs(b -> b instanceof IntentRecorded i && i.tool().name().equals("tool-2")));
    denied.retainAll(
        runs(b -> b instanceof IntentRecorded i && i.tool().server().equals("payments")));
    List<String> runs =
        all(
            "/v1/runs",
            Map.of("verdict", "DENY", "tool", "tool-2", "server", "payments"),
            "runs",
            "runId",
            4);
    assertThat(runs).doesNotHaveDuplicates().isNotEmpty();
    assertThat(Set.copyOf(runs)).isEqualTo(denied);
    assertThat(all("/v1/runs", filter, "runs", "runId", 5)).isNotEmpty().isSubsetOf(denied);
  }

  @Test
  void asksWithTheParametersOfASavedSearch() throws Exception {
    int ledger = (LEDGER + 1) % ViewsRig.LEDGERS;
    String saver = inTheLedger(ledger, "saver-");
    List<QueryParameter> parameters =
        List.of(new QueryParameter("type", "SearchSaved"), new QueryParameter("order", "asc"));
    rig.append(
        List.of(
            EventEnvelope.of(
                new EventEnvelope.Place(ledger, 1, 0, 0, Samples.START),
                SAVED,
                null,
                null,
                saver,
                new SearchSaved("changes", parameters, "what was saved", "olga")),
            EventEnvelope.of(
                new EventEnvelope.Place(ledger, 1, 1, 1, Samples.START),
                SAVED_AGAIN,
                null,
                null,
                saver,
                new SearchSaved("others", parameters, "what was saved", "olga"))));
    rig.awaitReadUpTo(rig.indexes, ledger, 1);
    JsonNode found =
        get("everyone", "/v1/events", Map.of("tenant", saver, "saved", "changes", "limit", "1"));
    assertThat(found.path("events")).as("%s", found).hasSize(1);
    assertThat(found.path("events").path(0).path("position").asLong()).isZero();
    assertThat(found.path("next").isTextual()).as("%s", found).isTrue();
    Map<String, String> next =
        Map.of(
            "tenant",
            saver,
            "saved",
            "changes",
            "cursor",
            found.path("next").asText(),
            "facets",
            "type");
    JsonNode rest = get("everyone", "/v1/events", next);
    assertThat(rest.path("events").path(0).path("position").asLong()).isEqualTo(1);
    assertThat(rest.path("total").asLong()).isEqualTo(2);
    Map<String, String> other =
        Map.of("tenant", saver, "saved", "changes", "type", "IntentRecorded");
    assertThat(get("everyone", "/v1/events", other).path("events")).isEmpty();
    HttpResponse<String> none =
        send("everyone", "/v1/events", Map.of("tenant", ACME, "saved", "changes"));
    assertThat(none.statusCode()).isEqualTo(400);
    assertThat(none.body()).contains("/query/saved");
  }

  private static Set<String> runs(Predicate<Event> holds) {
    return history.subList(0, EVENTS).stream()
        .filter(event -> event.tenant().equals(ACME) && holds.test(event.body()))
        .map(EventEnvelope::runId)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  @Test
  void namesAParameterThatItDoesNotKnow() throws Exception {
    HttpResponse<String> refused = send("acme-auditor", "/v1/events", Map.of("colour", "red"));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("colour").doesNotContain("red\"");
    assertThat(send("acme-auditor", "/v1/runs/run-3", Map.of("limit", "3")).statusCode())
        .isEqualTo(400);
  }

  @Test
  void saysWhenItIsReady() {
    assertThat(new SearchReader(rig.cluster, rig.indexes).readiness()).isEmpty();
    assertThat(new SearchReader(rig.cluster, new Indexes("none-")).readiness())
        .hasSize(Indexes.Kind.values().length);
  }

  private static List<String> texts(String text) throws Exception {
    return all("/v1/events", Map.of("text", text, "to", far()), "events", "eventId", 500);
  }

  /** A time after which only the events of the paging test come. */
  private static String far() {
    return history.getLast().recordedAt().plusSeconds(1).toString();
  }

  private static String beforeTheRest(Instant time) {
    Instant rest = history.get(EVENTS).recordedAt();
    return (time.isBefore(rest) ? time : rest).toString();
  }

  private static boolean matches(EventEnvelope event, Map<String, String> filter) {
    return filter.entrySet().stream()
        .allMatch(
            term ->
                switch (term.getKey()) {
                  case "type" -> event.type().equals(term.getValue());
                  case "code" -> event.code().equals(term.getValue());
                  case "runId" -> term.getValue().equals(event.runId());
                  case "callId" -> term.getValue().equals(String.valueOf(event.callId()));
                  case "from" -> !event.recordedAt().isBefore(Instant.parse(term.getValue()));
                  case "to" -> event.recordedAt().isBefore(Instant.parse(term.getValue()));
                  case "verdict" ->
                      event.body() instanceof DecisionMade decision
                          && decision.verdict().name().equals(term.getValue());
                  case "outcome" ->
                      event.body() instanceof OutcomeRecorded outcome
                          && outcome.status().name().equals(term.getValue());
                  default -> throw new IllegalArgumentException(term.getKey());
                });
  }

  private static List<String> all(
      String path, Map<String, String> filter, String member, String field, int limit)
      throws Exception {
    List<String> found = new ArrayList<>();
    Map<String, String> parameters = new TreeMap<>(filter);
    parameters.put("limit", Integer.toString(limit));
    if (path.equals("/v1/events")) {
      parameters.put("order", "asc");
    }
    parameters.putIfAbsent("to", history.get(EVENTS).recordedAt().toString());
    while (true) {
      JsonNode page = get("acme-auditor", path, parameters);
      page.path(member).forEach(entry -> found.add(entry.path(field).asText()));
      if (page.path("next").isNull()) {
        return found;
      }
      parameters.put("cursor", page.path("next").asText());
    }
  }

  private static JsonNode get(String caller, String path, Map<String, String> parameters)
      throws Exception {
    return server.get(caller, path, parameters);
  }

  private static HttpResponse<String> send(
      String caller, String path, Map<String, String> parameters) throws Exception {
    return server.send(caller, path, parameters);
  }

  private static EventEnvelope.Cause cause(long number) {
    return new EventEnvelope.Cause(
        new UUID(0x5200_0000_0000_4000L, 0x8000_0000_0000_0000L | number),
        Samples.commandId(number),
        null,
        new Source("olga", EvidenceGrade.ENFORCED),
        null,
        new Salt(new byte[Salt.BYTES]));
  }

  private static Caller caller(Set<Role> roles, Set<String> tenants) {
    return new Caller("someone", roles, tenants, Set.of(), Instant.parse("2999-01-01T00:00:00Z"));
  }

  private static String inTheLedger(int ledger, String prefix) {
    for (int i = 0; ; i++) {
      String name = prefix + i;
      if (TenantPartition.of(name, ViewsRig.LEDGERS) == ledger) {
        return name;
      }
    }
  }
}
