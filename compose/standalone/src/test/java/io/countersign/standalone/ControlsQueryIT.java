package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.projections.Projections;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.control.BrakeKind;
import io.countersign.schemas.control.BrakeScope;
import io.countersign.schemas.event.BrakeEngaged;
import io.countersign.schemas.event.BrakeReleased;
import io.countersign.schemas.event.BudgetRemoved;
import io.countersign.schemas.event.BudgetSet;
import io.countersign.schemas.event.ControlEvent;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.PolicyPublished;
import io.countersign.schemas.event.ServerReviewed;
import io.countersign.schemas.event.ToolRegistered;
import io.countersign.standalone.embedded.EmbeddedStack;
import io.countersign.testkit.RandomHistory;
import io.countersign.testkit.Samples;
import io.countersign.testkit.Variations;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the query routes show of controls and budgets, on indexes that real projections filled. */
@ExtendWith(SharedStack.class)
final class ControlsQueryIT {
  private static final int HOME = TenantPartition.of(CommandEnvelope.PLATFORM, ViewsRig.LEDGERS);
  private static final String ACME = awayFromHome();
  private static final int LEDGER = TenantPartition.of(ACME, ViewsRig.LEDGERS);
  private static final UUID PLATFORM_BRAKE = Samples.callId(77);
  private static final int EVENTS = 1_500;

  private static final Map<String, Caller> CALLERS =
      Map.of(
          "auditor", caller("aud", Role.AUDITOR, ACME),
          "approver", caller("app", Role.APPROVER, ACME),
          "user", caller("user-1", Role.USER, ACME),
          "gateway", caller("gw-1", Role.GATEWAY, ACME),
          "stranger", caller("user-1", Role.AUDITOR, "globex"));

  private static ViewsRig rig;
  private static Projections projections;
  private static QueryServer server;
  private static List<EventEnvelope> history;

  @BeforeAll
  static void open(EmbeddedStack stack) throws Exception {
    rig = new ViewsRig(stack);
    projections = rig.start();
    history = new ArrayList<>(RandomHistory.withControls(2032, LEDGER, List.of(ACME), EVENTS));
    ToolRegistered tool = Samples.toolRegistered();
    add(tool);
    add(sample(ServerReviewed.class));
    add(sample(PolicyPublished.class));
    rig.append(history);
    BrakeEngaged engaged =
        new BrakeEngaged(
            PLATFORM_BRAKE, BrakeKind.READ_ONLY, BrakeScope.EVERYTHING, "incident", "root");
    for (int ledger : List.of(HOME, LEDGER)) {
      rig.append(List.of(platform(ledger, engaged)));
    }
    rig.awaitReadUpTo(rig.indexes, LEDGER, history.size());
    rig.awaitReadUpTo(rig.indexes, HOME, history.size());
    Instant now = history.getLast().recordedAt();
    server = new QueryServer(rig, CALLERS, () -> now);
  }

  @AfterAll
  static void close() throws Exception {
    server.close();
    projections.close();
    rig.close();
  }

  @Test
  void listsEachToolOnceInPages() throws Exception {
    Set<String> expected = new TreeSet<>();
    for (EventEnvelope event : history) {
      if (event.body() instanceof ControlEvent control && control.control().startsWith("tool/")) {
        expected.add(control.control());
      }
    }
    assertThat(all("/v1/tools", Map.of("limit", "3"), "tools", "control"))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(expected);
    for (JsonNode tool :
        server
            .get("auditor", "/v1/tools", Map.of("state", "ACTIVE", "server", "tickets"))
            .path("tools")) {
      assertThat(tool.path("state").asText()).isEqualTo("ACTIVE");
      assertThat(tool.path("server").asText()).isEqualTo("tickets");
      assertThat(tool.path("definition").path("inputSchema").isObject()).isTrue();
    }
  }

