package io.countersign.projections.alert;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Values as they are, beside their bytes on a shelf, so that they need not be read each time; those
 * unused longest make room. What has ended on the shelf has ended here, so that it makes no
 * difference whether a value was still held. Whoever changes one writes it to both.
 *
 * @param <T> the value
 */
final class Held<T> {
  private final Map<String, Kept<T>> values;

  private record Kept<T>(T value, long endsAtMillis) {}

  Held(int most) {
    this.values =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Kept<T>> eldest) {
            return size() > most;
          }
        };
  }

  /** The value of a name; read where it is not held, or has ended. */
  T get(String tenant, String name, Instant now, Supplier<T> read) {
    Kept<T> kept = values.get(key(tenant, name));
    return kept == null || kept.endsAtMillis() <= now.toEpochMilli() ? read.get() : kept.value();
  }

  /** Holds a value until a time. */
  void put(String tenant, String name, T value, Instant until) {
    values.put(key(tenant, name), new Kept<>(value, until.toEpochMilli()));
  }

  void forget(String tenant, String name) {
    values.remove(key(tenant, name));
  }

  private static String key(String tenant, String name) {
    return tenant + "\n" + name;
  }
}
