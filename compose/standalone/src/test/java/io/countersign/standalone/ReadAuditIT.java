package io.countersign.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.projections.Projections;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.audit.AccessStatus;
import io.countersign.schemas.audit.QueryParameter;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.RecordAuditAccess;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.standalone.embedded.EmbeddedStack;
import io.countersign.testkit.RandomHistory;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every read of the record stands in the commands before its answer leaves. */
@ExtendWith(SharedStack.class)
class ReadAuditIT {
  private static final String ACME = "acme";
  private static final String GLOBEX = "globex";
  private static final int LEDGER = TenantPartition.of(ACME, ViewsRig.LEDGERS);
  private static final int EVENTS = 300;
  private static final Map<String, Caller> CALLERS =
      Map.of(
          "auditor", caller("ann@acme.example", Role.AUDITOR, ACME),
          "stranger", caller("sam@globex.example", Role.AUDITOR, GLOBEX),
          "gateway", caller("gw-1", Role.GATEWAY, ACME),
          "everyone", caller("root", Role.ADMIN, Caller.ALL_TENANTS));

  private static ViewsRig rig;
  private static Projections projections;
  private static QueryServer server;
  private static List<EventEnvelope> history;

  private static Caller caller(String subject, Role role, String tenant) {
    return new Caller(subject, Set.of(role), Set.of(tenant), Set.of(), Instant.MAX);
  }

  @BeforeAll
  static void open(EmbeddedStack stack) throws Exception {
    rig = new ViewsRig(stack);
    projections = rig.start();
    history = RandomHistory.of(7, LEDGER, List.of(ACME, GLOBEX), EVENTS);
    rig.append(history);
    rig.awaitReadUpTo(rig.indexes, LEDGER, EVENTS - 1);
    server = new QueryServer(rig, CALLERS, InstantSource.system());
  }

  @AfterAll
  static void close() throws Exception {
    server.close();
    projections.close();
    rig.close();
  }

  /** The one read that this request leaves behind. */
  private static CommandEnvelope read(
      String caller, String path, Map<String, String> parameters, int status) throws Exception {
    int before = rig.reads().size();
    assertThat(server.send(caller, path, parameters).statusCode()).isEqualTo(status);
    List<CommandEnvelope> after = rig.reads();
    assertThat(after).hasSize(before + 1);
    return after.stream().max(Comparator.comparing(CommandEnvelope::commandId)).orElseThrow();
  }

  private static RecordAuditAccess body(CommandEnvelope read) {
    return (RecordAuditAccess) read.body();
  }

  private static long entries(String caller, String path, String member) throws Exception {
    return server.get(caller, path, Map.of("limit", "500")).path(member).size();
  }

  @Test
  void recordsWhoReadWhatAndHowMuchBeforeItAnswers() throws Exception {
    long calls = entries("auditor", "/v1/calls", "calls");
    CommandEnvelope read =
        read("auditor", "/v1/calls", Map.of("limit", "500", "state", "DENIED"), 200);
    RecordAuditAccess access = body(read);
    assertThat(read.tenant()).isEqualTo(ACME);
    assertThat(read.source().gateway()).isEqualTo("ann@acme.example");
    assertThat(access.subject()).isEqualTo("ann@acme.example");
    assertThat(access.roles()).containsExactly("auditor");
    assertThat(access.operation()).isEqualTo("calls.search");
    assertThat(access.tenantAsked()).isEqualTo(ACME);
    assertThat(access.parameters())
        .containsExactlyInAnyOrder(
            new QueryParameter("limit", "500"), new QueryParameter("state", "DENIED"));
    assertThat(access.status()).isEqualTo(AccessStatus.GRANTED);
    assertThat(access.results()).isPositive().isLessThan(calls);
    assertThat(access.readUpTo()).isEqualTo(LEDGER + "@" + (EVENTS - 1));
    assertThat(access.remote()).isEqualTo("127.0.0.1");
  }

