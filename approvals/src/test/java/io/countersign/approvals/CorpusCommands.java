package io.countersign.approvals;

import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.alert.AlertVerdict;
import io.countersign.schemas.audit.AccessStatus;
import io.countersign.schemas.audit.QueryParameter;
import io.countersign.schemas.call.Actor;
import io.countersign.schemas.call.EvidenceGrade;
import io.countersign.schemas.call.LedgerSettings;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.call.Source;
import io.countersign.schemas.call.ToolReference;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.AcknowledgeAlert;
import io.countersign.schemas.command.ActivateBehaviour;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.ConfigureTenant;
import io.countersign.schemas.command.OpenLedger;
import io.countersign.schemas.command.PlaceLegalHold;
import io.countersign.schemas.command.RecordAuditAccess;
import io.countersign.schemas.command.ReleaseLegalHold;
import io.countersign.schemas.command.RemoveSearch;
import io.countersign.schemas.command.ResolveAlert;
import io.countersign.schemas.command.RetireTool;
import io.countersign.schemas.command.SaveSearch;
import io.countersign.schemas.command.SetRetention;
import io.countersign.schemas.command.Tick;
import io.countersign.schemas.command.WithdrawPolicy;
import io.countersign.schemas.control.BrakeKind;
import io.countersign.schemas.control.BrakeScope;
import io.countersign.schemas.control.ClassRetention;
import io.countersign.schemas.control.Gate;
import io.countersign.schemas.control.HoldScope;
import io.countersign.schemas.control.RecordClass;
import io.countersign.schemas.control.TenantSettings;
import io.countersign.testkit.Samples;
import io.countersign.testkit.Variations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The commands that the corpus was made of. Only a renewal reads them. */
final class CorpusCommands {
  private static final int PARTITIONS = 7;
  private static final LedgerSettings FORGETFUL = new LedgerSettings(1, 2_000, 5_000, 60_000, 40);

  private final List<Delivery> log = new ArrayList<>();
  private Instant now = Samples.START.plusSeconds(1);

  private CorpusCommands() {}

