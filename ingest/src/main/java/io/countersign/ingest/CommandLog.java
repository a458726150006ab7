package io.countersign.ingest;

import io.countersign.schemas.command.CommandEnvelope;
import java.util.concurrent.CompletableFuture;

/**
 * Where commands are appended, in order: two commands of one tenant that are given one after the
 * other are written in that order, or the later one is not written.
 */
public interface CommandLog {

  /**
   * Appends a command. Never blocks; the future never fails and completes on a thread of the log.
   *
   * @param deadlineNanos {@link System#nanoTime} after which the command must not be sent any more
   */
  CompletableFuture<Appended> append(CommandEnvelope command, long deadlineNanos);

  /** How an append went. */
  enum Appended {
    /** Durable on all replicas that must have it. */
    WRITTEN,
    /** Larger than the log takes; surely not in it. */
    TOO_LARGE,
    /** Surely not in the log: never sent. */
    NOT_SENT,
    /** Sent, and no answer came: it may be in the log, now or soon. */
    LOST
  }
}
