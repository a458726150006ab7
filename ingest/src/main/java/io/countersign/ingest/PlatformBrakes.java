package io.countersign.ingest;

import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.event.BrakeEngaged;
import io.countersign.schemas.event.BrakeReleased;
import io.countersign.schemas.event.EventEnvelope;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Which ledgers have recorded a brake of the whole platform, or its release, and who waits until
 * all have. Bounded: of the brakes the oldest are forgotten first; whoever finds no place to wait
 * hears at once how many have recorded it.
 *
 * <p>Safe for concurrent use. Time comes in as {@link System#nanoTime} values.
 */
public final class PlatformBrakes {
  private static final int MOST_STEPS = 1_000;
  private static final int MOST_WAITS = 1_000;

  private final int ledgers;
  private final Map<Step, BitSet> recorded = new Recent();
  private final List<Wait> waits = new ArrayList<>();

  /**
   * @param ledgers how many ledgers there are
   */
  public PlatformBrakes(int ledgers) {
    this.ledgers = ledgers;
  }

  /**
   * What a ledger records.
   *
   * @param brakeId the brake
   * @param engaged whether it was engaged, or released
   */
  public record Step(UUID brakeId, boolean engaged) {}

  private record Wait(Step step, long deadlineNanos, CompletableFuture<Integer> answer) {}

  private static final class Recent extends LinkedHashMap<Step, BitSet> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Step, BitSet> eldest) {
      return size() > MOST_STEPS;
    }
  }

  /** Takes in an event; those that are about no brake of the platform are passed over. */
  public void apply(EventEnvelope event) {
    if (!event.tenant().equals(CommandEnvelope.PLATFORM)) {
      return;
    }
    if (event.body() instanceof BrakeEngaged brake) {
      recorded(new Step(brake.brakeId(), true), event.ledger());
    } else if (event.body() instanceof BrakeReleased brake) {
      recorded(new Step(brake.brakeId(), false), event.ledger());
    }
  }

  /** A ledger has recorded this, now or before. */
  void recorded(Step step, int ledger) {
    if (ledger >= ledgers) {
      return;
    }
    List<Wait> done = new ArrayList<>();
    synchronized (this) {
      recorded.computeIfAbsent(step, each -> new BitSet()).set(ledger);
      if (count(step) == ledgers) {
        waits.removeIf(wait -> wait.step.equals(step) && done.add(wait));
      }
    }
    done.forEach(wait -> wait.answer.complete(ledgers));
  }

  /** Completes with how many ledgers have recorded it: when all have, or at the deadline. */
  CompletableFuture<Integer> all(Step step, long deadlineNanos) {
    synchronized (this) {
      int now = count(step);
      if (now == ledgers || waits.size() >= MOST_WAITS) {
        return CompletableFuture.completedFuture(now);
      }
      Wait wait = new Wait(step, deadlineNanos, new CompletableFuture<>());
      waits.add(wait);
      return wait.answer;
    }
  }

  /** Tells everybody whose deadline has passed how many ledgers have recorded it. */
  public void expire(long nowNanos) {
    end(nowNanos, false);
  }

  /** Tells everybody who waits how many ledgers have recorded it. */
  public void expireAll() {
    end(0, true);
  }

  private void end(long nowNanos, boolean everybody) {
    Map<Wait, Integer> ended = new LinkedHashMap<>();
    synchronized (this) {
      waits.removeIf(
          wait -> {
            boolean over = everybody || nowNanos - wait.deadlineNanos >= 0;
            if (over) {
              ended.put(wait, count(wait.step));
            }
            return over;
          });
    }
    ended.forEach((wait, count) -> wait.answer.complete(count));
  }

  /** How many ledgers there are. */
  int ledgers() {
    return ledgers;
  }

  private int count(Step step) {
    BitSet ledgersOfStep = recorded.get(step);
    return ledgersOfStep == null ? 0 : ledgersOfStep.cardinality();
  }
}
