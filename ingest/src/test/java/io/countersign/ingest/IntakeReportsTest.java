package io.countersign.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.ingest.contract.Contract;
import io.countersign.schemas.call.EvidenceGrade;
import io.countersign.schemas.command.CancelCall;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.RecordOutcome;
import io.countersign.schemas.http.ProblemException;
import io.countersign.schemas.intake.IntakeReport;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IntakeReportsTest {
  private static final UUID REPORT =
      new UUID(Given.CALL.getMostSignificantBits(), Long.MIN_VALUE + 5);
  private static final String INTENT = "{'tool':{'server':'tickets','name':'get'}}";

  private static final Contract CONTRACT = Contract.load();

  private final IntakeReports reports =
      new IntakeReports(new Documents(CONTRACT, 100_000), Given.intake(), Given.stamps());

  @Test
  void makesTheCommandsThatHttpMakes() {
    CommandEnvelope intent = command("acme", "INTENT", INTENT);
    assertThat(intent.commandId()).isEqualTo(REPORT);
    assertThat(intent.tenant()).isEqualTo("acme");
    assertThat(intent.source().grade()).isEqualTo(EvidenceGrade.GATEWAY_REPORTED);
    assertThat(((RecordIntent) intent.body()).callId()).isEqualTo(Given.CALL);
    assertThat(command("acme", "OUTCOME", "{'status':'FAILED'}").body())
        .isInstanceOf(RecordOutcome.class);
    assertThat(command("acme", "CANCEL", "{'reason':'stop'}").body())
        .isInstanceOf(CancelCall.class);
  }

  @Test
  void refusesWhatHttpRefuses() {
    assertThat(refused("globex", "INTENT", INTENT)).isEqualTo(403);
    assertThat(refused("acme", "INTENT", "{'tool':{}}")).isEqualTo(400);
    assertThat(refused("acme", "INTENT", "nonsense")).isEqualTo(400);
    assertThat(refused("acme", "VOTE", "{}")).isEqualTo(400);
    assertThat(refused("acme", "INTENT", "{'tenant':'globex'," + INTENT.substring(1)))
        .isEqualTo(400);
    assertThat(refused("acme", "INTENT", "{'callId':'%s',".formatted(REPORT) + INTENT.substring(1)))
        .isEqualTo(400);
  }

  private CommandEnvelope command(String tenant, String kind, String body) {
    return reports.command(
        new IntakeReport(REPORT, tenant, kind, Given.CALL, body.replace('\'', '"')),
        Given.gateway(),
        null);
  }

  private int refused(String tenant, String kind, String body) {
    return catchThrowableOfType(ProblemException.class, () -> command(tenant, kind, body))
        .problem()
        .status();
  }
}
