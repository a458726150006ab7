package io.countersign.approvals.notice.kafka;

import io.countersign.approvals.kafka.LedgerCommands;
import io.countersign.approvals.notice.BrakeLever;
import io.countersign.schemas.command.EngageBrake;
import java.time.Duration;
import java.util.UUID;

/**
 * Asks the engine to engage a brake. A broker that is away is told to whoever called, who tries
 * again.
 */
public final class KafkaBrakeLever implements BrakeLever, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final LedgerCommands commands;

  /**
   * @param commands closed with this
   */
  public KafkaBrakeLever(LedgerCommands commands) {
    this.commands = commands;
  }

  @Override
  public void engage(int ledger, String tenant, UUID commandId, EngageBrake brake) {
    commands.appendAndWait(ledger, tenant, commandId, brake, PATIENCE);
  }

  @Override
  public void close() {
    commands.close();
  }
}
