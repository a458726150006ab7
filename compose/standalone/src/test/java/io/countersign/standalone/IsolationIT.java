package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.countersign.ingest.contract.Contract;
import io.countersign.ingest.contract.Operation;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.opensearch.SearchCluster;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Walks every operation of the API document with the tokens of another tenant. For things of the
 * victim that exist and for things that nobody ever made it must get the same answer, find nothing
 * of the victim in it, cost the search cluster the same, and leave nothing in the victim's ledger.
 */
@ExtendWith(SharedSystem.class)
class IsolationIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode DOCUMENT = document();
  private static final Pattern PLACE = Pattern.compile("\\{(\\w+)}");

  /** In every value of the victim's that an answer could give away. */
  private static final String MARK = "quokka";

  /** Answer what this process is, and nothing of a tenant. */
  private static final Set<String> OF_NO_TENANT =
      Set.of("/healthz", "/readyz", "/metrics", "/.well-known/jwks.json");

  /** Observations are answered line by line; a test of a policy looks at the document alone. */
  private static final Set<String> OF_THE_BODY_ONLY = Set.of("reportObservations", "testPolicy");

  private final WholeSystem system;
  private final Api api;
  private final String victim = Api.newTenant() + "-" + MARK;
  private final String attacker = Api.newTenant();
  private final Map<String, String> existing = new HashMap<>();
  private final Map<String, String> invented = new HashMap<>();
  private final List<String> lastRuns = new ArrayList<>();

  IsolationIT(WholeSystem system) {
    this.system = system;
    this.api = system.api();
  }

  @BeforeEach
  void makeThingsOfTheVictim() {
    String operator = system.operator(victim);
    String tool = "tool-" + MARK;
    put("/v1/tools/tickets/" + tool, operator, Api.tool("READ"));
    JsonNode call =
        api.post(
                "/v1/calls",
                system.gateway(victim),
                Api.call(victim, "run-" + MARK, tool, "{\"id\": \"" + MARK + "\"}"))
            .expect(200)
            .json();
    put("/v1/budgets/budget-" + MARK, operator, example("setBudget").toString());
    put("/v1/limits/limit-" + MARK, operator, example("setLimit").toString());
    put("/v1/servers/tickets/review", operator, example("reviewServer").toString());
    put("/v1/holds/hold-" + MARK, operator, example("placeHold").toString());
    put("/v1/searches/search-" + MARK, operator, example("saveSearch").toString());
    put("/v1/retention", operator, example("setRetention").toString());
    put("/v1/approvers/approver-" + MARK, operator, example("setApprover").toString());
    JsonNode brake =
        api.post(
                "/v1/brakes",
                operator,
                "{\"kind\": \"SHADOW\", \"scope\": {\"tool\": \"t\", \"server\": \"s\"},"
                    + " \"reason\": \""
                    + MARK
                    + "\"}")
            .expect(201)
            .json();
    existing.put("server", "tickets");
    existing.put("name", tool);
    existing.put("runId", "run-" + MARK);
    existing.put("callId", call.path("callId").asText());
    existing.put("budgetId", "budget-" + MARK);
    existing.put("limitId", "limit-" + MARK);
    existing.put("holdId", "hold-" + MARK);
    existing.put("subject", "approver-" + MARK);
    existing.put("brakeId", brake.path("brakeId").asText());
    system.story(victim, "run-" + MARK, told -> told.path("calls").size() == 1);
  }

  private void put(String path, String token, String body) {
    Api.Answer answer = api.put(path, token, body);
    assertThat(answer.status() / 100).as(path + " " + answer.body()).isEqualTo(2);
  }

  /** An id of the victim's for a place in a path, or one that nobody made, alike in form. */
  private String value(String place, boolean exists) {
    if (exists && existing.containsKey(place)) {
      return existing.get(place);
    }
    return invented.computeIfAbsent(
        place + exists,
        key ->
            switch (place) {
              case "callId", "approvalId", "grantId", "brakeId", "alertId", "exportId" ->
                  newUuid7().toString();
              default -> "nobody-made-this";
            });
  }

  private static UUID newUuid7() {
    UUID random = UUID.randomUUID();
    return new UUID(
        (System.currentTimeMillis() << 16) | 0x7000 | (random.getMostSignificantBits() & 0xfff),
        random.getLeastSignificantBits());
  }

  private String path(Operation operation, boolean exists) {
    Matcher places = PLACE.matcher(operation.path());
    StringBuilder path = new StringBuilder();
    while (places.find()) {
      places.appendReplacement(path, value(places.group(1), exists));
    }
    return places.appendTail(path).toString();
  }

  /** The attacker has every role that one token may have, and tries each token. */
  private List<String> tokens() {
    return Stream.of(Role.GATEWAY, Role.APPROVER, Role.OPERATOR, Role.AUDITOR, Role.ADMIN)
        .map(role -> system.token(role, attacker))
        .toList();
  }

  private static JsonNode operation(String id) {
    for (JsonNode path : DOCUMENT.path("paths")) {
      for (JsonNode operation : path) {
        if (operation.path("operationId").asText().equals(id)) {
          return operation;
        }
      }
    }
    throw new AssertionError("Expected the operation " + id + " in the API document");
  }

  /** The first example of an operation's JSON body. */
  private static JsonNode example(String id) {
    JsonNode examples = operation(id).at("/requestBody/content/application~1json/examples");
    return examples.isEmpty() ? JSON.createObjectNode() : examples.iterator().next().path("value");
  }

  private Api.Answer send(Operation operation, String token, boolean named, boolean exists) {
    String query = named ? "?tenant=" + victim : "";
    var request =
        api.request(path(operation, exists) + query).header("Authorization", "Bearer " + token);
    if (operation.path().equals("/v1/stream")) {
      return stream(request.GET().build());
    }
    if (operation.method().equals("GET")) {
      return api.send(request.GET());
    }
    JsonNode content = operation(operation.id()).at("/requestBody/content");
    if (content.has("application/json") || content.isMissingNode()) {
      JsonNode body = example(operation.id());
      if (named && body instanceof ObjectNode object && takesTenant(operation.id())) {
        body = object.deepCopy().put("tenant", victim);
      }
      request.header("Content-Type", "application/json");
      return api.send(request.method(operation.method(), BodyPublishers.ofString(body.toString())));
    }
    String type = content.fieldNames().next();
    request.header("Content-Type", type);
    return api.send(
        request.method(operation.method(), BodyPublishers.ofString("policy: desk\nrules: []\n")));
  }

  /** A stream does not end by itself: its first event stands for it. */
  private static Api.Answer stream(HttpRequest request) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> answer = client.send(request, BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        String told =
            answer.statusCode() == 200
                ? SseClient.of(body).next().orElseThrow().type()
                : new String(body.readAllBytes(), StandardCharsets.UTF_8);
        return new Api.Answer(answer.statusCode(), answer.headers(), told);
      } finally {
        client.shutdownNow();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    }
  }

  private static boolean takesTenant(String id) {
    String schema =
        operation(id).at("/requestBody/content/application~1json/schema/$ref").asText("");
    return !schema.isEmpty()
        && DOCUMENT.at(schema.substring(1)).at("/properties/tenant").isObject();
  }

  /** Reads before writes, so that no answer depends on how soon a write can be found. */
  private static List<Operation> operations() {
    return Contract.load().operations().stream()
        .filter(operation -> !OF_NO_TENANT.contains(operation.path()))
        .sorted(Comparator.comparing(operation -> !operation.method().equals("GET")))
        .toList();
  }

  /**
   * With the victim named, and with its ids in the attacker's own tenant: there only what reads or
   * is about one thing, because what makes things makes them in that tenant. An answer that has no
   * end is tried only where it must be refused.
   */
  private static boolean[] ways(Operation operation) {
    boolean endless =
        operation(operation.id()).at("/responses/200/content").has("text/event-stream");
    boolean reads = operation.method().equals("GET");
    boolean ofOneThing = operation.method().equals("POST") && operation.path().contains("{");
    return !endless && (reads || ofOneThing) ? new boolean[] {true, false} : new boolean[] {true};
  }

  /** Whether a refusal shows in the status: some bodies are answered line by line. */
  private static boolean refusesAsAWhole(Operation operation) {
    return !OF_THE_BODY_ONLY.contains(operation.id());
  }

  /** What of an answer may not depend on what exists: all but names, times and places. */
  private static Set<String> shape(String body) {
    Set<String> shape = new TreeSet<>();
    try {
      collect(JSON.readTree(body), "", shape);
    } catch (IOException notJson) {
      shape.add(body);
    }
    return shape;
  }

  private static void collect(JsonNode node, String at, Set<String> shape) {
    if (node.isContainerNode()) {
      node.properties()
          .forEach(member -> collect(member.getValue(), at + "/" + member.getKey(), shape));
      if (node.isArray()) {
        node.forEach(each -> collect(each, at + "/*", shape));
      }
    } else {
      shape.add(at + " " + node.getNodeType());
    }
  }

  /**
   * How many events the victim's ledger holds besides reads. A call of its own is put behind them,
   * which does not count: a ledger is indexed in its order, so that all before this call can be
   * found once this call can. The index counts, because a list has an end, and each look at it is
   * one more read.
   */
  private long eventsOfTheVictim() {
    String lastRun = "last-run-" + UUID.randomUUID();
    api.post(
            "/v1/calls",
            system.gateway(victim),
            Api.call(victim, lastRun, "tool-" + MARK, "{\"id\": \"last\"}"))
        .expect(200);
    lastRuns.add(lastRun);
    String others = lastRuns.stream().map(run -> "&not.runId=" + run).collect(Collectors.joining());
    return Eventually.get(
        () -> {
          assertThat(count("&type=DecisionMade&runId=" + lastRun)).isEqualTo(1);
          return count("&not.type=AuditAccessed" + others);
        });
  }

  private long count(String filters) {
    return api.get("/v1/stats?tenant=" + victim + filters, system.token(Role.AUDITOR, "*"))
        .expect(200)
        .json()
        .path("total")
        .asLong();
  }

  @Test
  void answersAlikeForWhatExistsAndWhatDoesNot() {
    List<String> tokens = tokens();
    long before = eventsOfTheVictim();
    List<String> leaks = new ArrayList<>();
    List<Operation> walked = operations();
    for (Operation operation : walked) {
      for (String token : tokens) {
        for (boolean named : ways(operation)) {
          Api.Answer real = send(operation, token, named, true);
          Api.Answer none = send(operation, token, named, false);
          String what = "%s %s named=%s".formatted(operation.method(), operation.path(), named);
          boolean alike = !operation.path().contains("{");
          if (real.status() != none.status()
              || (!alike && !shape(real.body()).equals(shape(none.body())))) {
            leaks.add(what + ": " + real.body() + " but " + none.body());
          }
          if (withoutOwnWords(operation, withoutOwnReads(real.body())).contains(MARK)) {
            leaks.add(what + " tells " + real.body());
          }
          if (named && real.status() / 100 == 2 && refusesAsAWhole(operation)) {
            leaks.add(what + " was answered " + real.status());
          }
        }
      }
    }
    assertThat(walked).hasSizeGreaterThan(50);
    assertThat(leaks).isEmpty();
    assertThat(before).as("events of what was made for the victim").isGreaterThan(9);
    assertThat(eventsOfTheVictim()).as("events of the victim").isEqualTo(before);
  }

  /** The attacker's own reads are events of its own tenant, and name what it asked for. */
  private String withoutOwnReads(String body) {
    return body.lines().map(this::withoutOwnRead).collect(Collectors.joining("\n"));
  }

  private String withoutOwnRead(String line) {
    try {
      JsonNode json = JSON.readTree(line);
      if (isOwnRead(json)) {
        return "";
      }
      if (json.path("events") instanceof ArrayNode events) {
        events.removeIf(this::isOwnRead);
        return json.toString();
      }
      return line;
    } catch (IOException notJson) {
      return line;
    }
  }

  private boolean isOwnRead(JsonNode event) {
    return event.path("type").asText().equals("AuditAccessed")
        && event.path("tenant").asText().equals(attacker);
  }

  /** What the attacker wrote into the path itself is told back by some answers. */
  private String withoutOwnWords(Operation operation, String body) {
    String rest = body;
    for (String own : existing.values()) {
      if (path(operation, true).contains(own)) {
        rest = rest.replace(own, "");
      }
    }
    return rest;
  }

  @Test
  void asksTheSearchClusterAsOftenForWhatExistsAsForWhatDoesNot() throws Exception {
    String token = system.token(Role.AUDITOR, attacker);
    try (SearchCluster cluster =
        new SearchCluster(system.installation().openSearch(), Duration.ofSeconds(30))) {
      for (Operation operation : operations()) {
        if (operation.method().equals("GET") && operation.role().equals("query")) {
          for (boolean named : ways(operation)) {
            assertThat(searches(cluster, () -> send(operation, token, named, true)))
                .as(operation.path() + " named=" + named)
                .isEqualTo(searches(cluster, () -> send(operation, token, named, false)));
          }
        }
      }
    }
  }

  /** How many searches of shards a request makes. */
  private static long searches(SearchCluster cluster, Runnable request) throws Exception {
    long before = searched(cluster);
    request.run();
    return searched(cluster) - before;
  }

  private static long searched(SearchCluster cluster) throws Exception {
    return cluster
        .send("GET", "/_stats/search", null)
        .body()
        .at("/_all/total/search/query_total")
        .asLong();
  }

  @Test
  void tellsTheVictimOfItsOwnReadersAndTheAttackerOfItsAttempts() {
    String stranger = system.token(Role.AUDITOR, attacker);
    Api.Answer refused =
        api.get("/v1/runs/run-" + MARK + "?tenant=" + victim, stranger).expect(404);
    String attempt = refused.headers().firstValue("X-Request-Id").orElseThrow();
    Api.Answer story = api.get("/v1/runs/run-" + MARK, system.auditor(victim)).expect(200);
    String read = story.headers().firstValue("X-Request-Id").orElseThrow();

    JsonNode denied = access(attacker, attempt);
    assertThat(denied.path("code").asText()).isEqualTo("CS8101W");
    assertThat(denied.at("/body/operation").asText()).isEqualTo("runs.story");
    assertThat(denied.at("/body").has("tenantAsked")).isFalse();
    JsonNode granted = access(victim, read);
    assertThat(granted.path("code").asText()).isEqualTo("CS8100I");
    assertThat(granted.at("/body/results").asLong()).isEqualTo(1);
    assertThat(granted.at("/body/tenantAsked").asText()).isEqualTo(victim);
    assertThat(accesses(victim)).noneMatch(event -> event.toString().contains(attempt));
  }

  private JsonNode access(String tenant, String requestId) {
    return Eventually.get(
        () ->
            accesses(tenant).stream()
                .filter(event -> event.at("/body/requestId").asText().equals(requestId))
                .findFirst()
                .orElseThrow());
  }

  private List<JsonNode> accesses(String tenant) {
    return api.get("/v1/events?type=AuditAccessed&order=asc&limit=500", system.auditor(tenant))
        .expect(200)
        .json()
        .path("events")
        .valueStream()
        .toList();
  }

  private static JsonNode document() {
    try (InputStream in =
        Objects.requireNonNull(
            IsolationIT.class.getResourceAsStream("/openapi/countersign.yaml"))) {
      return new YAMLMapper().readTree(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
