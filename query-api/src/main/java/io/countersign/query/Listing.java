package io.countersign.query;

import io.countersign.schemas.Indexes;
import io.countersign.schemas.alert.AlertAction;
import io.countersign.schemas.alert.AlertVerdict;
import io.countersign.schemas.alert.EntityLevel;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.EvidenceGrade;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Severity;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.control.Gate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What can be listed, and what each list can be filtered by. */
public enum Listing {
  /** Events, newest first unless another order is asked for. */
  EVENTS(
      Indexes.Kind.TIMELINE,
      Optional.empty(),
      Keys.EVENTS,
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
          "grade"),
      Set.of()),
  /** Calls, newest first. */
  CALLS(
      Indexes.Kind.CALLS,
      Optional.empty(),
      Keys.CALLS,
      List.of(
          "runId",
          "callId",
          "state",
          "verdict",
          "reason",
          "risk",
          "gate",
          "outcome",
          "errorClass",
          "finding",
          "severity",
          "approvalId",
          "approver",
          "voter",
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
          "gateway"),
      names(CallState.values())),
  /** Runs, newest first. */
  RUNS(
      Indexes.Kind.RUNS,
      Optional.empty(),
      Keys.RUNS,
      List.of(
          "runId",
          "actor",
          "principal",
          "team",
          "agent",
          "client",
          "server",
          "tool",
          "environment",
          "verdict",
          "finding",
          "severity"),
      Set.of()),
  /** Approvals, newest first. */
  APPROVALS(
      Indexes.Kind.APPROVALS,
      Optional.empty(),
      Keys.APPROVALS,
      List.of(
          "state",
          "kind",
          "group",
          "approver",
          "voter",
          "runId",
          "callId",
          "approvalId",
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
          "risk"),
      names(ApprovalState.values())),
  /** Alerts, newest first. Whether one is quiet by now is for whoever asks to add. */
  ALERTS(
      Indexes.Kind.ALERTS,
      Optional.empty(),
      Keys.ALERTS,
      List.of(
          "kind",
          "severity",
          "action",
          "level",
          "entity",
          "actor",
          "server",
          "tool",
          "reason",
          "callId",
          "runId",
          "verdict"),
      Set.of()),
  /** Tools of the catalogue and proposed ones; this and what follows newest first. */
  TOOLS(
      Indexes.Kind.CONTROLS,
      Optional.of("TOOL"),
      Keys.CONTROLS,
      List.of("state", "server", "owner", "risk"),
      Set.of("ACTIVE", "PROPOSED", "RETIRED")),
  /** Reviewed MCP servers. */
  SERVERS(
      Indexes.Kind.CONTROLS,
      Optional.of("SERVER"),
      Keys.CONTROLS,
      List.of("owner", "gate"),
      Set.of()),
  /** Policies. */
  POLICIES(
      Indexes.Kind.CONTROLS,
      Optional.of("POLICY"),
      Keys.CONTROLS,
      List.of("state"),
      Set.of("IN_FORCE", "WITHDRAWN")),
  /** Rate limits and concurrency caps. */
  LIMITS(
      Indexes.Kind.CONTROLS,
      Optional.of("LIMIT"),
      Keys.CONTROLS,
      List.of("state"),
      Set.of("REMOVED", "SET")),
  /** People of the roster of approvers. */
  APPROVERS(
      Indexes.Kind.CONTROLS,
      Optional.of("APPROVER"),
      Keys.CONTROLS,
      List.of("state"),
      Set.of("REMOVED", "SET")),
  /** Who votes in whose place. */
  DELEGATIONS(
      Indexes.Kind.CONTROLS,
      Optional.of("DELEGATION"),
      Keys.CONTROLS,
      List.of("state"),
      Set.of("ENDED", "IN_FORCE")),
  /** Votes in advance. */
  STANDING_GRANTS(
      Indexes.Kind.CONTROLS,
      Optional.of("STANDING_GRANT"),
      Keys.CONTROLS,
      List.of("state", "server", "tool"),
      Set.of("CLOSED", "IN_FORCE")),
  /** Legal holds. */
  HOLDS(
      Indexes.Kind.CONTROLS,
      Optional.of("HOLD"),
      Keys.CONTROLS,
      List.of("state"),
      Set.of("IN_FORCE", "RELEASED")),
  /** Saved searches. */
  SEARCHES(
      Indexes.Kind.CONTROLS,
      Optional.of("SEARCH"),
      Keys.CONTROLS,
      List.of("state"),
      Set.of("REMOVED", "SET")),
  /** Brakes of the tenant and of the whole platform. */
  BRAKES(
      Indexes.Kind.CONTROLS,
      Optional.of("BRAKE"),
      Keys.CONTROLS,
      List.of("state"),
      Set.of("ENGAGED", "RELEASED")),
  /** Nodes of the budgets in force. */
  BUDGETS(
      Indexes.Kind.BUDGETS,
      Optional.empty(),
      Keys.NODES,
      List.of("principal", "agent", "server", "tool"),
      Set.of());

  /** By which fields a list is ordered. */
  private enum Keys {
    EVENTS("recordedAt", "position"),
    CALLS("openedAt", "firstPosition"),
    RUNS("firstAt", "firstPosition"),
    APPROVALS("openedAt", "firstPosition"),
    ALERTS("openedAt", "order"),
    CONTROLS("openedAt", "firstPosition"),
    NODES("openedAt", "order");

    private final String time;
    private final String position;

    Keys(String time, String position) {
      this.time = time;
      this.position = position;
    }
  }

  /** Filters that take a star at the end of a value, for all that begin like that. */
  private static final Set<String> PREFIXED = Set.of("resource", "control", "code", "runId");

  private static final Map<String, Set<String>> WORDS =
      Map.of(
          "verdict", names(Verdict.values()),
          "risk", names(Risk.values()),
          "outcome", names(OutcomeStatus.values()),
          "severity", names(Severity.values()),
          "gate", names(Gate.values()),
          "grade", names(EvidenceGrade.values()),
          "kind", Set.of("CALL", "CHANGE"));

  /** The same words mean other things where alerts are listed. */
  private static final Map<String, Set<String>> WORDS_OF_ALERTS =
      Map.of(
          "verdict", names(AlertVerdict.values()),
          "severity", names(Severity.values()),
          "action", names(AlertAction.values()),
          "level", names(EntityLevel.values()));

  private final Indexes.Kind index;

  @SuppressWarnings("ImmutableEnumChecker") // an Optional of a String, which cannot be changed
  private final Optional<String> control;

  private final Keys keys;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of, which cannot be changed
  private final List<String> filters;

  @SuppressWarnings("ImmutableEnumChecker") // nobody keeps a reference that could change it
  private final Set<String> states;

  Listing(
      Indexes.Kind index,
      Optional<String> control,
      Keys keys,
      List<String> filters,
      Set<String> states) {
    this.index = index;
    this.control = control;
    this.keys = keys;
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
    return keys.time;
  }

  /** The field that tells entries of one ledger and time apart. */
  public String positionField() {
    return keys.position;
  }

  /** Whether the list can be cut by time, and turned round. */
  public boolean timed() {
    return switch (keys) {
      case EVENTS, CALLS, RUNS, APPROVALS, ALERTS -> true;
      case CONTROLS, NODES -> false;
    };
  }

  /** The field in which words can be searched for; empty when there is none. */
  public Optional<String> textField() {
    return switch (keys) {
      case EVENTS, CALLS, ALERTS -> Optional.of("text");
      case RUNS -> Optional.of("request");
      case APPROVALS, CONTROLS, NODES -> Optional.empty();
    };
  }

  /** Exact filters; a list can be counted by each of them too. */
  public List<String> filters() {
    return filters;
  }

  /** The field that a filter looks at. */
  public String field(String filter) {
    return filter.equals("approver") ? "voter" : filter;
  }

  /** Whether a filter takes a star at the end of a value, for all that begin like that. */
  public boolean takesPrefixes(String filter) {
    return PREFIXED.contains(filter);
  }

  /** The words that a filter can have; empty when any value is possible. */
  Optional<Set<String>> words(String filter) {
    if (keys == Keys.ALERTS) {
      return Optional.ofNullable(WORDS_OF_ALERTS.get(filter));
    }
    return filter.equals("state")
        ? Optional.of(new TreeSet<>(states))
        : Optional.ofNullable(WORDS.get(filter));
  }

  private static Set<String> names(Enum<?>[] constants) {
    return Stream.of(constants).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
  }
}
