package io.countersign.approvals.notice.kafka;

import io.countersign.approvals.kafka.LedgerCommands;
import io.countersign.approvals.notice.DeliveryLog;
import io.countersign.schemas.command.RecordNotification;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the engine to record how telling went. Waits for the broker, however long it is away: what
 * waits is bounded by the follower, and nothing is lost.
 */
public final class KafkaDeliveryLog implements DeliveryLog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaDeliveryLog.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final LedgerCommands commands;
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * @param commands closed with this
   */
  public KafkaDeliveryLog(LedgerCommands commands) {
    this.commands = commands;
  }

  @Override
  public void record(int ledger, String tenant, UUID commandId, RecordNotification how)
      throws InterruptedException {
    while (true) {
      try {
        commands.appendAndWait(ledger, tenant, commandId, how, PATIENCE);
        return;
      } catch (RuntimeException e) {
        // A broker or registry that is away; a refused value could not have been made.
        LOG.warn("Whether people were told is not recorded yet: {}", e.toString());
        if (Thread.interrupted() || closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new InterruptedException("closed");
        }
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
    commands.close();
  }
}
