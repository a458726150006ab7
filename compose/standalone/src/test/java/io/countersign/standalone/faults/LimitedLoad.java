package io.countersign.standalone.faults;

import com.github.f4b6a3.uuid.UuidCreator;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.Topics;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.call.Amounts;
import io.countersign.schemas.call.OutcomeStatus;
import io.countersign.schemas.call.Salt;
import io.countersign.schemas.command.Command;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.command.RecordIntent;
import io.countersign.schemas.command.RecordOutcome;
import io.countersign.schemas.command.RegisterTool;
import io.countersign.schemas.command.SetBudget;
import io.countersign.schemas.command.SetLimit;
import io.countersign.schemas.control.Budget;
import io.countersign.schemas.control.BudgetLimits;
import io.countersign.schemas.control.BudgetNode;
import io.countersign.schemas.control.BudgetWindow;
import io.countersign.schemas.control.CountedBy;
import io.countersign.schemas.control.Rate;
import io.countersign.schemas.control.UsageLimit;
import io.countersign.standalone.ToolSamples;
import io.countersign.testkit.Samples;
import io.countersign.testkit.Variations;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * More calls than the budgets and limits of their tenants permit, at a steady pace. Of those that
 * are asked for, some are reported with less than they had reserved, some twice, some as unknown,
 * some as not run, and some never.
 */
final class LimitedLoad implements AutoCloseable {
  static final List<String> TENANTS = List.of("acme", "globex", "initech");
  static final Amounts BOUND = new Amounts(1, 2, 0, 1_000);
  static final Budget PER_MINUTE =
      new Budget(
          "minute",
          BudgetNode.TENANT,
          BudgetWindow.MINUTE,
          new BudgetLimits(120L, null, null, 90_000L));
  static final Budget PER_HOUR =
      new Budget(
          "hour",
          new BudgetNode(null, "*", null, null, null),
          BudgetWindow.HOUR,
          new BudgetLimits(null, 4_000L, null, null));
  static final UsageLimit AT_ONCE =
      new UsageLimit("at-once", CountedBy.PRINCIPAL, null, null, null, null, null, null, 20);
  static final UsageLimit PACE =
      new UsageLimit(
          "pace", CountedBy.TENANT, null, null, null, null, null, new Rate(8, 1_000, 5), 0);

  private static final long EVERY_MILLIS = 15;

  private final int ledgers;
  private final Random random;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Serializer<CommandEnvelope> serializer;
  private final Set<UUID> acknowledged = ConcurrentHashMap.newKeySet();
  private final UUID[] recent = new UUID[96];
  private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();

  LimitedLoad(Map<String, Object> connection, LogFormats formats, int ledgers, long seed) {
    this.ledgers = ledgers;
    this.random = new Random(seed);
    Map<String, Object> config = new HashMap<>(connection);
    config.put("acks", "all");
    config.put("linger.ms", 0);
    this.producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    this.serializer = formats.commandSerializer();
    for (String tenant : TENANTS) {
      append(tenant, new RegisterTool(ToolSamples.reading()));
      append(tenant, new SetBudget(PER_MINUTE));
      append(tenant, new SetBudget(PER_HOUR));
      append(tenant, new SetLimit(AT_ONCE));
      append(tenant, new SetLimit(PACE));
    }
    var unused = pace.scheduleAtFixedRate(this::next, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void next() {
    int slot = random.nextInt(recent.length);
    String tenant = TENANTS.get(slot % TENANTS.size());
    UUID earlier = recent[slot];
    if (earlier != null && random.nextInt(3) > 0) {
      append(tenant, outcome(earlier));
      if (random.nextInt(8) > 0) {
        recent[slot] = null;
      }
    } else {
      UUID callId = UuidCreator.getTimeOrderedEpoch();
      RecordIntent intent = Variations.with(Samples.recordIntent(), "bound", BOUND);
      append(tenant, Variations.withCallId(intent, callId));
      recent[slot] = callId;
    }
  }

  private Command outcome(UUID callId) {
    OutcomeStatus status =
        switch (random.nextInt(10)) {
          case 0 -> OutcomeStatus.UNKNOWN;
          case 1 -> OutcomeStatus.NOT_RUN;
          case 2 -> OutcomeStatus.FAILED;
          default -> OutcomeStatus.SUCCEEDED;
        };
    RecordOutcome outcome = Variations.with(Samples.recordOutcome(), "status", status);
    Amounts usage = new Amounts(1, random.nextInt(3), 0, random.nextInt(1_001));
    return Variations.withCallId(Variations.with(outcome, "usage", usage), callId);
  }

  private void append(String tenant, Command body) {
    CommandEnvelope command =
        new CommandEnvelope(
            UuidCreator.getTimeOrderedEpoch(),
            tenant,
            Instant.now().truncatedTo(ChronoUnit.MICROS),
            null,
            Samples.command(body).source(),
            null,
            new Salt(new byte[Salt.BYTES]),
            body);
    byte[] value = serializer.serialize(Topics.COMMANDS.name(), command);
    var unused =
        producer.send(
            new ProducerRecord<>(
                Topics.COMMANDS.name(), TenantPartition.of(tenant, ledgers), null, value),
            (metadata, failure) -> {
              if (failure == null) {
                acknowledged.add(command.commandId());
              }
            });
  }

  /** Commands that Kafka has taken so far. */
  Set<UUID> acknowledged() {
    return Set.copyOf(acknowledged);
  }

  /** Appends no more; what was appended is acknowledged when this returns. */
  @Override
  public void close() {
    pace.shutdown();
    try {
      if (!pace.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new AssertionError("Expected the load to stop, but it goes on");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close();
    serializer.close();
  }
}