  @Test
  void recordsOfFreeTextNeitherTheWordsNorNothing() throws Exception {
    RecordAuditAccess access =
        body(read("auditor", "/v1/events", Map.of("text", "correct horse battery"), 200));
    assertThat(access.operation()).isEqualTo("events.search");
    assertThat(access.parameters())
        .singleElement()
        .satisfies(
            text ->
                assertThat(text.value())
                    .startsWith("sha256:")
                    .endsWith(" (21 characters)")
                    .doesNotContain("horse"));
  }

  @Test
  void recordsTheStoryOfARunAndThatThereIsNone() throws Exception {
    String runId =
        history.stream()
            .filter(event -> event.tenant().equals(ACME) && event.runId() != null)
            .map(EventEnvelope::runId)
            .findFirst()
            .orElseThrow();
    RecordAuditAccess story = body(read("auditor", "/v1/runs/" + runId, Map.of(), 200));
    assertThat(story.operation()).isEqualTo("runs.story");
    assertThat(story.parameters()).containsExactly(new QueryParameter("runId", runId));
    assertThat(story.results()).isEqualTo(1);
    RecordAuditAccess none = body(read("auditor", "/v1/runs/none", Map.of(), 404));
    assertThat(none.status()).isEqualTo(AccessStatus.GRANTED);
    assertThat(none.results()).isZero();
  }

  @Test
  void recordsADenialWhereTheReaderBelongsAndNothingWhereItDoesNot() throws Exception {
    CommandEnvelope foreign =
        read("stranger", "/v1/events", Map.of("tenant", ACME, "tool", "tool-1"), 404);
    assertThat(foreign.tenant()).isEqualTo(GLOBEX);
    assertThat(body(foreign).status()).isEqualTo(AccessStatus.DENIED);
    assertThat(body(foreign).tenantAsked()).isNull();
    assertThat(body(foreign).toString()).doesNotContain(ACME);
    CommandEnvelope role = read("gateway", "/v1/runs/run-1", Map.of(), 403);
    assertThat(role.tenant()).isEqualTo(ACME);
    assertThat(body(role).status()).isEqualTo(AccessStatus.DENIED);
    assertThat(body(role).subject()).isEqualTo("gw-1");
  }

  @Test
  void recordsAFailureAndOneOfAReaderOfAllTenantsInTheLedgerOfThePlatform() throws Exception {
    CommandEnvelope wrong = read("auditor", "/v1/calls", Map.of("colour", "red"), 400);
    assertThat(body(wrong).status()).isEqualTo(AccessStatus.FAILED);
    assertThat(body(wrong).parameters().getFirst().value()).startsWith("sha256:");
    CommandEnvelope nobody = read("everyone", "/v1/calls", Map.of(), 400);
    assertThat(nobody.tenant()).isEqualTo(CommandEnvelope.PLATFORM);
    CommandEnvelope all = read("everyone", "/v1/calls", Map.of("tenant", ACME), 200);
    assertThat(all.tenant()).isEqualTo(ACME);
  }

  @Test
  void showsNothingWhileKafkaRefusesTheRecordAndAllOfItAgainWhenItTakesIt() throws Exception {
    assertThat(server.send("auditor", "/v1/events", Map.of()).statusCode()).isEqualTo(200);
    rig.takeReads(false);
    try {
      Eventually.get(() -> status("auditor", "/v1/events", 503));
      for (String path : List.of("/v1/events", "/v1/runs/none", "/v1/settings")) {
        HttpResponse<String> refused = server.send("auditor", path, Map.of());
        assertThat(refused.statusCode()).as(path).isEqualTo(503);
        assertThat(refused.body())
            .contains("Expected this read to be recorded before it is answered, but it was not.")
            .doesNotContain("eventId");
      }
      assertThat(server.send("gateway", "/v1/events", Map.of()).statusCode()).isEqualTo(503);
    } finally {
      rig.takeReads(true);
    }
    Eventually.get(() -> status("auditor", "/v1/events", 200));
  }

  private static int status(String caller, String path, int expected) throws Exception {
    int status = server.send(caller, path, Map.of()).statusCode();
    assertThat(status).isEqualTo(expected);
    return status;
  }
}
