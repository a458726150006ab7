package io.countersign.testkit;

import io.countersign.schemas.alert.AlertVerdict;
import io.countersign.schemas.audit.AccessStatus;
import io.countersign.schemas.audit.QueryParameter;
import io.countersign.schemas.command.AcknowledgeAlert;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.PlaceLegalHold;
import io.countersign.schemas.command.RecordAuditAccess;
import io.countersign.schemas.command.ReleaseLegalHold;
import io.countersign.schemas.command.RemoveSearch;
import io.countersign.schemas.command.ResolveAlert;
import io.countersign.schemas.command.SaveSearch;
import io.countersign.schemas.command.SetRetention;
import io.countersign.schemas.control.ClassRetention;
import io.countersign.schemas.control.HoldScope;
import io.countersign.schemas.control.RecordClass;
import io.countersign.schemas.event.AlertAcknowledged;
import io.countersign.schemas.event.AlertResolved;
import io.countersign.schemas.event.AuditAccessed;
import io.countersign.schemas.event.Event;
import io.countersign.schemas.event.LegalHoldPlaced;
import io.countersign.schemas.event.LegalHoldReleased;
import io.countersign.schemas.event.RetentionSet;
import io.countersign.schemas.event.SearchRemoved;
import io.countersign.schemas.event.SearchSaved;
import java.util.List;
import java.util.UUID;

/**
 * A full and a minimal sample of every command and event about reads, alerts and how records are
 * kept, in the order of their kinds.
 */
final class OversightSamples {
  private OversightSamples() {}

  private static final String AUDITOR = "aud@acme.example";
  private static final String OPERATOR = "olga@acme.example";
  private static final UUID ALERT = SampleIds.derived(0xa1e, 0);
  private static final List<QueryParameter> PARAMETERS =
      List.of(new QueryParameter("tool", "close_ticket"), new QueryParameter("verdict", "DENY"));
  private static final List<ClassRetention> KEPT =
      List.of(
          new ClassRetention(RecordClass.CALLS, 400), new ClassRetention(RecordClass.ACCESS, 90));
  private static final HoldScope RUN = new HoldScope(Samples.RUN_ID, null);

  static List<Command> commands() {
    return List.of(
        new RecordAuditAccess(
            AUDITOR,
            List.of("auditor"),
            "https://id.acme.example",
            "events.search",
            Samples.TENANT,
            PARAMETERS,
            AccessStatus.GRANTED,
            12,
            "0198-req-1",
            "192.0.2.7",
            "3@812"),
        new AcknowledgeAlert(ALERT, "I look at it", OPERATOR),
        new ResolveAlert(ALERT, AlertVerdict.EXPECTED, "the yearly migration", OPERATOR),
        new SetRetention(KEPT, "the works council asks for it", OPERATOR),
        new PlaceLegalHold("case-2026-17", RUN, "litigation", OPERATOR),
        new ReleaseLegalHold("case-2026-17", "settled", OPERATOR),
        new SaveSearch("denied-closings", PARAMETERS, "for the weekly review", AUDITOR),
        new RemoveSearch("denied-closings", AUDITOR));
  }

  static List<Command> minimalCommands() {
    return List.of(
        new RecordAuditAccess(
            AUDITOR,
            List.of(),
            null,
            "runs.story",
            null,
            List.of(),
            AccessStatus.DENIED,
            0,
            "0198-req-1",
            null,
            null),
        new AcknowledgeAlert(ALERT, "", OPERATOR),
        new ResolveAlert(ALERT, AlertVerdict.TRUE_POSITIVE, "", OPERATOR),
        new SetRetention(List.of(), "", OPERATOR),
        new PlaceLegalHold("case-2026-17", HoldScope.TENANT, "", OPERATOR),
        new ReleaseLegalHold("case-2026-17", "", OPERATOR),
        new SaveSearch("denied-closings", List.of(), "", AUDITOR),
        new RemoveSearch("denied-closings", AUDITOR));
  }

  static List<Event> events() {
    return List.of(
        new AuditAccessed(
            AUDITOR,
            List.of("auditor"),
            "https://id.acme.example",
            "events.search",
            Samples.TENANT,
            PARAMETERS,
            AccessStatus.GRANTED,
            12,
            "0198-req-1",
            "192.0.2.7",
            "3@812"),
        new AlertAcknowledged(ALERT, "I look at it", OPERATOR),
        new AlertResolved(ALERT, AlertVerdict.EXPECTED, "the yearly migration", OPERATOR),
        new RetentionSet(
            KEPT,
            List.of(new ClassRetention(RecordClass.CALLS, 800)),
            "the works council asks for it",
            OPERATOR),
        new LegalHoldPlaced("case-2026-17", RUN, "litigation", OPERATOR),
        new LegalHoldReleased("case-2026-17", RUN, "settled", OPERATOR),
        new SearchSaved("denied-closings", PARAMETERS, "for the weekly review", AUDITOR),
        new SearchRemoved("denied-closings", AUDITOR));
  }

  static List<Event> minimalEvents() {
    return List.of(
        new AuditAccessed(
            AUDITOR,
            List.of(),
            null,
            "runs.story",
            null,
            List.of(),
            AccessStatus.DENIED,
            0,
            "0198-req-1",
            null,
            null),
        new AlertAcknowledged(ALERT, "", OPERATOR),
        new AlertResolved(ALERT, AlertVerdict.TRUE_POSITIVE, "", OPERATOR),
        new RetentionSet(List.of(), List.of(), "", OPERATOR),
        new LegalHoldPlaced("case-2026-17", HoldScope.TENANT, "", OPERATOR),
        new LegalHoldReleased("case-2026-17", HoldScope.TENANT, "", OPERATOR),
        new SearchSaved("denied-closings", List.of(), "", AUDITOR),
        new SearchRemoved("denied-closings", AUDITOR));
  }

  /** What came of a read. */
  static AuditAccessed accessed(AccessStatus status) {
    return Variations.with((AuditAccessed) events().getFirst(), "status", status);
  }

  /** What a person said of an alert. */
  static AlertResolved resolved(AlertVerdict verdict) {
    return new AlertResolved(ALERT, verdict, "the yearly migration", OPERATOR);
  }
}
