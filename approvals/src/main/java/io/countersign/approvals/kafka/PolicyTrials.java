package io.countersign.approvals.kafka;

import io.countersign.approvals.Delivery;
import io.countersign.approvals.Engine;
import io.countersign.approvals.whatif.Candidate;
import io.countersign.approvals.whatif.PolicyReplay;
import io.countersign.approvals.whatif.ReplayRefused;
import io.countersign.approvals.whatif.ReplayReport;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.Topics;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.avro.kafka.UndecodableRecord;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.digest.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Tries policies on the commands that Kafka holds. Reads only; the engine may run meanwhile, and
 * what was appended after the start is left out. Blocks for as long as a ledger takes.
 */
public final class PolicyTrials {
  private final Map<String, Object> connection;
  private final LogFormats formats;
  private final int ledgers;
  private final Duration longest;

  /**
   * @param connection how to reach Kafka
   * @param formats how records are read
   * @param ledgers how many ledgers there are
   * @param longest longest time for one trial
   */
  public PolicyTrials(
      Map<String, Object> connection, LogFormats formats, int ledgers, Duration longest) {
    this.connection = Map.copyOf(connection);
    this.formats = formats;
    this.ledgers = ledgers;
    this.longest = longest;
  }

  /**
   * Tries one policy on the history of its tenant's ledger.
   *
   * @param examples most examples of each kind of change
   * @throws ReplayRefused when the history does not begin at the genesis, the engine refuses to
   *     publish the policy, or it takes too long
   */
  public ReplayReport run(Candidate candidate, int examples) throws ReplayRefused {
    long deadline = System.nanoTime() + longest.toNanos();
    int ledger = TenantPartition.of(candidate.tenant(), ledgers);
    PolicyReplay replay = new PolicyReplay(new Engine(), candidate, ledger, examples);
    TopicPartition partition = new TopicPartition(Topics.COMMANDS.name(), ledger);
    try (PartitionLog commands = new PartitionLog(connection, partition);
        Deserializer<CommandEnvelope> reader = formats.commandDeserializer()) {
      refuseCut(commands);
      ConsumerRecord<byte[], byte[]> record = commands.next();
      while (record != null) {
        take(replay, ledger, record, reader);
        if (System.nanoTime() > deadline) {
          throw new ReplayRefused(
              "REPLAY_TOO_LONG",
              "Expected ledger %d to be replayed within %s, but it has reached offset %d only. Allow more time (engine.policyReplayTimeout)."
                  .formatted(ledger, longest, record.offset()));
        }
        record = commands.next();
      }
    }
    return replay.report();
  }

  private static void refuseCut(PartitionLog commands) throws ReplayRefused {
    if (commands.begin() > 0) {
      throw new ReplayRefused(
          "HISTORY_CUT",
          "Expected the commands of %s from their beginning, but those before offset %d were removed by retention, so nobody can say what stood then. Keep commands for ever to try policies on them."
              .formatted(commands.partition(), commands.begin()));
    }
  }

  private static void take(
      PolicyReplay replay,
      int ledger,
      ConsumerRecord<byte[], byte[]> record,
      Deserializer<CommandEnvelope> reader)
      throws ReplayRefused {
    byte[] value = record.value() == null ? new byte[0] : record.value();
    Instant logTime = Instant.ofEpochMilli(record.timestamp());
    CommandEnvelope command;
    try {
      command = reader.deserialize(Topics.COMMANDS.name(), value);
    } catch (UndecodableRecord e) {
      replay.undecodable(logTime, Digest.sha256(value));
      return;
    }
    replay.command(new Delivery(command, ledger, logTime));
  }
}
