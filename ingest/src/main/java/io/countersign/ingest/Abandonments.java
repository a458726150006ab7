package io.countersign.ingest;

import io.countersign.schemas.command.CommandEnvelope;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Abandonments on their way into the log. Repeated with the same command id until the log has them:
 * the log that swallowed the intent is likely the one that does not answer now. Bounded; what does
 * not fit is dropped and counted, and the engine's own deadline of the ALLOW then ends it.
 */
final class Abandonments {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final CommandLog log;
  private final int limit;
  private final long timeoutNanos;
  private final Counter written;
  private final Counter dropped;
  private final Deque<CommandEnvelope> failed = new ArrayDeque<>();
  private int underway;
  private boolean scheduled;
  private long repeatAtNanos;

  Abandonments(CommandLog log, int limit, long timeoutNanos, MeterRegistry meters) {
    this.log = log;
    this.limit = limit;
    this.timeoutNanos = timeoutNanos;
    this.written = meters.counter("countersign.ingest.abandoned", "result", "written");
    this.dropped = meters.counter("countersign.ingest.abandoned", "result", "dropped");
  }

  void add(CommandEnvelope abandonment, long nowNanos) {
    synchronized (this) {
      if (underway + failed.size() >= limit) {
        dropped.increment();
        return;
      }
      underway++;
    }
    send(abandonment, nowNanos);
  }

  void repeat(long nowNanos) {
    List<CommandEnvelope> again;
    synchronized (this) {
      if (failed.isEmpty()) {
        return;
      }
      if (!scheduled) {
        scheduled = true;
        repeatAtNanos = nowNanos + PAUSE_NANOS;
      }
      if (nowNanos - repeatAtNanos < 0) {
        return;
      }
      scheduled = false;
      again = new ArrayList<>(failed);
      failed.clear();
      underway += again.size();
    }
    again.forEach(abandonment -> send(abandonment, nowNanos));
  }

  private void send(CommandEnvelope abandonment, long nowNanos) {
    var unused =
        log.append(abandonment, nowNanos + timeoutNanos)
            .thenAccept(
                result -> {
                  synchronized (this) {
                    underway--;
                    switch (result) {
                      case WRITTEN -> written.increment();
                      case TOO_LARGE -> dropped.increment();
                      case NOT_SENT, LOST -> failed.add(abandonment);
                    }
                  }
                });
  }
}
