package io.countersign.ingest;

import io.countersign.schemas.call.CallState;
import io.countersign.schemas.document.CallSnapshot;
import io.countersign.schemas.document.CallSnapshotFold;
import io.countersign.schemas.event.EventEnvelope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Where recent calls stand, and who waits for that to change. Filled by the events since start and
 * by the snapshots of {@code countersign.calls}, which tell of open calls from before. Of both the
 * higher position wins, so they may come in any order and more than once. Bounded: the calls that
 * nobody asked about for longest are forgotten first.
 *
 * <p>Safe for concurrent use. Time comes in as {@link System#nanoTime} values.
 */
public final class RecentCalls {
  private final int maxPolls;
  private final LinkedHashMap<Key, Known> calls;
  private final Map<Key, List<Poll>> polls = new HashMap<>();
  private int polling;

  /**
   * @param maxCalls most calls that are remembered
   * @param maxPolls most callers that wait for a change at once
   */
  public RecentCalls(int maxCalls, int maxPolls) {
    this.maxPolls = maxPolls;
    this.calls =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, Known> eldest) {
            return size() > maxCalls;
          }
        };
  }

  private record Key(String tenant, UUID callId) {}

  private record Known(CallSnapshot snapshot, boolean fromSnapshots) {}

  private record Poll(
      CallSnapshot seen, long deadlineNanos, CompletableFuture<CallSnapshot> answer) {}

  /** Where this call stands, if it is remembered. */
  public synchronized Optional<CallSnapshot> find(String tenant, UUID callId) {
    return Optional.ofNullable(calls.get(new Key(tenant, callId))).map(Known::snapshot);
  }

  /**
   * Waits until the call has changed since {@code seen}, or the deadline has passed; then completes
   * with where it stands. A call that has come to its end is answered at once.
   *
   * @return empty when as many wait as may
   */
  public synchronized Optional<CompletableFuture<CallSnapshot>> poll(
      CallSnapshot seen, long deadlineNanos) {
    Key key = new Key(seen.tenant(), seen.callId());
    Known entry = calls.get(key);
    CallSnapshot current = entry == null ? seen : entry.snapshot;
    if (current.changedAt() != seen.changedAt() || ended(current.state())) {
      return Optional.of(CompletableFuture.completedFuture(current));
    }
    if (polling >= maxPolls) {
      return Optional.empty();
    }
    Poll poll = new Poll(seen, deadlineNanos, new CompletableFuture<>());
    polls.computeIfAbsent(key, each -> new ArrayList<>(1)).add(poll);
    polling++;
    return Optional.of(poll.answer);
  }

  /** Takes in an event; those that say nothing about where a call stands are passed over. */
  public void apply(EventEnvelope event) {
    UUID callId = event.callId();
    if (callId == null) {
      return;
    }
    Key key = new Key(event.tenant(), callId);
    List<Poll> awake;
    CallSnapshot changed;
    synchronized (this) {
      Known entry = calls.get(key);
      CallSnapshot before = entry == null ? null : entry.snapshot;
      if (before != null && before.changedAt() >= event.position()) {
        return;
      }
      changed = CallSnapshotFold.after(before, event).orElse(null);
      if (changed == null) {
        return;
      }
      calls.put(key, new Known(changed, false));
      awake = takePolls(key);
    }
    answer(awake, changed);
  }

  /** Takes in a snapshot of {@code countersign.calls}. */
  public void load(CallSnapshot snapshot) {
    Key key = new Key(snapshot.tenant(), snapshot.callId());
    List<Poll> awake;
    synchronized (this) {
      Known entry = calls.get(key);
      if (entry != null && entry.snapshot.changedAt() >= snapshot.changedAt()) {
        return;
      }
      calls.put(key, new Known(snapshot, true));
      awake = takePolls(key);
    }
    answer(awake, snapshot);
  }

  /**
   * Takes in a tombstone of {@code countersign.calls}: the call is finished. What is known from
   * events is kept, because it is newer and says how the call ended.
   */
  public synchronized void forget(String tenant, UUID callId) {
    Key key = new Key(tenant, callId);
    Known entry = calls.get(key);
    if (entry != null && entry.fromSnapshots) {
      calls.remove(key);
    }
  }

  /** Answers everybody whose deadline has passed with where the call stands. */
  public void expire(long nowNanos) {
    List<Poll> late = new ArrayList<>();
    synchronized (this) {
      for (List<Poll> each : polls.values()) {
        each.removeIf(
            poll -> {
              boolean over = nowNanos - poll.deadlineNanos >= 0;
              return over && late.add(poll);
            });
      }
      polls.values().removeIf(List::isEmpty);
      polling -= late.size();
    }
    // Had the call changed, the poll would have been answered: what the caller saw still stands.
    late.forEach(poll -> poll.answer.complete(poll.seen));
  }

  /** How many callers wait for a change. */
  public synchronized int polling() {
    return polling;
  }

  /** How many calls are remembered. */
  public synchronized int size() {
    return calls.size();
  }

  private static boolean ended(CallState state) {
    return switch (state) {
      // People are done with an approved call: it is its gateway's turn.
      case DENIED, REPORTED, CANCELLED, APPROVED -> true;
      case ALLOWED, PENDING, CLAIMED, OVERDUE, ABANDONED -> false;
    };
  }

  private List<Poll> takePolls(Key key) {
    List<Poll> taken = polls.remove(key);
    if (taken == null) {
      return List.of();
    }
    polling -= taken.size();
    return taken;
  }

  private static void answer(List<Poll> polls, CallSnapshot snapshot) {
    polls.forEach(poll -> poll.answer.complete(snapshot));
  }
}
