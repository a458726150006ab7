package io.countersign.approvals;

import io.countersign.schemas.command.AcknowledgeAlert;
import io.countersign.schemas.command.OversightCommand;
import io.countersign.schemas.command.RecordAuditAccess;
import io.countersign.schemas.command.ResolveAlert;
import io.countersign.schemas.event.AlertAcknowledged;
import io.countersign.schemas.event.AlertResolved;
import io.countersign.schemas.event.AuditAccessed;
import io.countersign.schemas.event.OversightEvent;

/**
 * Records who read the record and what people say of alerts. Nothing is refused: the engine keeps
 * neither reads nor alerts, so it can know nothing better.
 */
final class OversightHandler {
  void handle(Moment moment, OversightCommand command, Recorder recorder) {
    recorder.record(moment.tenant(), null, null, event(command));
  }

  private static OversightEvent event(OversightCommand command) {
    return switch (command) {
      case RecordAuditAccess access ->
          new AuditAccessed(
              access.subject(),
              access.roles(),
              access.issuer(),
              access.operation(),
              access.tenantAsked(),
              access.parameters(),
              access.status(),
              access.results(),
              access.requestId(),
              access.remote(),
              access.readUpTo());
      case AcknowledgeAlert acknowledge ->
          new AlertAcknowledged(acknowledge.alertId(), acknowledge.note(), acknowledge.by());
      case ResolveAlert resolve ->
          new AlertResolved(resolve.alertId(), resolve.verdict(), resolve.note(), resolve.by());
    };
  }

  /** The command that such an event answers. */
  static String commandType(OversightEvent event) {
    return switch (event) {
      case AuditAccessed accessed -> "RecordAuditAccess";
      case AlertAcknowledged acknowledged -> "AcknowledgeAlert";
      case AlertResolved resolved -> "ResolveAlert";
    };
  }
}
