package io.countersign.ingest;

import io.countersign.ingest.contract.Contract;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.call.EvidenceGrade;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.intake.IntakeReport;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes commands of reports that gateways publish to Kafka: by the same checks, redaction and
 * digests as over HTTP. The command id is the report's id, so that a report that is read twice is
 * recorded once. Reported, not enforced: nobody here saw whether the gateway waited.
 */
public final class IntakeReports {
  private final Documents documents;
  private final Intake intake;
  private final Supplier<Stamp> stamps;

  public IntakeReports(Documents documents, Intake intake, Supplier<Stamp> stamps) {
    this.documents = documents;
    this.intake = intake;
    this.stamps = stamps;
  }

  /**
   * The command that this report means.
   *
   * @throws io.countersign.schemas.http.ProblemException when it is refused
   */
  public CommandEnvelope command(IntakeReport report, Caller caller, @Nullable String traceparent) {
    if (!Ids.isUuid7(report.reportId())) {
      throw Problems.invalid("Expected reportId to be a UUIDv7, but it is not.");
    }
    if (!Ids.isUuid7(report.callId())) {
      throw Problems.invalid("Expected callId to be a UUIDv7, but it is not.");
    }
    Origin origin = new Origin(caller, EvidenceGrade.GATEWAY_REPORTED, traceparent);
    Stamp stamp = stamps.get().withCommandId(report.reportId());
    return switch (report.kind()) {
      case "INTENT" -> {
        JsonObject document = in(report, Contract.Body.CALL);
        JsonObject named = same(document, "callId", report.callId().toString());
        yield intake.intent(named, origin, stamp);
      }
      case "OUTCOME" ->
          intake.outcome(report.callId(), in(report, Contract.Body.OUTCOME), origin, stamp);
      case "CANCEL" ->
          intake.cancel(report.callId(), in(report, Contract.Body.CANCEL), origin, stamp);
      default ->
          throw Problems.invalid("Expected kind INTENT, OUTCOME or CANCEL, but it is another.");
    };
  }

  private JsonObject in(IntakeReport report, Contract.Body kind) {
    byte[] utf8 = report.body().getBytes(StandardCharsets.UTF_8);
    return same(documents.read(utf8, kind), "tenant", report.tenant());
  }

  /** What the report says about itself holds for its document, which may repeat it. */
  private static JsonObject same(JsonObject document, String name, String value) {
    Optional<String> named = document.string(name);
    if (named.isEmpty()) {
      JsonObject.Builder json = JsonObject.builder().put(name, new JsonString(value));
      document.members().forEach(json::put);
      return json.build();
    }
    if (!named.get().equalsIgnoreCase(value)) {
      throw Problems.invalid("/" + name, "Expected the same as in the report, but it differs.");
    }
    return document;
  }
}
