package io.countersign.approvals.decision;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Remembers the results of a pure function, the latest used ones first, as many as their weight
 * allows. Results never depend on what it remembers; only the time they take does. Thread safe; two
 * threads may compute the same result at once.
 */
final class Memo<K, V> {
  /** The part of the heap that all results of one function may take. */
  private static final int HEAP_PART = 8;

  private static final long LEAST = 64L * 1024 * 1024;

  private final long most;
  private final ToLongFunction<? super V> weight;
  private final Map<K, V> results = new LinkedHashMap<>(16, 0.75f, true);
  private long total;

  /**
   * @param most most weight that is remembered
   * @param weight weight of a result, which never changes
   */
  Memo(long most, ToLongFunction<? super V> weight) {
    this.most = most;
    this.weight = weight;
  }

  /** A memory that takes its part of the heap. Weights are in bytes. */
  static <K, V> Memo<K, V> onTheHeap(ToLongFunction<? super V> weight) {
    return new Memo<>(Math.max(LEAST, Runtime.getRuntime().maxMemory() / HEAP_PART), weight);
  }

  /** The result for {@code key}. */
  V of(K key, Function<? super K, ? extends V> function) {
    synchronized (results) {
      V known = results.get(key);
      if (known != null) {
        return known;
      }
    }
    V computed = function.apply(key);
    synchronized (results) {
      remember(key, computed);
    }
    return computed;
  }

  /** Too heavy alone is not remembered at all, rather than for it to push everything else out. */
  private void remember(K key, V computed) {
    long heavy = weight.applyAsLong(computed);
    if (heavy > most) {
      return;
    }
    V before = results.put(key, computed);
    total += heavy - (before == null ? 0 : weight.applyAsLong(before));
    Iterator<V> eldest = results.values().iterator();
    while (total > most && eldest.hasNext()) {
      total -= weight.applyAsLong(eldest.next());
      eldest.remove();
    }
  }

  int size() {
    synchronized (results) {
      return results.size();
    }
  }
}
