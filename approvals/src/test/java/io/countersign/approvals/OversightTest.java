package io.countersign.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.approvals.state.MemoryState;
import io.countersign.schemas.alert.AlertVerdict;
import io.countersign.schemas.audit.AccessStatus;
import io.countersign.schemas.audit.QueryParameter;
import io.countersign.schemas.command.AcknowledgeAlert;
import io.countersign.schemas.command.RecordAuditAccess;
import io.countersign.schemas.command.ResolveAlert;
import io.countersign.schemas.event.AuditAccessed;
import io.countersign.schemas.event.EventCode;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who read the record and what people say of alerts is recorded, and changes no decision. */
class OversightTest {
  /** Nobody raised it: the engine keeps no alerts. */
  private static final UUID ALERT = new UUID(0, 7);

  private static RecordAuditAccess read(AccessStatus status, long results) {
    return new RecordAuditAccess(
        "aud@acme.example",
        List.of("auditor"),
        null,
        "events.search",
        "acme",
        List.of(new QueryParameter("tool", "crm/update")),
        status,
        results,
        "request-1",
        null,
        "0@12");
  }

  @Test
  void recordsReadsWithWhatWasAskedAndWhatCameOfIt() {
    EngineScenario ledger = EngineScenario.open();
    ledger.when(read(AccessStatus.GRANTED, 12)).then("AuditAccessed GRANTED");
    AuditAccessed accessed = ledger.event(AuditAccessed.class);
    assertThat(accessed.code()).isEqualTo(EventCode.CS8100I);
    assertThat(accessed.results()).isEqualTo(12);
    assertThat(accessed.parameters()).containsExactly(new QueryParameter("tool", "crm/update"));
    ledger.when(read(AccessStatus.DENIED, 0)).then("AuditAccessed DENIED");
    assertThat(ledger.event(AuditAccessed.class).code()).isEqualTo(EventCode.CS8101W);
    ledger.when(read(AccessStatus.FAILED, 0)).then("AuditAccessed FAILED");
    assertThat(ledger.event(AuditAccessed.class).code()).isEqualTo(EventCode.CS8102W);
  }

  @Test
  void recordsAReadThatArrivesTwiceOnce() {
    EngineScenario ledger = EngineScenario.open().given(read(AccessStatus.GRANTED, 1));
    ledger.whenRepeated().then("CommandRejected DUPLICATE_COMMAND");
  }

  @Test
  void recordsARefusedReaderOfAllTenantsInTheLedgerOfThePlatform() {
    EngineScenario.open()
        .givenForAll(read(AccessStatus.FAILED, 0))
        .then("AuditAccessed FAILED")
        .thenOf("countersign")
        .givenForAll(new AcknowledgeAlert(ALERT, "", "olga"))
        .then("CommandRejected TENANT_RESERVED");
  }

  @Test
  void takesWhatPeopleSayOfAnyAlertAsOftenAsTheySayIt() {
    EngineScenario ledger = EngineScenario.open();
    ledger
        .when(new AcknowledgeAlert(ALERT, "I look at it", "olga"))
        .then("AlertAcknowledged")
        .when(new ResolveAlert(ALERT, AlertVerdict.FALSE_POSITIVE, "a test", "olga"))
        .then("AlertResolved FALSE_POSITIVE")
        .when(new ResolveAlert(ALERT, AlertVerdict.TRUE_POSITIVE, "it was not", "max"))
        .then("AlertResolved TRUE_POSITIVE");
  }

  @Test
  void changesNothingThatADecisionDependsOn() {
    EngineScenario ledger = EngineScenario.open();
    MemoryState before = ledger.state().copy();
    ledger.given(read(AccessStatus.GRANTED, 1)).given(new AcknowledgeAlert(ALERT, "", "olga"));
    assertThat(ledger.state().controls("acme")).isEqualTo(before.controls("acme"));
    assertThat(ledger.state().keeping("acme")).isEqualTo(before.keeping("acme"));
    assertThat(ledger.state().approvers("acme")).isEqualTo(before.approvers("acme"));
    assertThat(ledger.state().waiting("acme", "").approvals()).isEmpty();
  }
}