  /** A short random history over several ledgers that forget soon. */
  static List<Delivery> random() {
    RandomCommands random = new RandomCommands(20_261_120, RandomCommands.LEDGERS, FORGETFUL);
    List<Delivery> commands = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      commands.add(random.next());
    }
    return commands;
  }

  /** Every answer of level 1, one after the other. */
  static List<Delivery> story() {
    CorpusCommands corpus = new CorpusCommands();
    corpus.opening();
    corpus.decisions();
    corpus.repeats();
    corpus.ends();
    corpus.outcomes();
    corpus.catalogue();
    corpus.brakes();
    corpus.rules();
    corpus.time();
    corpus.keeping();
    return corpus.log;
  }

  private void opening() {
    send("countersign", Asked.open(PARTITIONS, Asked.SETTINGS));
    send("countersign", Asked.open(PARTITIONS, Asked.SETTINGS));
    send("countersign", new ActivateBehaviour(1));
    send("countersign", new ActivateBehaviour(2));
    send("countersign", Asked.intent(1, Risk.READ));
    for (Risk risk : Risk.values()) {
      send(Asked.tool(risk));
    }
    send(Asked.tool(Risk.READ));
    send(Asked.tool(Risk.READ, "purpose", "For the corpus"));
    log.add(new Delivery(envelope("acme", "gateway-1", new Tick()), ledger(), now));
    CommandEnvelope stranger = envelope("acme", "gateway-1", Asked.intent(1, Risk.READ));
    log.add(new Delivery(Variations.withTenant(stranger, "stranger-1"), ledger(), now));
  }

  private void decisions() {
    var read = Asked.intent(10, Risk.READ);
    send(read);
    send(Asked.intent(11, Risk.WRITE));
    send(Asked.intent(12, Risk.DESTRUCTIVE));
    send(Asked.intent(13, "launch"));
    send(Asked.with(Asked.intent(14, Risk.READ), "actor", new Actor(null, null, null, List.of())));
    send(Asked.with(Asked.with(Asked.intent(15, Risk.READ), "runId", null), "environment", null));
    send(
        Asked.with(
            Asked.intent(16, Risk.READ), "tool", new ToolReference("crm", "read", "9", null)));
    send(
        Asked.with(
            Asked.intent(17, Risk.READ),
            "tool",
            new ToolReference("crm", "read", null, Asked.digest("other"))));
    send(Asked.reported(Asked.intent(18, Risk.WRITE), Verdict.ALLOW));
    send(Asked.with(Asked.intent(19, Risk.READ), "callId", new UUID(1, 2)));
    log.add(
        new Delivery(
            envelope("acme", "gateway-1", Asked.intent(20, Risk.READ)),
            ledger(),
            now.plusSeconds(100)));
  }

  private void repeats() {
    var read = Asked.intent(10, Risk.READ);
    send(read);
    again();
    by("gateway-2", read);
    send(Asked.with(read, "actionDigest", Asked.digest("other")));
    again();
    now = now.plus(Duration.ofMinutes(2));
    send(read);
  }

  private void keeping() {
    send(new SetRetention(List.of(new ClassRetention(RecordClass.ACCESS, 90)), "enough", "olga"));
    send(new SetRetention(List.of(new ClassRetention(RecordClass.ACCESS, 90)), "enough", "olga"));
    send(new PlaceLegalHold("case-1", new HoldScope(null, "ann@acme.example"), "suit", "olga"));
    send(new PlaceLegalHold("case-1", HoldScope.TENANT, "suit", "olga"));
    send(new ReleaseLegalHold("case-1", "settled", "olga"));
    send(new ReleaseLegalHold("case-1", "settled", "olga"));
    send(new SaveSearch("denied", List.of(new QueryParameter("verdict", "DENY")), "", "olga"));
    send(new RemoveSearch("denied", "olga"));
    send(new RemoveSearch("denied", "olga"));
    send(
        new RecordAuditAccess(
            "aud",
            List.of("auditor"),
            null,
            "runs.story",
            "acme",
            List.of(),
            AccessStatus.GRANTED,
            1,
            "request-1",
            null,
            null));
    again();
    send(new AcknowledgeAlert(new UUID(0, 7), "mine", "olga"));
    send(new ResolveAlert(new UUID(0, 7), AlertVerdict.EXPECTED, "known", "olga"));
  }

  private void ends() {
    send(Asked.cancel(99));
    send(Asked.intent(30, Risk.READ));
    by("gateway-2", Asked.cancel(30));
    send(Asked.cancel(30));
    send(Asked.cancel(30));
    send(Asked.intent(30, Risk.READ));
    send(Asked.outcome(30, OutcomeStatus.SUCCEEDED));
    for (int n = 31; n < 33; n++) {
      send(Asked.intent(n, Risk.READ));
      send(Asked.abandon(n, log.getLast().command().commandId()));
      again();
    }
    send(Asked.intent(31, Risk.READ));
    send(Asked.abandon(31, Asked.call(1)));
    send(Asked.outcome(32, OutcomeStatus.FAILED));
  }

  private void outcomes() {
    send(Asked.outcome(11, OutcomeStatus.SUCCEEDED));
    send(Asked.outcome(40, OutcomeStatus.NOT_RUN));
    send(Asked.outcome(40, OutcomeStatus.UNKNOWN));
    send(Asked.outcome(40, OutcomeStatus.SUCCEEDED));
    for (int n = 41; n < 45; n++) {
      send(Asked.intent(n, Risk.READ));
    }
    send(Asked.with(Asked.outcome(41, OutcomeStatus.SUCCEEDED), "actionDigest", Asked.digest("x")));
    by("gateway-2", Asked.outcome(42, OutcomeStatus.TIMED_OUT));
    send(Asked.outcome(42, OutcomeStatus.FAILED));
    send(Asked.outcome(42, OutcomeStatus.FAILED));
    send(Asked.outcome(42, OutcomeStatus.SUCCEEDED));
    send(Asked.with(Asked.outcome(43, OutcomeStatus.SUCCEEDED), "callId", new UUID(1, 2)));
  }

  private void catalogue() {
    send(Asked.proposal("launch", Risk.WRITE, 0));
    send(Asked.proposal("launch", Risk.WRITE, 0));
    send(Asked.intent(60, "launch"));
    send(Asked.proposal("read", Risk.READ, 1));
    send(Asked.proposal("write", Risk.DESTRUCTIVE, 0));
    send(Asked.tool(Risk.WRITE, "purpose", "Below what is suggested"));
    send(Asked.tool(Risk.READ, "schemaDigest", Asked.digest("another")));
    send(new RetireTool("crm", "launch", "not needed"));
    send(new RetireTool("crm", "nothing", "not needed"));
    send(Asked.proposal("launch", Risk.WRITE, 1));
    send(Asked.intent(61, "launch"));
  }

  private void brakes() {
    send(Asked.intent(70, Risk.READ));
    send("countersign", Asked.brake(1, BrakeKind.KILL, BrakeScope.EVERYTHING));
    send(Asked.brake(2, BrakeKind.SHADOW, new BrakeScope("crm", null, "prod")));
    send(Asked.brake(2, BrakeKind.SHADOW, BrakeScope.EVERYTHING));
    send(Asked.intent(70, Risk.READ));
    send(Asked.intent(71, Risk.READ));
    now = now.plusSeconds(1);
    send(Asked.outcome(70, OutcomeStatus.SUCCEEDED));
    send("countersign", Asked.release(1));
    send("countersign", Asked.brake(1, BrakeKind.KILL, BrakeScope.EVERYTHING));
    send(Asked.intent(72, Risk.WRITE));
    send(Asked.release(2));
    send(Asked.release(3));
  }

  private void rules() {
    for (Gate gate : Gate.values()) {
      send(Asked.review(gate));
      send(Asked.intent(80 + gate.ordinal(), Risk.READ));
      send(Asked.intent(90 + gate.ordinal(), Risk.WRITE));
    }
    send(new ConfigureTenant(new TenantSettings("Europe/Berlin", Gate.BLOCK, false)));
    send(Asked.policy("desk", "effect: allow", "match: {server: crm, tool: [write, launch]}"));
    send(Asked.intent(100, Risk.WRITE));
    send(Asked.policy("desk", "effect: ask", "approval: {quorum: [{group: leads, count: 2}]}"));
    send(Asked.intent(101, Risk.WRITE));
    send(Asked.policy("night", "effect: deny", "when: args.absent == 1"));
    send(Asked.intent(102, Risk.READ));
    send(Asked.policy("night", "effect: allow", "when: args.id +"));
    send(new WithdrawPolicy("night", "not needed"));
    send(new WithdrawPolicy("night", "not needed"));
  }

  private void time() {
    now = now.plus(Duration.ofMinutes(16));
    send(Asked.outcome(43, OutcomeStatus.SUCCEEDED));
    send(Asked.cancel(44));
    send("countersign", new Tick());
    send(Samples.recordIntent());
    now = now.plus(Duration.ofHours(25));
    send(Asked.intent(50, Risk.READ));
  }

  private void send(Command body) {
    send("acme", body);
  }

  private void by(String gateway, Command body) {
    log.add(new Delivery(envelope("acme", gateway, body), ledger(), now));
  }

  private void send(String tenant, Command body) {
    log.add(new Delivery(envelope(tenant, "gateway-1", body), ledger(), now));
  }

  private void again() {
    log.add(new Delivery(log.getLast().command(), ledger(), now));
  }

  private static int ledger() {
    return TenantPartition.of("acme", PARTITIONS);
  }

  private CommandEnvelope envelope(String tenant, String gateway, Command body) {
    now = now.plusMillis(7);
    long n = log.size();
    return new CommandEnvelope(
        new UUID(now.toEpochMilli() << 16 | 0x7000, 0x8000_0000_0000_0000L | n),
        tenant,
        now.minusMillis(3),
        body instanceof OpenLedger ? null : now.minusMillis(5),
        new Source(gateway, EvidenceGrade.ENFORCED),
        Samples.TRACEPARENT,
        Samples.salt(n),
        body);
  }
}
