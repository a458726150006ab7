package io.countersign.projections.alert;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where it is kept what must be remembered from event to event: bytes by key. What is put is there
 * after a restart exactly when the event is that it was put for.
 */
public interface Memory {
  /** What was put last under a key; null when there is nothing. */
  byte @Nullable [] get(String key);

  /** Keeps a value. */
  void put(String key, byte[] value);

  /** Forgets a key. */
  void remove(String key);

  /** Tells everything, in any order. */
  void each(BiConsumer<String, byte[]> entry);
}
