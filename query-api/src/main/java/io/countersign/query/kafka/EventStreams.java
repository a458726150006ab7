package io.countersign.query.kafka;

import io.countersign.query.stream.CallContexts;
import io.countersign.query.stream.CallLookup;
import io.countersign.query.stream.StreamReader;
import io.countersign.query.stream.StreamRefused;
import io.countersign.query.stream.StreamToken;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Streams of committed events. A reader first catches up alone, and then is fed with all others
 * from one consumer. The seam between the two is an offset of the tenant's partition: what the
 * reader has read itself ends before it, what the feed gives begins with it.
 */
public final class EventStreams implements AutoCloseable {
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final int REMEMBERED_CALLS = 20_000;

  private final EventLog log;
  private final CallLookup lookup;
  private final CallContexts contexts = new CallContexts(REMEMBERED_CALLS);
  private final LiveFeed feed;
  private final ThreadPoolExecutor catchUps;
  private final MeterRegistry meters;
  private final List<Gauge> gauges;

  /**
   * Makes streams; nothing is read before somebody listens.
   *
   * @param lookup finds calls whose intent was recorded long ago
   * @param catchUps readers that catch up at a time; others wait their turn
   * @param waiting readers that wait for that at most; more are refused
   */
  public EventStreams(
      EventLog log, CallLookup lookup, int catchUps, int waiting, MeterRegistry meters) {
    this.log = log;
    this.lookup = lookup;
    this.meters = meters;
    this.catchUps =
        new ThreadPoolExecutor(
            catchUps,
            catchUps,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(waiting),
            Thread.ofPlatform().daemon().name("stream-catch-up-", 1).factory());
    this.catchUps.allowCoreThreadTimeOut(true);
    this.feed =
        new LiveFeed(
            log, contexts, (reader, offset) -> submit(reader, true, work -> work.from(offset)));
    this.gauges =
        List.of(
            Gauge.builder("countersign.stream.ledgers", feed, LiveFeed::ledgers)
                .description("Ledgers that the live feed reads")
                .register(meters),
            Gauge.builder("countersign.stream.live", feed, LiveFeed::readers)
                .description("Streams that are fed live")
                .register(meters),
            Gauge.builder(
                    "countersign.stream.catching.up",
                    this.catchUps,
                    pool -> pool.getActiveCount() + pool.getQueue().size())
                .description("Streams that catch up, or wait to")
                .register(meters));
  }

  private interface Work {
    void run(CatchUp catchUp);
  }

  /**
   * Opens a stream; the reader's client is told how it goes.
   *
   * @param after the event after which it begins; with what comes from now on when it is empty
   */
  public void open(StreamReader reader, Optional<StreamToken> after) {
    submit(reader, false, work -> work.after(after));
  }

  private void submit(StreamReader reader, boolean begun, Work work) {
    try {
      catchUps.execute(() -> work.run(new CatchUp(log, feed, contexts, lookup, reader, begun)));
    } catch (RejectedExecutionException e) {
      if (begun) {
        reader.cut(CatchUp.unavailable());
      } else {
        reader
            .client()
            .refused(
                new StreamRefused(
                    StreamRefused.Kind.UNAVAILABLE,
                    "Expected a free place for one more stream, but all are taken. Connect again"
                        + " later."));
      }
    }
  }

  /** Forgets a reader whose client has gone. */
  public void leave(StreamReader reader) {
    reader.close();
    feed.leave(reader);
  }

  /** Cuts every stream. */
  @Override
  public void close() {
    feed.close();
    catchUps.shutdownNow();
    try {
      catchUps.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    gauges.forEach(meters::remove);
  }
}
