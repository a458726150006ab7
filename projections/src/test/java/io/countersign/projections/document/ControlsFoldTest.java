package io.countersign.projections.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.projections.document.BatchFold.Result;
import io.countersign.schemas.Indexes.Kind;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.control.BrakeKind;
import io.countersign.schemas.control.BrakeScope;
import io.countersign.schemas.control.Budget;
import io.countersign.schemas.control.BudgetLimits;
import io.countersign.schemas.control.BudgetNode;
import io.countersign.schemas.control.BudgetWindow;
import io.countersign.schemas.control.SettlementBasis;
import io.countersign.schemas.control.Spending;
import io.countersign.schemas.control.ToolProposal;
import io.countersign.schemas.document.BudgetSnapshot;
import io.countersign.schemas.event.BrakeEngaged;
import io.countersign.schemas.event.BrakeReleased;
import io.countersign.schemas.event.BudgetRemoved;
import io.countersign.schemas.event.BudgetSet;
import io.countersign.schemas.event.BudgetThresholdReached;
import io.countersign.schemas.event.ControlEvent;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.ReservationSettled;
import io.countersign.schemas.event.ToolChanged;
import io.countersign.schemas.event.ToolProposed;
import io.countersign.schemas.event.ToolRegistered;
import io.countersign.schemas.event.ToolRetired;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.StrictJson;
import io.countersign.testkit.ApprovalScript;
import io.countersign.testkit.RandomHistory;
import io.countersign.testkit.Samples;
import io.countersign.testkit.Variations;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class ControlsFoldTest {
  private static final Instant DAY = Instant.parse("2026-11-21T00:00:00Z");
  private static final UUID BRAKE = UUID.fromString("019aa6a0-5f00-7000-8000-000000000001");

  @Test
  void keepsAnActiveDefinitionBesideAProposalUntilThatIsAnswered() {
    ToolRegistered registered = Samples.toolRegistered();
    ToolProposed proposed = any(ToolProposed.class);
    ToolProposal proposal =
        Variations.with(
            Variations.with(proposed.proposal(), "server", registered.definition().server()),
            "name",
            registered.definition().name());
    ToolProposed seen = new ToolProposed(proposal, List.of());
    assertThat(control(seen).string("state")).contains("PROPOSED");
    assertThat(control(seen).object("change")).isEmpty();

    JsonObject both = control(registered, seen);
    assertThat(both.string("state")).contains("ACTIVE");
    assertThat(both.object("definition").flatMap(d -> d.object("inputSchema"))).isPresent();
    assertThat(both.object("proposal").flatMap(p -> p.object("proposal"))).isPresent();
    assertThat(both.object("change").flatMap(c -> c.string("type"))).contains("ToolRegistered");

    JsonObject answered =
        control(registered, seen, new ToolChanged(registered.definition(), List.of(), null));
    assertThat(answered.object("proposal")).isEmpty();

    ToolRetired retired =
        new ToolRetired(
            registered.definition().server(),
            registered.definition().name(),
            "replaced",
            List.of());
    JsonObject gone = control(registered, retired, seen);
    assertThat(gone.string("state")).contains("RETIRED");
    assertThat(gone.object("definition")).isPresent();
    assertThat(gone.object("retired").flatMap(r -> r.string("reason"))).contains("replaced");
  }

  @Test
  void tellsWhoEngagedAndWhoReleasedABrake() {
    JsonObject brake = control(engaged(), released());
    assertThat(brake.string("state")).contains("RELEASED");
    assertThat(brake.string("kind")).contains("KILL");
    assertThat(brake.object("engaged").flatMap(e -> e.string("by"))).contains("bo");
    assertThat(brake.object("engaged").flatMap(e -> e.string("reason"))).contains("smoke");
    assertThat(brake.object("released").flatMap(e -> e.string("by"))).contains("ana");
    assertThat(brake.object("released").flatMap(e -> e.string("recordedAt"))).isPresent();
  }

  @Test
  void keepsABrakeOfThePlatformOncePerLedger() {
    List<EventEnvelope> events = new ArrayList<>();
    for (int ledger = 0; ledger < 3; ledger++) {
      events.add(platform(ledger, 0, engaged()));
    }
    events.add(platform(1, 1, released()));
    Result result = BatchFold.fold(Map.of(), events);
    assertThat(result.changed().getOrDefault(Kind.CONTROLS, Map.of()).values())
        .extracting(brake -> brake.string("state").orElseThrow())
        .containsExactly("ENGAGED", "RELEASED", "ENGAGED");
    assertThat(result.controls()).hasSize(1);
  }

  @Test
  void writesTheLatestChangeOfEachControlAndTakesBackWhatIsNotInForce() {
    Budget budget = budget();
    assertThat(records(engaged()).values()).allMatch(Optional::isPresent);
    assertThat(records(engaged(), released()).values()).allMatch(Optional::isEmpty);
    assertThat(records(new BudgetSet(budget, null), new BudgetRemoved(budget, "done")))
        .containsOnlyKeys("acme\nbudget/" + budget.id())
        .containsValue(Optional.empty());
    ToolRegistered registered = Samples.toolRegistered();
    Map<String, Optional<EventEnvelope>> kept = records(registered, proposalOf(registered));
    assertThat(kept).containsOnlyKeys("acme\n" + registered.control());
    assertThat(kept.values().iterator().next().map(EventEnvelope::body)).contains(registered);
    assertThat(records(proposalOf(registered))).isEmpty();
    BudgetThresholdReached threshold =
        new BudgetThresholdReached(budget, 50, List.of("calls"), spending(DAY, 50));
    assertThat(records(threshold)).isEmpty();
  }

  @Test
  void showsTheLatestWindowOfANodeAndKeepsTheOthers() {
    Budget budget = budget();
    Result result =
        BatchFold.fold(
            Map.of(),
            log(
                new BudgetSet(budget, null),
                settled(spending(DAY, 3)),
                settled(spending(DAY, 7)),
                settled(spending(DAY.plusSeconds(86_400), 1))));
    List<JsonObject> nodes = documents(result, 1);
    assertThat(nodes).extracting(n -> n.string("principal").orElse("")).contains("", "ana");
    JsonObject node = nodes.getLast();
    assertThat(node.string("scope")).contains("NODE");
    assertThat(node.string("windowStart")).contains("2026-11-22T00:00:00Z");
    List<JsonObject> windows = documents(result, 0).stream().filter(d -> d.has("scope")).toList();
    assertThat(windows)
        .extracting(w -> w.string("windowStart").orElseThrow())
        .containsExactly("2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z");
    Map<String, Optional<BudgetSnapshot>> topic = result.budgets();
    assertThat(topic)
        .containsOnlyKeys(
            "acme\ndesk-day\nana\n2026-11-21T00:00:00Z",
            "acme\ndesk-day\nana\n2026-11-22T00:00:00Z");
    assertThat(topic.get("acme\ndesk-day\nana\n2026-11-21T00:00:00Z")).isEqualTo(Optional.empty());
    assertThat(topic.get("acme\ndesk-day\nana\n2026-11-22T00:00:00Z"))
        .hasValueSatisfying(
            snapshot -> {
              assertThat(snapshot.budget()).isEqualTo(budget);
              assertThat(snapshot.spending().settled().calls()).isEqualTo(1);
            });
  }

  @Test
  void followsABudgetThatWasGivenALongerWindow() {
    Instant hour = DAY.plusSeconds(9 * 3_600);
    Result result =
        BatchFold.fold(Map.of(), log(settled(spending(hour, 3)), settled(spending(DAY, 1))));
    assertThat(documents(result, 1).getFirst().string("windowStart")).contains(DAY.toString());
    assertThat(result.budgets().get("acme\ndesk-day\nana\n" + hour)).isEqualTo(Optional.empty());
    assertThat(result.budgets().get("acme\ndesk-day\nana\n" + DAY)).isPresent();
  }

  @Test
  void letsEveryEventAboutAControlBeFoundByItsName() {
    List<EventEnvelope> events = RandomHistory.withControls(3, 3, List.of("acme"), 600);
    List<JsonObject> timeline = documents(BatchFold.fold(Map.of(), events), 0);
    int found = 0;
    for (EventEnvelope event : events) {
      if (event.body() instanceof ControlEvent control) {
        JsonObject document =
            timeline.stream()
                .filter(d -> d.string("eventId").equals(Optional.of(event.eventId().toString())))
                .findFirst()
                .orElseThrow();
        assertThat(document.string("control")).contains(control.control());
        assertThat(document.get("text").orElseThrow().toString()).contains(control.told());
        if (control instanceof ToolRegistered tool) {
          assertThat(document.string("server")).contains(tool.definition().server());
          assertThat(document.string("tool")).contains(tool.definition().name());
          assertThat(document.string("risk")).contains(tool.definition().risk().name());
        }
        found++;
      }
    }
    assertThat(found).isGreaterThan(50);
  }

  @Test
  void writesOnlyFieldsThatTheStrictMappingsHave() throws IOException {
    List<EventEnvelope> events = new ArrayList<>();
    long position = 0;
    for (Event event : Samples.events()) {
      events.add(Samples.event(position++, event));
    }
    events.addAll(RandomHistory.withControls(8, 3, List.of("acme"), 800));
    ApprovalScript script = new ApprovalScript(2, "acme");
    script.vote(script.ask("{}"), "bo", Ballot.APPROVE, null);
    events.addAll(script.events());
    ObjectMapper mapper = new ObjectMapper();
    for (List<SearchDocument> stage : BatchFold.fold(Map.of(), events).stages()) {
      for (SearchDocument document : stage) {
        JsonNode mappings = mapper.readTree(document.kind().definition()).path("mappings");
        assertThat(mappings.path("dynamic").asText()).isEqualTo("strict");
        List<String> fields = new ArrayList<>();
        mappings.path("properties").fieldNames().forEachRemaining(fields::add);
        assertThat(fields).containsAll(document.source().members().keySet());
      }
    }
  }

  private static JsonObject control(Event... events) {
    Map<String, JsonObject> controls =
        BatchFold.fold(Map.of(), log(events)).changed().getOrDefault(Kind.CONTROLS, Map.of());
    assertThat(controls).hasSize(1);
    return controls.values().iterator().next();
  }

  private static Map<String, Optional<EventEnvelope>> records(Event... events) {
    return BatchFold.fold(Map.of(), log(events)).controls();
  }

  private static List<JsonObject> documents(Result result, int stage) {
    return result.stages().get(stage).stream()
        .map(document -> (JsonObject) StrictJson.reread(document.source().toJson()))
        .toList();
  }

  private static List<EventEnvelope> log(Event... events) {
    List<EventEnvelope> log = new ArrayList<>();
    for (Event event : events) {
      log.add(Variations.with(Samples.event(log.size(), event), "tenant", "acme"));
    }
    return log;
  }

  private static EventEnvelope platform(int ledger, long position, Event event) {
    EventEnvelope envelope = Samples.event(position, event);
    envelope = Variations.with(envelope, "tenant", CommandEnvelope.PLATFORM);
    envelope = Variations.with(envelope, "eventId", Samples.eventId(ledger * 100L + position));
    return Variations.with(envelope, "ledger", ledger);
  }

  private static BrakeEngaged engaged() {
    return new BrakeEngaged(BRAKE, BrakeKind.KILL, BrakeScope.EVERYTHING, "smoke", "bo");
  }

  private static BrakeReleased released() {
    return new BrakeReleased(BRAKE, "no fire", "ana");
  }

  private static ToolProposed proposalOf(ToolRegistered tool) {
    ToolProposal proposal = any(ToolProposed.class).proposal();
    proposal = Variations.with(proposal, "server", tool.definition().server());
    return new ToolProposed(Variations.with(proposal, "name", tool.definition().name()), List.of());
  }

  private static Budget budget() {
    return new Budget(
        "desk-day",
        new BudgetNode(null, "*", null, null, null),
        BudgetWindow.DAY,
        new BudgetLimits(100L, null, null, null));
  }

  private static Spending spending(Instant window, long calls) {
    return new Spending(
        "desk-day",
        "ana",
        window,
        window.plusSeconds(86_400),
        new Amounts(calls, 0, 0, 0),
        new Amounts(0, 0, 0, 0),
        0);
  }

  private static ReservationSettled settled(Spending spending) {
    return new ReservationSettled(
        Samples.CALL_ID,
        SettlementBasis.ACTUAL,
        Amounts.ONE_CALL,
        Amounts.ONE_CALL,
        List.of(spending));
  }

  private static <E extends Event> E any(Class<E> kind) {
    return Samples.events().stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .findFirst()
        .orElseThrow();
  }
}
