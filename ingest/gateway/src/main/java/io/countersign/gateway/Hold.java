package io.countersign.gateway;

import io.countersign.gateway.ingest.Answer;
import io.countersign.gateway.ingest.IngestClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One call that is held until people have decided. Looks at its approval again and again, each time
 * until something changes or some seconds are over, and tells the client where it stands. After
 * each pause it glances first, without waiting, for what changed meanwhile.
 */
final class Hold {

  /** How long one look waits for a change. */
  private static final Duration LOOK = Duration.ofSeconds(10);

  /** Looks are at least so far apart, however fast ingest answers. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  /** How holding a call ended. */
  sealed interface End {

    /** People agreed: it may be claimed. */
    record Approved(Answer.ApprovalNeeded answer) implements End {}

    /** It may still be approved, but is held no longer. */
    record Pending(Answer.ApprovalNeeded answer) implements End {}

    /** The approval can no longer be spent. */
    record Over(Answer.ApprovalNeeded answer) implements End {}

    /** The call was denied. */
    record Denied(Answer.Denied answer) implements End {}

    /** The user who asked took it back. */
    record Withdrawn() implements End {}

    /** The client left: nobody waits for an answer. */
    record Gone() implements End {}
  }

  /** Why holding was ended from outside. */
  enum Release {
    CLIENT_GONE,
    WITHDRAWN,
    STOPPING
  }

  private final IngestClient ingest;
  private final String tenant;
  private final Duration timeout;
  private final Waiting waiting;
  private final Progress progress;
  private final CompletableFuture<Release> released = new CompletableFuture<>();

  /**
   * @param timeout how long ingest may take to answer, beyond waiting for a change
   */
  Hold(IngestClient ingest, String tenant, Duration timeout, Waiting waiting) {
    this.ingest = ingest;
    this.tenant = tenant;
    this.timeout = timeout;
    this.waiting = waiting;
    this.progress = new Progress(waiting.frame(), waiting.client());
    var unused = waiting.open().abandoned().thenRun(() -> released.complete(Release.CLIENT_GONE));
  }

  /** Ends it at once, from any thread; the first reason counts. */
  void release(Release why) {
    released.complete(why);
  }

  /** Waits, at most {@code most}. Blocks. */
  End await(Answer.ApprovalNeeded asked, Duration most) {
    long end = System.nanoTime() + most.toNanos();
    Answer.ApprovalNeeded now = asked;
    // Whoever waits for a change has to know what there was before it.
    boolean glance = true;
    progress.waiting(now.approval());
    while (now.approval().isPending()) {
      long started = System.nanoTime();
      long left = end - started;
      if (left <= 0) {
        return new End.Pending(now);
      }
      Answer seen = look(glance ? 0 : Math.min(left, LOOK.toNanos()));
      if (released.isDone()) {
        return released(now);
      }
      boolean changed = false;
      Duration pause = glance ? Duration.ZERO : PAUSE;
      switch (seen) {
        case Answer.ApprovalNeeded next when next.approval().state().isEmpty() -> {
          return new End.Pending(now);
        }
        case Answer.ApprovalNeeded next -> {
          changed = next.approval().votes() != now.approval().votes();
          now = next;
          if (now.approval().isPending() && (changed || !glance)) {
            progress.waiting(now.approval());
          }
        }
        case Answer.Denied denied -> {
          return new End.Denied(denied);
        }
        // A look is no permission, whatever it says: the call is to be asked anew.
        case Answer.Allowed allowed -> {
          return new End.Pending(now);
        }
        case Answer.Rejected rejected -> pause = PAUSE_AFTER_FAILURE;
        case Answer.Unavailable unavailable -> pause = PAUSE_AFTER_FAILURE;
      }
      long rest = Math.min(started + pause.toNanos(), end) - System.nanoTime();
      glance = rest > 0 || (glance && changed);
      if (now.approval().isPending() && restOrReleased(rest)) {
        return released(now);
      }
    }
    return now.approval().isApproved() ? new End.Approved(now) : new End.Over(now);
  }

  private Answer look(long waitNanos) {
    return ingest
        .look(waiting.open().callId(), tenant, Duration.ofNanos(waitNanos), timeout, released)
        .join();
  }

  private End released(Answer.ApprovalNeeded now) {
    return switch (released.join()) {
      case CLIENT_GONE -> new End.Gone();
      case WITHDRAWN -> new End.Withdrawn();
      case STOPPING -> new End.Pending(now);
    };
  }

  private boolean restOrReleased(long nanos) {
    try {
      released.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException over) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return released.complete(Release.STOPPING) || released.isDone();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("a release has no way to fail", impossible);
    }
  }
}
