package io.countersign.query;

import io.countersign.schemas.Indexes;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What can be listed, and what each list can be filtered by. */
public enum Listing {
  /** Events, oldest first: a page never changes, and what comes later comes at the end. */
  EVENTS(
      Indexes.Kind.TIMELINE,
      Optional.empty(),
      Order.EVENTS,
      List.of(
          "runId",
          "callId",
          "type",
          "code",
          "control",
          "actor",
          "principal",
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
          "outcome",
          "finding",
          "approvalId",
          "voter"),
      Set.of()),
  /** Calls, newest first. */
  CALLS(
      Indexes.Kind.CALLS,
      Optional.empty(),
      Order.CALLS,
      List.of(
          "runId",
          "state",
          "verdict",
          "reason",
          "risk",
          "outcome",
          "finding",
          "tool",
          "server",
          "principal",
          "agent",
          "client",
          "environment"),
      names(CallState.values())),
  /** Approvals, newest first. */
  APPROVALS(
      Indexes.Kind.APPROVALS,
      Optional.empty(),
      Order.CALLS,
      List.of(
          "state",
          "kind",
          "group",
          "voter",
          "runId",
          "callId",
          "control",
          "tool",
          "server",
          "principal",
          "agent",
          "environment",
          "risk"),
      names(ApprovalState.values())),
  /** Tools of the catalogue and proposed ones; this and what follows newest first. */
  TOOLS(
      Indexes.Kind.CONTROLS,
      Optional.of("TOOL"),
      Order.CONTROLS,
      List.of("state", "server", "owner", "risk"),
      Set.of("ACTIVE", "PROPOSED", "RETIRED")),
  /** Reviewed MCP servers. */
  SERVERS(
      Indexes.Kind.CONTROLS,
      Optional.of("SERVER"),
      Order.CONTROLS,
      List.of("owner", "gate"),
      Set.of()),
  /** Policies. */
  POLICIES(
      Indexes.Kind.CONTROLS,
      Optional.of("POLICY"),
      Order.CONTROLS,
      List.of("state"),
      Set.of("IN_FORCE", "WITHDRAWN")),
  /** Rate limits and concurrency caps. */
  LIMITS(
      Indexes.Kind.CONTROLS,
      Optional.of("LIMIT"),
      Order.CONTROLS,
      List.of("state"),
      Set.of("REMOVED", "SET")),
  /** People of the roster of approvers. */
  APPROVERS(
      Indexes.Kind.CONTROLS,
      Optional.of("APPROVER"),
      Order.CONTROLS,
      List.of("state"),
      Set.of("REMOVED", "SET")),
  /** Who votes in whose place. */
  DELEGATIONS(
      Indexes.Kind.CONTROLS,
      Optional.of("DELEGATION"),
      Order.CONTROLS,
      List.of("state"),
      Set.of("ENDED", "IN_FORCE")),
  /** Votes in advance. */
  STANDING_GRANTS(
      Indexes.Kind.CONTROLS,
      Optional.of("STANDING_GRANT"),
      Order.CONTROLS,
      List.of("state", "server", "tool"),
      Set.of("CLOSED", "IN_FORCE")),
  /** Legal holds. */
  HOLDS(
      Indexes.Kind.CONTROLS,
      Optional.of("HOLD"),
      Order.CONTROLS,
      List.of("state"),
      Set.of("IN_FORCE", "RELEASED")),
  /** Saved searches. */
  SEARCHES(
      Indexes.Kind.CONTROLS,
      Optional.of("SEARCH"),
      Order.CONTROLS,
      List.of("state"),
      Set.of("REMOVED", "SET")),
  /** Brakes of the tenant and of the whole platform. */
  BRAKES(
      Indexes.Kind.CONTROLS,
      Optional.of("BRAKE"),
      Order.CONTROLS,
      List.of("state"),
      Set.of("ENGAGED", "RELEASED")),
  /** Nodes of the budgets in force. */
  BUDGETS(
      Indexes.Kind.BUDGETS,
      Optional.empty(),
      Order.NODES,
      List.of("principal", "agent", "server", "tool"),
      Set.of());

  /** How a list is ordered, and whether it can be cut by time or searched for words. */
  private enum Order {
    EVENTS("recordedAt", "position"),
    CALLS("openedAt", "firstPosition"),
    CONTROLS("openedAt", "firstPosition"),
    NODES("openedAt", "order");

    private final String time;
    private final String position;

    Order(String time, String position) {
      this.time = time;
      this.position = position;
    }
  }

  private static final Map<String, Set<String>> WORDS =
      Map.of(
          "verdict", names(Verdict.values()),
          "risk", names(Risk.values()),
          "outcome", names(OutcomeStatus.values()),
          "kind", Set.of("CALL", "CHANGE"));

  private final Indexes.Kind index;

  @SuppressWarnings("ImmutableEnumChecker") // an Optional of a String, which cannot be changed
  private final Optional<String> control;

  private final Order order;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of, which cannot be changed
  private final List<String> filters;

  @SuppressWarnings("ImmutableEnumChecker") // nobody keeps a reference that could change it
  private final Set<String> states;

  Listing(
      Indexes.Kind index,
      Optional<String> control,
      Order order,
      List<String> filters,
      Set<String> states) {
    this.index = index;
    this.control = control;
    this.order = order;
    this.filters = filters;
    this.states = states;
  }

  /** The index that holds what is listed. */
  public Indexes.Kind index() {
    return index;
  }

  /** The kind of control that is listed, when it is one. */
  public Optional<String> control() {
    return control;
  }

  /** The field that holds the JSON of one entry as text. */
  public String content() {
    return index.content();
  }

  /** The field of the time that the list is in the order of. */
  public String timeField() {
    return order.time;
  }

  /** The field that tells entries of one ledger and time apart. */
  public String positionField() {
    return order.position;
  }

  /** Whether the oldest entry comes first. */
  public boolean ascending() {
    return order == Order.EVENTS;
  }

  /** Whether the list can be cut by time. */
  public boolean timed() {
    return order == Order.EVENTS || order == Order.CALLS;
  }

  /** Whether words can be searched for. */
  public boolean searchable() {
    return order == Order.EVENTS;
  }

  /** Exact filters; each is also the name of a field. */
  public List<String> filters() {
    return filters;
  }

  /** The words that a filter can have; empty when any value is possible. */
  Optional<Set<String>> words(String filter) {
    return filter.equals("state")
        ? Optional.of(new TreeSet<>(states))
        : Optional.ofNullable(WORDS.get(filter));
  }

  private static Set<String> names(Enum<?>[] constants) {
    return Stream.of(constants).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
  }
}
