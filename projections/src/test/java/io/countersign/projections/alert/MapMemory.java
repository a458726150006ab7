package io.countersign.projections.alert;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Memory in a map, which a test can hand to a second watch as a restart does. */
public final class MapMemory implements Memory {
  private final Map<String, byte[]> entries = new TreeMap<>();

  @Override
  public byte @Nullable [] get(String key) {
    return entries.get(key);
  }

  @Override
  public void put(String key, byte[] value) {
    entries.put(key, value);
  }

  @Override
  public void remove(String key) {
    entries.remove(key);
  }

  @Override
  public void each(BiConsumer<String, byte[]> entry) {
    Map.copyOf(entries).forEach(entry);
  }

  /** How many entries there are. */
  public int size() {
    return entries.size();
  }
}
