package io.countersign.projections.alert.streams;

import io.countersign.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The one topology: events in, alerts out. Every name is explicit and never changes. */
final class AlertTopology {
  static final String SOURCE = "events";
  static final String WATCH = "watch";
  static final String ALERTS = "alerts";
  static final String STORE = "watch-memory";

  private static final Serializer<AlertKey> KEY =
      (topic, key) -> (key.tenant() + "/" + key.key()).getBytes(StandardCharsets.UTF_8);
  private static final StreamPartitioner<AlertKey, byte[]> LEDGER =
      (topic, key, value, partitions) -> Optional.of(Set.of(key.ledger() % partitions));

  private AlertTopology() {}

  static Topology of(ProcessorSupplier<byte[], byte[], AlertKey, byte[]> watch) {
    StoreBuilder<KeyValueStore<String, byte[]>> store =
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray())
            .withLoggingEnabled(Map.of())
            .withCachingDisabled();
    return new Topology()
        .addSource(
            SOURCE, new ByteArrayDeserializer(), new ByteArrayDeserializer(), Topics.EVENTS.name())
        .addProcessor(WATCH, watch, SOURCE)
        .addStateStore(store, WATCH)
        .addSink(ALERTS, Topics.ALERTS.name(), KEY, new ByteArraySerializer(), LEDGER, WATCH);
  }
}