  @Test
  void showsAToolAndTheEventsThatChangedIt() throws Exception {
    JsonNode tool = server.get("approver", "/v1/tools/tickets/close_ticket", Map.of());
    assertThat(tool.path("state").asText()).isEqualTo("ACTIVE");
    assertThat(tool.path("change").path("type").asText()).isEqualTo("ToolRegistered");
    String changes = tool.path("changes").asText();
    assertThat(changes).startsWith("/v1/events?");
    JsonNode events =
        server
            .get("auditor", "/v1/events", Map.of("control", "tool/tickets/close_ticket"))
            .path("events");
    assertThat(events).hasSize(1);
    assertThat(events.get(0).path("eventId")).isEqualTo(tool.path("change").path("eventId"));
    assertThat(server.send("auditor", "/v1/tools/tickets/none", Map.of()).statusCode())
        .isEqualTo(404);
  }

  @Test
  void showsTheGateOfAServer() throws Exception {
    JsonNode servers = server.get("auditor", "/v1/servers", Map.of()).path("servers");
    assertThat(servers).isNotEmpty();
    for (JsonNode each : servers) {
      assertThat(each.path("overdue").isBoolean()).isTrue();
      String name = each.path("server").asText();
      JsonNode one = server.get("auditor", "/v1/servers/" + name, Map.of());
      assertThat(one.path("gateInForce")).isEqualTo(each.path("gateInForce"));
    }
    assertThat(server.send("auditor", "/v1/servers/nobody", Map.of()).statusCode()).isEqualTo(404);
  }

  @Test
  void givesTheExactDocumentOfAPolicy() throws Exception {
    PolicyPublished policy = sample(PolicyPublished.class);
    String path = "/v1/policies/" + policy.name();
    assertThat(server.get("auditor", path, Map.of()).path("document").asText())
        .isEqualTo(policy.document());
    HttpResponse<String> yaml = server.send("auditor", path, Map.of(), "application/yaml");
    assertThat(yaml.headers().firstValue("content-type")).contains("application/yaml");
    assertThat(yaml.body()).isEqualTo(policy.document());
    JsonNode list = server.get("auditor", "/v1/policies", Map.of()).path("policies");
    assertThat(list).isNotEmpty().noneMatch(each -> each.has("document"));
  }

  @Test
  void showsBudgetsToReadersAndEachUserItsOwn() throws Exception {
    Map<String, Boolean> inForce = new TreeMap<>();
    for (EventEnvelope event : history) {
      if (event.body() instanceof BudgetSet set) {
        inForce.put(set.budget().id(), true);
      } else if (event.body() instanceof BudgetRemoved removed) {
        inForce.put(removed.budget().id(), false);
      }
    }
    inForce.values().removeIf(set -> !set);
    assertThat(inForce).isNotEmpty();
    List<String> shown = all("/v1/budgets", Map.of("limit", "2"), "budgets", "budgetId");
    assertThat(new TreeSet<>(shown)).isEqualTo(inForce.keySet());
    JsonNode own = server.get("user", "/v1/budgets", Map.of()).path("budgets");
    assertThat(own).allMatch(node -> node.path("subject").asText().equals("user-1"));
    JsonNode asked =
        server.get("auditor", "/v1/budgets", Map.of("principal", "user-1")).path("budgets");
    assertThat(own).isEqualTo(asked);
    for (JsonNode node : server.get("auditor", "/v1/budgets", Map.of()).path("budgets")) {
      assertThat(node.path("limits").path("calls").isNumber()).isTrue();
      assertThat(node.path("left").path("calls").isNumber()).isTrue();
      assertThat(node.path("percent").isNumber()).isTrue();
    }
    assertThat(server.get("gateway", "/v1/budgets", Map.of()).path("budgets")).isEmpty();
    assertThat(server.send("user", "/v1/budgets", Map.of("principal", "user-2")).statusCode())
        .isEqualTo(403);
  }

  @Test
  void listsBrakesOfTheTenantAndOfThePlatform() throws Exception {
    Map<String, String> expected = new TreeMap<>();
    for (EventEnvelope event : history) {
      if (event.body() instanceof BrakeEngaged engaged) {
        expected.put(engaged.brakeId().toString(), "ENGAGED");
      } else if (event.body() instanceof BrakeReleased released) {
        expected.put(released.brakeId().toString(), "RELEASED");
      }
    }
    expected.put(PLATFORM_BRAKE.toString(), "ENGAGED");
    Map<String, String> shown = new TreeMap<>();
    for (JsonNode brake : server.get("auditor", "/v1/brakes", Map.of()).path("brakes")) {
      shown.put(brake.path("brakeId").asText(), brake.path("state").asText());
      if (brake.path("brakeId").asText().equals(PLATFORM_BRAKE.toString())) {
        assertThat(brake.path("platform").asBoolean()).isTrue();
        assertThat(brake.path("inForce").asBoolean()).isTrue();
        assertThat(brake.path("ledgers").path("of").asInt()).isEqualTo(ViewsRig.LEDGERS);
        assertThat(brake.path("ledgers").path("recorded").asInt()).isEqualTo(2);
      }
    }
    assertThat(shown).isEqualTo(expected);
    assertThat(server.get("stranger", "/v1/brakes", Map.of("state", "ENGAGED")).path("brakes"))
        .singleElement()
        .satisfies(brake -> assertThat(brake.path("kind").asText()).isEqualTo("READ_ONLY"));
  }

