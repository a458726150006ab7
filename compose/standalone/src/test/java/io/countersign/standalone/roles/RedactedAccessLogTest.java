package io.countersign.standalone.roles;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ingest.redact.RedactionLimits;
import io.countersign.ingest.redact.Redactor;
import io.countersign.ingest.redact.SecretRules;
import io.countersign.schemas.audit.AccessStatus;
import io.countersign.schemas.audit.QueryParameter;
import io.countersign.schemas.command.RecordAuditAccess;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is recorded of a read that asks for a secret. */
final class RedactedAccessLogTest {
  private static final Redactor REDACTOR =
      new Redactor(new byte[32], RedactionLimits.DEFAULT, SecretRules.bundled(), () -> 0);

  private static RecordAuditAccess access(QueryParameter... parameters) {
    return new RecordAuditAccess(
        "kim",
        List.of("auditor"),
        "issuer",
        "calls.search",
        "acme",
        List.of(parameters),
        AccessStatus.GRANTED,
        3,
        "request-1",
        "127.0.0.1",
        "0@7");
  }

  private static RecordAuditAccess recorded(QueryParameter... parameters) throws Exception {
    List<RecordAuditAccess> recorded = new ArrayList<>();
    new RedactedAccessLog((tenant, by, access) -> recorded.add(access), REDACTOR)
        .record("acme", "kim", access(parameters));
    assertThat(recorded).hasSize(1);
    return recorded.getFirst();
  }

  @Test
  void takesSecretsOutOfFilters() throws Exception {
    RecordAuditAccess access = recorded(new QueryParameter("resource", "AKIAIOSFODNN7EXAMPLE"));
    assertThat(access.parameters().getFirst().name()).isEqualTo("resource");
    assertThat(access.parameters().getFirst().value())
        .startsWith("[redacted:")
        .doesNotContain("AKIA");
  }

  @Test
  void leavesEverythingElseAsItIs() throws Exception {
    QueryParameter[] parameters = {
      new QueryParameter("principal", "ana@acme.example"),
      new QueryParameter("from", "2026-11-01T00:00:00Z")
    };
    assertThat(recorded(parameters)).isEqualTo(access(parameters));
  }
}
