package io.countersign.schemas.registry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Remembers the most recently used entries, up to a limit. Safe for several threads. */
final class BoundedCache<K, V> {

  private final LinkedHashMap<K, V> entries = new LinkedHashMap<>(16, 0.75f, true);
  private final int limit;

  BoundedCache(int limit) {
    this.limit = limit;
  }

  synchronized Optional<V> get(K key) {
    return Optional.ofNullable(entries.get(key));
  }

  synchronized void put(K key, V value) {
    entries.put(key, value);
    if (entries.size() > limit) {
      Map.Entry<K, V> eldest = entries.entrySet().iterator().next();
      entries.remove(eldest.getKey());
    }
  }
}
