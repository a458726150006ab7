package io.countersign.approvals.decision;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Remembers the results of a pure function, the latest used ones first. Results never depend on
 * what it remembers; only the time they take does. Thread safe; two threads may compute the same
 * result at once.
 */
final class Memo<K, V> {
  private final Map<K, V> results;

  /**
   * @param most most results that are remembered
   */
  Memo(int most) {
    this.results =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
          }
        };
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
      results.put(key, computed);
    }
    return computed;
  }

  int size() {
    synchronized (results) {
      return results.size();
    }
  }
}
