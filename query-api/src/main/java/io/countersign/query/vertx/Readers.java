package io.countersign.query.vertx;

import io.countersign.query.AccessLog;
import io.countersign.query.AccessUnrecorded;
import io.countersign.schemas.access.Role;
import io.countersign.schemas.audit.AccessStatus;
import io.countersign.schemas.http.Problem;
import io.countersign.schemas.http.ProblemException;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.opensearch.SearchUnavailable;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs blocking reads on virtual threads, at most so many at a time, and answers on the event loop.
 * Each read is recorded before its answer leaves, whether it was granted, denied or failed; what
 * cannot be recorded is answered 503 and shown to nobody. A read that takes too long is answered
 * 503; its thread ends when the search does, which has a limit of its own.
 */
final class Readers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Readers.class);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AccessLog log;
  private final Semaphore places;
  private final Duration limit;

  /** What a route makes of a question, on the event loop; refuses with a problem. */
  interface Question {
    Read of(Asked asked);
  }

  /** One read, on a thread that may wait; refuses with a problem. */
  interface Read {
    Answer run() throws SearchUnavailable;
  }

  /** How a read ended: what is recorded, and how it is answered. */
  private record Ended(
      AccessStatus status, long entries, JsonObject readUpTo, Consumer<RoutingContext> send) {

    static Ended with(AccessStatus status, Throwable problem) {
      return new Ended(status, 0, JsonObject.EMPTY, ctx -> ctx.fail(problem));
    }
  }

  Readers(AccessLog log, int places, Duration limit) {
    this.log = log;
    this.places = new Semaphore(places);
    this.limit = limit;
  }

  /**
   * Answers a request, or refuses it, and records which.
   *
   * @param operation stable name of what is read, such as {@code events.search}
   * @param roles whoever has one of these may ask
   */
  void answer(RoutingContext ctx, String operation, Set<Role> roles, Question question) {
    ReadAccess access = ReadAccess.of(ctx, operation);
    run(ctx, access, read(ctx, roles, question));
  }

  /** The read; that of a refused question refuses, so that refusals are recorded the same way. */
  private static Read read(RoutingContext ctx, Set<Role> roles, Question question) {
    try {
      return question.of(Asked.of(ctx, roles));
    } catch (ProblemException refused) {
      return () -> {
        throw refused;
      };
    }
  }

  private void run(RoutingContext ctx, ReadAccess access, Read read) {
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
          Consumer<RoutingContext> send;
          try {
            send = recorded(access, ended(access, read), answered);
          } finally {
            places.release();
          }
          loop.runOnContext(
              done -> {
                vertx.cancelTimer(timer);
                if (answered.compareAndSet(false, true)) {
                  send.accept(ctx);
                }
              });
        });
  }

  private static Ended ended(ReadAccess access, Read read) {
    try {
      Answer answer = read.run();
      return new Ended(AccessStatus.GRANTED, answer.entries(), answer.readUpTo(), answer.send());
    } catch (ProblemException refused) {
      return Ended.with(access.status(refused), refused);
    } catch (SearchUnavailable e) {
      LOG.warn("A question was not answered: {}", e.getMessage());
      return Ended.with(
          AccessStatus.FAILED,
          unavailable("Expected the search indexes to answer, but they do not."));
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      return Ended.with(AccessStatus.FAILED, e);
    }
  }

  /** Records the read; nothing that is not recorded may be sent. */
  private Consumer<RoutingContext> recorded(
      ReadAccess access, Ended ended, AtomicBoolean answered) {
    // Whoever was told that it took too long has been given nothing.
    boolean tooLate = answered.get();
    try {
      access.record(
          log,
          tooLate ? AccessStatus.FAILED : ended.status(),
          tooLate ? 0 : ended.entries(),
          ended.readUpTo());
      return ended.send();
    } catch (AccessUnrecorded e) {
      LOG.warn("A read was not answered, because it was not recorded: {}", e.getMessage());
      return ctx ->
          ctx.fail(
              unavailable(
                  "Expected this read to be recorded before it is answered, but it was not."));
    } catch (RuntimeException e) {
      return ctx -> ctx.fail(e);
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
