package io.countersign.standalone.faults;

import com.github.f4b6a3.uuid.UuidCreator;
import io.countersign.schemas.approval.Ballot;
import io.countersign.schemas.approval.GrantMode;
import io.countersign.schemas.approval.Voter;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Risk;
import io.countersign.schemas.command.CastVote;
import io.countersign.schemas.command.ClaimGrant;
import io.countersign.schemas.command.PublishPolicy;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.RecordOutcome;
import io.countersign.schemas.command.RegisterTool;
import io.countersign.schemas.command.RevokeApproval;
import io.countersign.schemas.event.ApprovalGranted;
import io.countersign.schemas.event.ApprovalRequested;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.event.GrantClaimed;
import io.countersign.standalone.ToolSamples;
import io.countersign.testkit.Samples;
import io.countersign.testkit.Variations;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * Calls that people decide on, at a steady pace, and what people and gateways do about them: votes
 * that cross each other, two claims for each approval, outcomes, and revocations that come when
 * they come. It hears of approvals by the events that it is given.
 */
final class ApprovalLoad implements AutoCloseable {
  static final List<String> TENANTS = List.of("acme", "globex");
  private static final long EVERY_MILLIS = 40;
  private static final String POLICY =
      """
      policy: desk
      rules:
        - id: reads
          effect: ask
          approval: {quorum: [{group: leads, count: 2}], ttl: 60s, grantTtl: 30s}
      """;

  private final Random random;
  private final PacedCommands commands;
  private final Map<UUID, ApprovalRequested> asked = new HashMap<>();

  ApprovalLoad(Map<String, Object> connection, LogFormats formats, int ledgers, long seed) {
    this.random = new Random(seed);
    this.commands = new PacedCommands(connection, formats, ledgers);
    for (String tenant : TENANTS) {
      commands.append(
          tenant, new RegisterTool(Variations.with(ToolSamples.reading(), "risk", Risk.READ)));
      commands.append(tenant, new PublishPolicy("desk", POLICY, "olga"));
    }
    commands.every(EVERY_MILLIS, this::ask);
  }

  private void ask() {
    UUID callId = UuidCreator.getTimeOrderedEpoch();
    RecordIntent intent = Variations.withCallId(Samples.recordIntent(), callId);
    intent = Variations.with(intent, "runId", "run-" + callId);
    intent = Variations.with(intent, "environment", "dev");
    commands.append(TENANTS.get(Math.floorMod(callId.hashCode(), TENANTS.size())), intent);
  }

  /** Does what people and gateways do when they hear of this. */
  void hear(EventEnvelope event) {
    switch (event.body()) {
      case ApprovalRequested requested -> {
        asked.put(requested.approvalId(), requested);
        vote(event.tenant(), requested, "lea", Ballot.APPROVE);
        vote(
            event.tenant(),
            requested,
            "max",
            random.nextInt(8) == 0 ? Ballot.DENY : Ballot.APPROVE);
        vote(event.tenant(), requested, "kim", Ballot.APPROVE);
      }
      case ApprovalGranted granted -> {
        ApprovalRequested requested = asked.get(granted.approvalId());
        if (requested != null) {
          claim(event.tenant(), requested);
          if (random.nextInt(6) == 0) {
            commands.append(
                event.tenant(), new RevokeApproval(granted.approvalId(), "second thoughts", "lea"));
          }
          claim(event.tenant(), requested);
        }
      }
      case GrantClaimed claimed -> {
        if (random.nextInt(10) > 0) {
          commands.append(event.tenant(), outcome(claimed));
        }
      }
      default -> {
        // nothing to do
      }
    }
  }

  private void vote(String tenant, ApprovalRequested of, String voter, Ballot ballot) {
    commands.append(
        tenant,
        new CastVote(
            of.approvalId(),
            ballot,
            null,
            of.actionDigest(),
            of.previewDigest(),
            new Voter(voter, List.of("leads")),
            null));
  }

  private void claim(String tenant, ApprovalRequested of) {
    commands.append(
        tenant,
        new ClaimGrant(
            of.callId(), UuidCreator.getTimeOrderedEpoch(), of.actionDigest(), GrantMode.ONLINE));
  }

  private static RecordOutcome outcome(GrantClaimed claimed) {
    RecordOutcome outcome =
        Variations.with(Samples.recordOutcome(), "status", OutcomeStatus.SUCCEEDED);
    outcome = Variations.with(outcome, "claimId", claimed.claimId());
    outcome = Variations.with(outcome, "actionDigest", claimed.actionDigest());
    return Variations.withCallId(outcome, claimed.callId());
  }

  /** Asks for no more calls; people and gateways go on with those that are open. */
  void askNoMore() {
    commands.slacken();
  }

  /** Commands that Kafka has taken so far. */
  Set<UUID> acknowledged() {
    return commands.acknowledged();
  }

  /** Appends no more; what was appended is acknowledged when this returns. */
  @Override
  public void close() {
    commands.close();
  }
}
