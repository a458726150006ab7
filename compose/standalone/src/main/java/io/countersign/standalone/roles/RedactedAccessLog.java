package io.countersign.standalone.roles;

import io.countersign.ingest.redact.Redactor;
import io.countersign.query.AccessLog;
import io.countersign.query.AccessUnrecorded;
import io.countersign.schemas.audit.QueryParameter;
import io.countersign.schemas.command.RecordAuditAccess;

/**
 * Takes secrets out of what is asked before it is recorded, as ingest does with everything else
 * that reaches the log: somebody may look for the key that leaked. Whom a filter names stays.
 */
final class RedactedAccessLog implements AccessLog {
  private final AccessLog log;
  private final Redactor redactor;

  RedactedAccessLog(AccessLog log, Redactor redactor) {
    this.log = log;
    this.redactor = redactor;
  }

  @Override
  public void record(String tenant, String by, RecordAuditAccess access) throws AccessUnrecorded {
    log.record(
        tenant,
        by,
        new RecordAuditAccess(
            access.subject(),
            access.roles(),
            access.issuer(),
            access.operation(),
            access.tenantAsked(),
            access.parameters().stream().map(this::redacted).toList(),
            access.status(),
            access.results(),
            access.requestId(),
            access.remote(),
            access.readUpTo()));
  }

  private QueryParameter redacted(QueryParameter parameter) {
    String text = redactor.redactSecrets(parameter.value(), "/parameters").text();
    return new QueryParameter(
        parameter.name(),
        text.substring(0, Math.min(text.length(), QueryParameter.MOST_CHARACTERS)));
  }
}
