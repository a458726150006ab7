package io.countersign.projections.alert;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Values as they are, beside their bytes on a shelf, so that they need not be read each time; those
 * unused longest make room. Whoever changes one writes it to the shelf.
 *
 * @param <T> the value
 */
final class Held<T> {
  private final Map<String, T> values;

  Held(int most) {
    this.values =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
            return size() > most;
          }
        };
  }

  /** The value of a name; read where it is not held. */
  T get(String tenant, String name, Supplier<T> read) {
    return values.computeIfAbsent(key(tenant, name), none -> read.get());
  }

  void forget(String tenant, String name) {
    values.remove(key(tenant, name));
  }

  private static String key(String tenant, String name) {
    return tenant + "\n" + name;
  }
}
