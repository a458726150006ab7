package io.countersign.query.stream;

import io.countersign.query.BadQuery;
import io.countersign.schemas.event.ControlEvent;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which events of a tenant a stream has: those that have one of the values of each name. The names
 * mean what they mean in {@code GET /v1/events}, also for the events after an intent, which borrow
 * actor, tool, environment and risk from their call.
 *
 * @param terms the values by name; none means every event
 */
public record StreamFilter(Map<String, Set<String>> terms) {
  private static final int MAX_VALUE = 1_024;
  private static final int MAX_VALUES = 100;
  private static final List<String> ENVELOPE = List.of("type", "code", "runId", "callId");
  private static final List<String> BODY =
      List.of(
          "approvalId",
          "control",
          "verdict",
          "reason",
          "outcome",
          "finding",
          "resource",
          "gateway");
  private static final List<String> BORROWED =
      List.of(
          "actor",
          "agent",
          "principal",
          "client",
          "server",
          "tool",
          "version",
          "environment",
          "risk");

  /** Whether an event belongs to a stream. */
  public enum Judgement {
    /** It does. */
    YES,
    /** It does not. */
    NO,
    /** It depends on its call, of which nothing is known here. */
    UNKNOWN
  }

  public StreamFilter {
    Map<String, Set<String>> copy = new TreeMap<>();
    terms.forEach((name, values) -> copy.put(name, Set.copyOf(values)));
    terms = Map.copyOf(copy);
  }

  /** Every name that can be filtered by. */
  public static List<String> names() {
    return Stream.of(ENVELOPE, BODY, BORROWED).flatMap(List::stream).sorted().toList();
  }

  /** Reads query parameters; what belongs to the connection and not to the filter is left out. */
  public static StreamFilter parse(Map<String, List<String>> parameters) throws BadQuery {
    Map<String, Set<String>> terms = new TreeMap<>();
    for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
      String name = parameter.getKey();
      if (!names().contains(name)) {
        throw new BadQuery(name, "Expected a parameter of %s, but this is none".formatted(names()));
      }
      if (parameter.getValue().size() > MAX_VALUES
          || parameter.getValue().stream()
              .anyMatch(value -> value.isEmpty() || value.length() > MAX_VALUE)) {
        throw new BadQuery(
            name,
            "Expected at most %s values of 1 to %s characters, but it is not"
                .formatted(MAX_VALUES, MAX_VALUE));
      }
      if (parameter.getValue().stream().anyMatch(value -> value.endsWith("*"))) {
        throw new BadQuery(
            name, "Expected whole values, because a stream knows no beginnings, but one ends in *");
      }
      terms.put(name, new TreeSet<>(parameter.getValue()));
    }
    return new StreamFilter(terms);
  }

  /**
   * Judges an event.
   *
   * @param call what is known of its call, when there is one and something is known
   */
  public Judgement judge(StreamItem item, Optional<JsonObject> call) {
    JsonObject body = item.json().object("body").orElse(JsonObject.EMPTY);
    for (String name : ENVELOPE) {
      if (!matches(name, item.json().string(name).stream().toList())) {
        return Judgement.NO;
      }
    }
    for (String name : BODY) {
      if (!matches(name, ofBody(name, item, body))) {
        return Judgement.NO;
      }
    }
    if (!borrows()) {
      return Judgement.YES;
    }
    if (borrows(item) && call.isEmpty()) {
      return Judgement.UNKNOWN;
    }
    return borrowed(item, body, call.orElse(JsonObject.EMPTY)) ? Judgement.YES : Judgement.NO;
  }

  /** Whether it asks for something that events after an intent do not say themselves. */
  public boolean borrows() {
    return BORROWED.stream().anyMatch(terms::containsKey);
  }

  private static boolean borrows(StreamItem item) {
    return item.event().callId() != null && !item.event().type().equals("IntentRecorded");
  }

  private boolean borrowed(StreamItem item, JsonObject body, JsonObject call) {
    boolean control = item.event().body() instanceof ControlEvent;
    JsonObject from = borrows(item) ? call : body;
    JsonObject actor = from.object("actor").orElse(JsonObject.EMPTY);
    Optional<String> agent = actor.object("agent").flatMap(a -> a.string("id"));
    Optional<String> principal = actor.object("principal").flatMap(p -> p.string("id"));
    Optional<String> client = actor.object("client").flatMap(c -> c.string("name"));
    JsonObject tool = control ? place(body) : from.object("tool").orElse(JsonObject.EMPTY);
    Optional<String> risk =
        item.event().type().equals("DecisionMade") ? body.string("risk") : from.string("risk");
    return matches("agent", agent.stream().toList())
        && matches("principal", principal.stream().toList())
        && matches("client", client.stream().toList())
        && matches("actor", Stream.of(agent, principal, client).flatMap(Optional::stream).toList())
        && matches("server", tool.string("server").stream().toList())
        && matches("tool", tool.string("name").or(() -> tool.string("tool")).stream().toList())
        && matches("version", tool.string("version").stream().toList())
        && matches("environment", (control ? tool : from).string("environment").stream().toList())
        && matches("risk", (control ? tool.string("risk") : risk).stream().toList());
  }

  /** Which server, tool and environment an event about a control speaks of. */
  private static JsonObject place(JsonObject body) {
    return body.object("definition")
        .or(() -> body.object("proposal").map(seen -> seen.object("proposal").orElse(seen)))
        .or(() -> body.object("review"))
        .or(() -> body.object("scope"))
        .or(() -> body.object("limit"))
        .or(() -> body.object("budget").flatMap(budget -> budget.object("node")))
        .orElse(body);
  }

  private static List<String> ofBody(String name, StreamItem item, JsonObject body) {
    return switch (name) {
      case "outcome" -> body.string("status").stream().toList();
      case "gateway" -> List.of(item.event().source().gateway());
      case "resource" -> strings(body.array("resources"));
      case "control" ->
          item.event().body() instanceof ControlEvent control
              ? List.of(control.control())
              : List.of();
      case "reason" -> {
        List<String> codes = new ArrayList<>();
        for (JsonValue each : body.array("reasons").orElse(JsonArray.EMPTY).elements()) {
          if (each instanceof JsonObject reason
              && !reason.string("result").orElse("").equals("NOT_REACHED")) {
            reason.string("code").ifPresent(codes::add);
          }
        }
        body.string("cause").ifPresent(codes::add);
        yield codes;
      }
      default -> body.string(name).stream().toList();
    };
  }

  private static List<String> strings(Optional<JsonArray> array) {
    return array.map(JsonArray::elements).orElse(List.of()).stream()
        .filter(JsonString.class::isInstance)
        .map(element -> ((JsonString) element).value())
        .toList();
  }

  private boolean matches(String name, List<String> values) {
    Set<String> wanted = terms.get(name);
    return wanted == null || values.stream().anyMatch(wanted::contains);
  }
}
