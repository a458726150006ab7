package io.countersign.standalone.faults;

import com.github.f4b6a3.uuid.UuidCreator;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.command.RegisterTool;
import io.countersign.standalone.ToolSamples;
import io.countersign.testkit.Samples;
import io.countersign.testkit.Variations;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * Commands of several tenants at a steady pace, however slowly the engine answers: calls, and
 * outcomes of earlier calls.
 */
final class CommandLoad implements AutoCloseable {
  private static final List<String> TENANTS =
      List.of("acme", "globex", "initech", "umbrella", "hooli");
  private static final long EVERY_MILLIS = 5;

  private final Random random;
  private final PacedCommands commands;
  private final UUID[] recent = new UUID[64];

  CommandLoad(Map<String, Object> connection, LogFormats formats, int ledgers, long seed) {
    this.random = new Random(seed);
    this.commands = new PacedCommands(connection, formats, ledgers);
    TENANTS.forEach(tenant -> commands.append(tenant, new RegisterTool(ToolSamples.reading())));
    commands.every(EVERY_MILLIS, this::next);
  }

  private void next() {
    int slot = random.nextInt(recent.length);
    String tenant = TENANTS.get(slot % TENANTS.size());
    UUID earlier = recent[slot];
    if (earlier != null && random.nextInt(3) == 0) {
      commands.append(tenant, Variations.withCallId(Samples.recordOutcome(), earlier));
    } else {
      UUID callId = UuidCreator.getTimeOrderedEpoch();
      commands.append(tenant, Variations.withCallId(Samples.recordIntent(), callId));
      recent[slot] = callId;
    }
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