  @Test
  void showsLimitsAndSettings() throws Exception {
    assertThat(server.get("auditor", "/v1/limits", Map.of()).path("limits")).isNotEmpty();
    JsonNode settings = server.get("auditor", "/v1/settings", Map.of());
    assertThat(settings.path("settings").path("timeZone").asText()).isNotEmpty();
    assertThat(server.get("stranger", "/v1/settings", Map.of()).path("settings").path("timeZone"))
        .hasToString("\"UTC\"");
  }

  @Test
  void tellsNobodyWhatTheyMayNotSee() throws Exception {
    List<String> paths =
        List.of(
            "/v1/tools",
            "/v1/tools/tickets/close_ticket",
            "/v1/servers",
            "/v1/servers/tickets",
            "/v1/policies",
            "/v1/policies/support-desk",
            "/v1/limits",
            "/v1/brakes",
            "/v1/settings");
    for (String path : paths) {
      assertThat(server.send("user", path, Map.of()).statusCode()).as(path).isEqualTo(403);
      assertThat(server.send("gateway", path, Map.of()).statusCode()).as(path).isEqualTo(403);
      assertThat(server.send("stranger", path, Map.of("tenant", ACME)).statusCode())
          .as(path)
          .isEqualTo(404);
      assertThat(server.send("auditor", path, Map.of("colour", "red")).statusCode())
          .as(path)
          .isEqualTo(400);
    }
    assertThat(server.send("stranger", "/v1/budgets", Map.of("tenant", ACME)).statusCode())
        .isEqualTo(404);
  }

  private static List<String> all(
      String path, Map<String, String> parameters, String member, String field) throws Exception {
    List<String> found = new ArrayList<>();
    Map<String, String> next = new TreeMap<>(parameters);
    while (true) {
      JsonNode page = server.get("auditor", path, next);
      page.path(member).forEach(entry -> found.add(entry.path(field).asText()));
      if (page.path("next").isNull()) {
        return found;
      }
      next.put("cursor", page.path("next").asText());
    }
  }

  private static void add(Event event) {
    EventEnvelope last = history.getLast();
    long position = last.position() + 1;
    EventEnvelope next = Samples.event(position, event);
    next = Variations.with(next, "tenant", ACME);
    next = Variations.with(next, "ledger", LEDGER);
    next = Variations.with(next, "tenantSequence", position);
    history.add(Variations.with(next, "recordedAt", last.recordedAt().plus(Duration.ofMillis(1))));
  }

  private static EventEnvelope platform(int ledger, Event event) {
    EventEnvelope next = Samples.event(history.size(), event);
    next = Variations.with(next, "tenant", CommandEnvelope.PLATFORM);
    next = Variations.with(next, "eventId", Samples.eventId(1_000_000L + ledger));
    return Variations.with(next, "ledger", ledger);
  }

  private static <E extends Event> E sample(Class<E> kind) {
    return Samples.events().stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .findFirst()
        .orElseThrow();
  }

  private static Caller caller(String subject, Role role, String tenant) {
    return new Caller(
        subject, Set.of(role), Set.of(tenant), Set.of(), Instant.parse("2999-01-01T00:00:00Z"));
  }

  /** A tenant whose ledger is not the one that the platform's own controls are written to first. */
  private static String awayFromHome() {
    for (int i = 0; ; i++) {
      String name = "acme-" + i;
      if (TenantPartition.of(name, ViewsRig.LEDGERS) != HOME) {
        return name;
      }
    }
  }
}
