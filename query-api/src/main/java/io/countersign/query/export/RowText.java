package io.countersign.query.export;

import io.countersign.query.Listing;
import io.countersign.schemas.json.CanonicalJson;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Entries as text of a format. Pure: the same entry gives the same text.
 *
 * @param request what is exported
 * @param ocsf an event as the topic for SIEMs has it
 */
public record RowText(ExportRequest request, UnaryOperator<JsonObject> ocsf) {
  /** Columns of a table of events that are fields of the index, in their order. */
  public static final List<String> EVENT_COLUMNS =
      List.of(
          "ledger",
          "generation",
          "position",
          "tenantSequence",
          "recordedAt",
          "occurredAt",
          "code",
          "type",
          "eventId",
          "tenant",
          "runId",
          "callId",
          "commandId",
          "approvalId",
          "gateway",
          "grade",
          "agent",
          "principal",
          "client",
          "environment",
          "server",
          "tool",
          "version",
          "risk",
          "gate",
          "verdict",
          "reason",
          "outcome",
          "errorClass",
          "finding",
          "severity",
          "rejection",
          "voter",
          "control",
          "resource");

  /** Columns of a table of calls that are fields of the index, in their order. */
  public static final List<String> CALL_COLUMNS =
      List.of(
          "ledger",
          "generation",
          "firstPosition",
          "position",
          "openedAt",
          "changedAt",
          "callId",
          "runId",
          "tenant",
          "state",
          "agent",
          "principal",
          "client",
          "environment",
          "server",
          "tool",
          "version",
          "risk",
          "gate",
          "verdict",
          "reason",
          "outcome",
          "finding");

  /** The columns of a table before the last one, which holds the whole document. */
  public static List<String> columns(Listing listing) {
    return listing == Listing.CALLS ? CALL_COLUMNS : EVENT_COLUMNS;
  }

  /** Name of the last column. */
  public static String documentColumn(Listing listing) {
    return listing == Listing.CALLS ? "call" : "event";
  }

  /** What each file begins with. */
  public String head() {
    return switch (request.format()) {
      case NDJSON, OCSF -> "";
      case CSV -> {
        List<String> names = new ArrayList<>(columns(request.listing()));
        names.add(documentColumn(request.listing()));
        yield CsvText.record(names);
      }
    };
  }

  /** One entry with what ends it. */
  public String of(Row row) {
    return switch (request.format()) {
      case NDJSON -> row.json() + "\n";
      case CSV -> {
        List<String> values = new ArrayList<>();
        columns(request.listing())
            .forEach(name -> values.add(row.columns().getOrDefault(name, "")));
        values.add(row.json());
        yield CsvText.record(values);
      }
      case OCSF -> {
        if (!(StrictJson.reread(row.json()) instanceof JsonObject event)) {
          throw new IllegalStateException(
              "Expected a stored event to be a JSON object, but it is not: build the projections"
                  + " again (docs/operations.md)");
        }
        yield CanonicalJson.text(ocsf.apply(event)) + "\n";
      }
    };
  }
}
