package io.countersign.query.vertx;

import io.countersign.schemas.http.Problem;
import io.countersign.schemas.http.ProblemException;
import io.countersign.schemas.opensearch.SearchUnavailable;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs blocking reads on virtual threads, at most so many at a time, and answers on the event loop.
 * A read that takes too long is answered 503; its thread ends when the search does, which has a
 * limit of its own.
 */
final class Readers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Readers.class);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore places;
  private final Duration limit;

  /** One read; what it returns is the text of the answer. */
  interface Read {
    String run() throws SearchUnavailable;
  }

  /** Some work; what it returns answers on the event loop. */
  interface Work {
    Runnable run() throws SearchUnavailable;
  }

  Readers(int places, Duration limit) {
    this.places = new Semaphore(places);
    this.limit = limit;
  }

  /** Answers {@code ctx} with the JSON that {@code read} returns, or with a problem. */
  void answer(RoutingContext ctx, Read read) {
    answer(ctx, "application/json", read);
  }

  /** Answers {@code ctx} with what {@code read} returns, or with a problem. */
  void answer(RoutingContext ctx, String contentType, Read read) {
    run(
        ctx,
        () -> {
          String text = read.run();
          return () -> ctx.response().putHeader("content-type", contentType).end(text);
        });
  }

  /** Does {@code work} beside the event loop, and on it what that returns. */
  void run(RoutingContext ctx, Work work) {
    if (!places.tryAcquire()) {
      ctx.fail(unavailable("Expected a free place for one more question, but all are taken."));
      return;
    }
    Vertx vertx = ctx.vertx();
    Context loop = vertx.getOrCreateContext();
    AtomicBoolean answered = new AtomicBoolean();
    long timer =
        vertx.setTimer(
            limit.toMillis(),
            late -> {
              if (answered.compareAndSet(false, true)) {
                ctx.fail(
                    unavailable(
                        "Expected an answer within %s, but it took longer.".formatted(limit)));
              }
            });
    threads.execute(
        () -> {
          Runnable reply;
          try {
            reply = reply(ctx, work);
          } finally {
            places.release();
          }
          loop.runOnContext(
              done -> {
                vertx.cancelTimer(timer);
                if (answered.compareAndSet(false, true)) {
                  reply.run();
                }
              });
        });
  }

  private static Runnable reply(RoutingContext ctx, Work work) {
    try {
      return work.run();
    } catch (ProblemException e) {
      return () -> ctx.fail(e);
    } catch (SearchUnavailable e) {
      LOG.warn("A question was not answered: {}", e.getMessage());
      return () -> ctx.fail(unavailable("Expected the search indexes to answer, but they do not."));
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      return () -> ctx.fail(e);
    }
  }

  private static ProblemException unavailable(String detail) {
    return new ProblemException(Problem.unavailable(detail + " Ask again later."));
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
