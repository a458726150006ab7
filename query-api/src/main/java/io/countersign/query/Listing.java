package io.countersign.query;

import io.countersign.schemas.Indexes;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What can be listed, and what each list can be filtered by. */
public enum Listing {
  /** Events, oldest first: a page never changes, and what comes later comes at the end. */
  EVENTS(
      Indexes.Kind.TIMELINE,
      "event",
      "recordedAt",
      "position",
      true,
      true,
      List.of(
          "runId",
          "callId",
          "type",
          "code",
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
          "finding")),
  /** Calls, newest first. */
  CALLS(
      Indexes.Kind.CALLS,
      "call",
      "openedAt",
      "firstPosition",
      false,
      false,
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
          "environment"));

  private static final Map<String, Set<String>> WORDS =
      Map.of(
          "verdict", names(Verdict.values()),
          "risk", names(Risk.values()),
          "outcome", names(OutcomeStatus.values()),
          "state", names(CallState.values()));

  private final Indexes.Kind index;
  private final String content;
  private final String timeField;
  private final String positionField;
  private final boolean ascending;
  private final boolean searchable;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of, which cannot be changed
  private final List<String> filters;

  Listing(
      Indexes.Kind index,
      String content,
      String timeField,
      String positionField,
      boolean ascending,
      boolean searchable,
      List<String> filters) {
    this.index = index;
    this.content = content;
    this.timeField = timeField;
    this.positionField = positionField;
    this.ascending = ascending;
    this.searchable = searchable;
    this.filters = filters;
  }

  /** The index that holds what is listed. */
  public Indexes.Kind index() {
    return index;
  }

  /** The field that holds the JSON of one entry as text. */
  public String content() {
    return content;
  }

  /** The field of the time that the list is in the order of. */
  public String timeField() {
    return timeField;
  }

  /** The field that tells entries of one ledger and time apart. */
  public String positionField() {
    return positionField;
  }

  /** Whether the oldest entry comes first. */
  public boolean ascending() {
    return ascending;
  }

  /** Whether words can be searched for. */
  public boolean searchable() {
    return searchable;
  }

  /** Exact filters; each is also the name of a field. */
  public List<String> filters() {
    return filters;
  }

  /** The words that a filter can have; empty when any value is possible. */
  static Optional<Set<String>> words(String filter) {
    return Optional.ofNullable(WORDS.get(filter));
  }

  private static Set<String> names(Enum<?>[] constants) {
    return Stream.of(constants)
        .map(Enum::name)
        .collect(Collectors.toCollection(java.util.TreeSet::new));
  }
}
