package io.countersign.projections.kafka;

import io.countersign.projections.kafka.RebuildState.Phase;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** Tells how far a rebuild is, about once a second, with the rate of the last ten seconds. */
final class RebuildWatch {
  private static final long PAUSE = Duration.ofSeconds(1).toNanos();
  private static final long WINDOW = Duration.ofSeconds(10).toNanos();

  private final int generation;
  private final Consumer<RebuildState> told;
  private final Deque<Taken> taken = new ArrayDeque<>();
  private long last = System.nanoTime();

  private record Taken(long at, int records) {}

  RebuildWatch(int generation, Consumer<RebuildState> told) {
    this.generation = generation;
    this.told = told;
    taken.add(new Taken(last, 0));
  }

  /** Notes a batch, and tells when it is time. */
  void tell(Phase phase, long done, long total, int records) {
    long now = System.nanoTime();
    taken.add(new Taken(now, records));
    while (taken.size() > 2 && now - taken.getFirst().at() > WINDOW) {
      taken.removeFirst();
    }
    if (now - last > PAUSE) {
      last = now;
      told.accept(new RebuildState(phase, generation, done, total, perSecond(now)));
    }
  }

  /** Tells in any case. */
  void tellNow(Phase phase, long done, long total) {
    long now = System.nanoTime();
    told.accept(new RebuildState(phase, generation, done, total, perSecond(now)));
  }

  private double perSecond(long now) {
    long records = taken.stream().skip(1).mapToLong(Taken::records).sum();
    long nanos = now - taken.getFirst().at();
    return nanos <= 0 ? 0 : records * 1e9 / nanos;
  }
}
