package io.countersign.projections.alert.streams;

import io.countersign.projections.alert.Memory;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Memory in the store of a stream task, in whose transaction it changes. */
final class StoredMemory implements Memory {
  private final KeyValueStore<String, byte[]> store;

  StoredMemory(KeyValueStore<String, byte[]> store) {
    this.store = store;
  }

  @Override
  public byte @Nullable [] get(String key) {
    return store.get(key);
  }

  @Override
  public void put(String key, byte[] value) {
    store.put(key, value);
  }

  @Override
  public void remove(String key) {
    store.delete(key);
  }

  @Override
  public void each(BiConsumer<String, byte[]> entry) {
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> one = all.next();
        entry.accept(one.key, one.value);
      }
    }
  }
}
