package io.countersign.projections.document;

import io.countersign.schemas.Indexes.Kind;
import io.countersign.schemas.alert.AlertState;
import io.countersign.schemas.approval.ApprovalState;
import io.countersign.schemas.call.CallState;
import io.countersign.schemas.control.RecordClass;
import io.countersign.schemas.event.EventCode;
import io.countersign.schemas.json.JsonArray;
import io.countersign.schemas.json.JsonNumber;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import io.countersign.schemas.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How long one tenant's documents stay in the indexes, and what is held whatever that says. Says it
 * as queries, so that the same documents go whether they were built live or anew. What is not named
 * stays for ever; what is still open stays as well.
 */
public final class Retention {
  private static final Set<ApprovalState> OPEN_APPROVALS =
      EnumSet.of(ApprovalState.PENDING, ApprovalState.APPROVED, ApprovalState.CLAIMED);

  private final String tenant;
  private final Map<RecordClass, Integer> days = new EnumMap<>(RecordClass.class);
  private final Set<String> heldRuns = new HashSet<>();
  private final Set<String> heldPrincipals = new HashSet<>();
  private boolean heldWhole;

  /** Documents that have outlived their time. */
  public record Expired(Kind kind, JsonObject query) {}

  /** What these controls of one tenant say; those of other kinds say nothing of it. */
  public Retention(String tenant, List<JsonObject> controls) {
    this.tenant = tenant;
    controls.forEach(this::add);
  }

  private void add(JsonObject control) {
    String state = control.string("state").orElse("");
    if (control.string("controlKind").orElse("").equals("RETENTION")) {
      for (JsonValue each : control.array("classes").map(JsonArray::elements).orElse(List.of())) {
        if (each instanceof JsonObject limit) {
          days.put(
              RecordClass.valueOf(limit.string("recordClass").orElseThrow()),
              Math.toIntExact(limit.integer("days").orElseThrow()));
        }
      }
    } else if (state.equals("IN_FORCE")
        && control.string("controlKind").orElse("").equals("HOLD")) {
      JsonObject scope = control.object("scope").orElse(JsonObject.EMPTY);
      Optional<String> run = scope.string("runId");
      Optional<String> principal = scope.string("principal");
      run.ifPresent(heldRuns::add);
      principal.ifPresent(heldPrincipals::add);
      heldWhole |= run.isEmpty() && principal.isEmpty();
    }
  }

  /** The class of an event; empty for what belongs to the ledger itself, which always stays. */
  static Optional<RecordClass> classOf(EventCode code) {
    int number = Integer.parseInt(code.name().substring(2, 6));
    return switch (number / 1000) {
      case 1, 2, 4, 7, 9 -> Optional.of(RecordClass.CALLS);
      // from 3080 on people set down who may approve what
      case 3 -> Optional.of(number < 3080 ? RecordClass.APPROVALS : RecordClass.CONTROLS);
      case 5 -> Optional.of(RecordClass.CONTROLS);
      // what calls held of budgets, and how it was settled
      case 6 ->
          Optional.of(number == 6023 || number == 6024 ? RecordClass.CALLS : RecordClass.CONTROLS);
      case 8 ->
          switch (number / 100) {
            case 81 -> Optional.of(RecordClass.ACCESS);
            case 82 -> Optional.of(RecordClass.ALERTS);
            default -> Optional.empty();
          };
      default -> Optional.empty();
    };
  }

  /** The documents that have outlived their time at {@code now}. */
  public List<Expired> expired(Instant now) {
    List<Expired> expired = new ArrayList<>();
    if (heldWhole) {
      return expired;
    }
    days.forEach(
        (recordClass, limit) -> {
          Instant before = now.minus(Duration.ofDays(limit));
          List<String> codes =
              Arrays.stream(EventCode.values())
                  .filter(code -> classOf(code).equals(Optional.of(recordClass)))
                  .map(Enum::name)
                  .toList();
          expired.add(
              new Expired(
                  Kind.TIMELINE,
                  query(before, "recordedAt", Optional.of(terms("code", codes)), List.of())));
          if (recordClass == RecordClass.CALLS) {
            expired.add(
                new Expired(Kind.CALLS, query(before, "changedAt", Optional.empty(), openCalls())));
            if (heldPrincipals.isEmpty()) {
              // a run names the first of its principals only: a hold on anybody keeps it
              expired.add(
                  new Expired(Kind.RUNS, query(before, "lastAt", Optional.empty(), List.of())));
            }
          } else if (recordClass == RecordClass.APPROVALS) {
            List<String> open = OPEN_APPROVALS.stream().map(Enum::name).toList();
            expired.add(
                new Expired(Kind.APPROVALS, query(before, "changedAt", Optional.empty(), open)));
          } else if (recordClass == RecordClass.ALERTS
              && heldPrincipals.isEmpty()
              && heldRuns.isEmpty()) {
            // an alert names some of its runs and no principal: a hold on anything keeps it
            expired.add(
                new Expired(
                    Kind.ALERTS, query(before, "changedAt", Optional.empty(), openAlerts())));
          }
        });
    return expired;
  }

  private static List<String> openCalls() {
    return Stream.of(CallState.values()).filter(call -> !call.finished()).map(Enum::name).toList();
  }

  private static List<String> openAlerts() {
    return Stream.of(AlertState.values()).filter(AlertState::live).map(Enum::name).toList();
  }

  private JsonObject query(
      Instant before, String time, Optional<JsonObject> only, List<String> openStates) {
    List<JsonValue> filter = new ArrayList<>();
    filter.add(JsonObject.of("term", JsonObject.of("tenant", new JsonString(tenant))));
    filter.add(
        JsonObject.of(
            "range",
            JsonObject.of(
                time,
                JsonObject.builder()
                    .put("lt", JsonNumber.of(before.toEpochMilli()))
                    .put("format", "epoch_millis")
                    .build())));
    only.ifPresent(filter::add);
    List<JsonValue> not = new ArrayList<>();
    if (!openStates.isEmpty()) {
      not.add(terms("state", openStates));
    }
    if (!heldRuns.isEmpty()) {
      not.add(terms("runId", List.copyOf(heldRuns)));
    }
    if (!heldPrincipals.isEmpty()) {
      not.add(terms("principal", List.copyOf(heldPrincipals)));
    }
    return JsonObject.of(
        "bool", JsonObject.of("filter", new JsonArray(filter), "must_not", new JsonArray(not)));
  }

  private static JsonObject terms(String field, List<String> values) {
    return JsonObject.of("terms", JsonObject.of(field, JsonArray.ofStrings(values)));
  }
}
