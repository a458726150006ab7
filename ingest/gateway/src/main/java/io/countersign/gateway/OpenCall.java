package io.countersign.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.schemas.call.Amounts;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One {@code tools/call} from the question to its outcome: {@code ASKING → DISPATCHED → SETTLED},
 * or {@code ASKING → ABANDONED → SETTLED} when the client left before the verdict. Each step
 * happens once, whoever comes first.
 */
public final class OpenCall {

  /** Told once, when the call has an outcome. */
  interface End {
    void ended(OpenCall call, Outcome outcome, long durationMillis);
  }

  private enum State {
    ASKING,
    ABANDONED,
    DISPATCHED,
    SETTLED
  }

  private final JsonNode id;
  private final Amounts bound;
  private final End end;
  private final ReentrantLock lock = new ReentrantLock();
  private final CompletableFuture<Void> abandoned = new CompletableFuture<>();
  private State state = State.ASKING;
  private volatile String callId;
  private volatile @Nullable String claimId;
  private long startedNanos;
  private @Nullable Future<?> timer;

  OpenCall(String callId, JsonNode id, Amounts bound, End end) {
    this.callId = callId;
    this.id = id;
    this.bound = bound;
    this.end = end;
  }

  /** Countersign's id of the call. */
  public String callId() {
    return callId;
  }

  /** The same action was asked for before: it goes on under the id of the call that waits. */
  void continueAs(String earlier) {
    callId = earlier;
  }

  /** The claim that may have spent the approval of this call; null when nothing was claimed. */
  @Nullable String claimId() {
    return claimId;
  }

  /** From now on the outcome is that of this claim. */
  void claimed(String claim) {
    claimId = claim;
  }

  /** Completes when the client left or took the request back before the call was sent. */
  CompletableFuture<Void> abandoned() {
    return abandoned;
  }

  /** The JSON-RPC id of the request. */
  public JsonNode id() {
    return id;
  }

  /** What the call may use at most, as it was asked for. */
  Amounts bound() {
    return bound;
  }

  /** Marks the call as sent; false when the client has left, and it must not be sent. */
  boolean dispatch(long nowNanos) {
    lock.lock();
    try {
      if (state != State.ASKING) {
        return false;
      }
      state = State.DISPATCHED;
      startedNanos = nowNanos;
      return true;
    } finally {
      lock.unlock();
    }
  }

  void timer(Future<?> started) {
    lock.lock();
    try {
      timer = started;
      if (state == State.SETTLED) {
        started.cancel(false);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * The client left or took the request back: a call not yet sent will not be, one already sent is
   * of unknown outcome.
   */
  public void abandon(String why) {
    if (!abandonAsking()) {
      settle(Outcome.unknown(why));
    }
  }

  /** Keeps a call that was not sent from being sent; one already sent may still be answered. */
  public boolean abandonAsking() {
    boolean unsent;
    lock.lock();
    try {
      if (state == State.ASKING) {
        state = State.ABANDONED;
      }
      unsent = state == State.ABANDONED;
    } finally {
      lock.unlock();
    }
    if (unsent) {
      abandoned.complete(null);
    }
    return unsent;
  }

  /** The call will not be sent. True once, and only when it was not sent. */
  boolean giveUp() {
    lock.lock();
    try {
      boolean unsent = state == State.ASKING || state == State.ABANDONED;
      if (unsent) {
        state = State.SETTLED;
      }
      return unsent;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The call was sent, and this is how it ended. False when it had ended already: the first outcome
   * stands.
   */
  public boolean settle(Outcome outcome) {
    long duration;
    lock.lock();
    try {
      if (state != State.DISPATCHED) {
        return false;
      }
      state = State.SETTLED;
      duration = Math.max(0, (System.nanoTime() - startedNanos) / 1_000_000);
      if (timer != null) {
        timer.cancel(false);
      }
    } finally {
      lock.unlock();
    }
    end.ended(this, outcome, duration);
    return true;
  }
}
