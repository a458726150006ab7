package io.countersign.approvals.notice;

import io.countersign.schemas.command.RecordNotification;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells notices by the channels of their tenants, each on its own, so that a slow channel holds
 * back no other. A channel that fails is tried again by the plan; when it has failed for good, the
 * next spare of the list is tried. How each went is recorded. Whoever hands notices over bounds how
 * many are under way. Thread safe.
 */
public final class NoticeDesk implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NoticeDesk.class);

  /** How many messages one channel is sent at once. */
  private static final int AT_ONCE = 8;

  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final List<Subscription> subscriptions;
  private final RetryPlan plan;
  private final DeliveryLog log;
  private final DoubleSupplier chance;
  private final Map<String, Semaphore> turns;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * @param subscriptions in the order in which spares are tried; names are unique
   * @param plan when to try again
   * @param log where it is recorded how it went
   * @param chance numbers from 0 to 1
   */
  public NoticeDesk(
      List<Subscription> subscriptions, RetryPlan plan, DeliveryLog log, DoubleSupplier chance) {
    this.subscriptions = List.copyOf(subscriptions);
    this.plan = plan;
    this.log = log;
    this.chance = chance;
    this.turns =
        subscriptions.stream()
            .collect(
                Collectors.toUnmodifiableMap(Subscription::name, name -> new Semaphore(AT_ONCE)));
  }

  /**
   * Tells a notice, without waiting.
   *
   * @param done run once when every channel was told or has failed, and that is recorded; never
   *     when the desk is closed before
   */
  public void tell(Notice notice, Runnable done) {
    List<Subscription> route =
        subscriptions.stream().filter(subscription -> subscription.wants(notice)).toList();
    List<Subscription> first = route.stream().filter(listed -> !listed.spare()).toList();
    if (first.isEmpty() && !route.isEmpty()) {
      first = List.of(route.getFirst());
    }
    if (first.isEmpty()) {
      done.run();
      return;
    }
    Telling telling = new Telling(notice, route, first, done);
    first.forEach(subscription -> threads.execute(() -> telling.by(subscription)));
  }

  /**
   * Tells a notice once more to the channels that forget, without waiting and without a record:
   * what fails is told again with the next repeat.
   */
  public void repeat(Notice notice) {
    for (Subscription subscription : subscriptions) {
      if (subscription.channel().forgets() && subscription.wants(notice)) {
        threads.execute(() -> repeatedBy(subscription, notice));
      }
    }
  }

  private void repeatedBy(Subscription subscription, Notice notice) {
    try {
      Attempt attempt = subscription.channel().tell(notice, notice.messageId(subscription.name()));
      if (!(attempt instanceof Attempt.Delivered)) {
        LOG.info("Channel {} did not take a repeat", subscription.name());
      }
    } catch (InterruptedException e) {
      LOG.debug("A repeat is told after the next start");
    } catch (RuntimeException e) {
      LOG.warn("Channel {} met a fault", subscription.name(), e);
    }
  }

  /** One notice on its way to all its channels. */
  private final class Telling {
    private final Notice notice;
    private final List<Subscription> route;
    private final Deque<Subscription> spares;
    private final AtomicInteger open;
    private final Runnable done;

    Telling(Notice notice, List<Subscription> route, List<Subscription> first, Runnable done) {
      this.notice = notice;
      this.route = route;
      this.spares = new ArrayDeque<>(route.stream().filter(each -> !first.contains(each)).toList());
      this.open = new AtomicInteger(first.size());
      this.done = done;
    }

    void by(Subscription first) {
      try {
        @Nullable Subscription next = first;
        while (next != null && !delivered(next)) {
          next = spareAfter(next);
        }
        if (open.decrementAndGet() == 0) {
          done.run();
        }
      } catch (InterruptedException e) {
        LOG.debug("A notice is told after the next start");
      }
    }

    /** The next spare of the list, which is tried once, however many channels have failed. */
    private @Nullable Subscription spareAfter(Subscription failed) {
      synchronized (spares) {
        for (Subscription spare : spares) {
          if (route.indexOf(spare) > route.indexOf(failed)) {
            spares.remove(spare);
            return spare;
          }
        }
        return null;
      }
    }

    /** Tells one channel until it has it or has failed for good; returns whether it has it. */
    private boolean delivered(Subscription subscription) throws InterruptedException {
      for (int attempt = 1; ; attempt++) {
        switch (once(subscription)) {
          case Attempt.Delivered delivered -> {
            record(subscription, attempt, null);
            return true;
          }
          case Attempt.Refused refused -> {
            record(subscription, attempt, refused.detail());
            return false;
          }
          case Attempt.Failed failed -> {
            if (attempt >= plan.attempts()) {
              record(subscription, attempt, failed.detail());
              return false;
            }
            LOG.info("Channel {} is tried again: {}", subscription.name(), failed.detail());
            await(plan.pause(attempt, failed.after(), chance.getAsDouble()));
          }
        }
      }
    }

    private Attempt once(Subscription subscription) throws InterruptedException {
      Semaphore turn = Objects.requireNonNull(turns.get(subscription.name()));
      turn.acquire();
      try {
        return subscription.channel().tell(notice, notice.messageId(subscription.name()));
      } catch (RuntimeException e) {
        LOG.warn("Channel {} met a fault", subscription.name(), e);
        return new Attempt.Failed(
            "a fault of ours (%s)".formatted(e.getClass().getSimpleName()), Optional.empty());
      } finally {
        turn.release();
      }
    }

    private void record(Subscription subscription, int attempt, @Nullable String detail)
        throws InterruptedException {
      if (detail != null) {
        LOG.warn(
            "Channel {} could not be told of {} in {} attempts: {}",
            subscription.name(),
            notice.about(),
            attempt,
            detail);
      }
      log.record(
          notice.ledger(),
          notice.tenant(),
          notice.recordId(subscription.name()),
          new RecordNotification(
              notice.about(), notice.kind(), subscription.name(), detail == null, attempt, detail));
    }
  }

  private void await(Duration pause) throws InterruptedException {
    if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new InterruptedException("closed");
    }
  }

  /** Stops; what is under way is told by whoever starts next. */
  @Override
  public void close() {
    closed.countDown();
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(CLOSE.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("Notices that are being sent do not stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
