package io.countersign.approvals.streams;

import io.countersign.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The one topology: commands in, events out, what could not be handled beside them. Every name is
 * explicit and never changes.
 */
final class EngineTopology {
  static final String SOURCE = "commands";
  static final String ENGINE = "engine";
  static final String EVENTS = "events";
  static final String DEAD_LETTERS = "dead-letters";
  static final String STORE = "ledger-state";

  /**
   * The largest value of the state, in bytes: the controls of a tenant that has as many brakes,
   * budgets and limits as it may, all with the longest names there are.
   */
  static final int MAX_STATE_BYTES = 4 * 1024 * 1024;

  private static final Serializer<LedgerKey> KEY =
      (topic, key) -> key.tenant().getBytes(StandardCharsets.UTF_8);
  private static final StreamPartitioner<LedgerKey, byte[]> LEDGER =
      (topic, key, value, partitions) -> Optional.of(Set.of(key.ledger()));
  private static final StreamPartitioner<LedgerKey, byte[]> ANY =
      (topic, key, value, partitions) -> Optional.of(Set.of(key.ledger() % partitions));

  private EngineTopology() {}

  static Topology of(ProcessorSupplier<byte[], byte[], LedgerKey, byte[]> engine) {
    StoreBuilder<KeyValueStore<Bytes, byte[]>> store =
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingEnabled(
                Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(MAX_STATE_BYTES)))
            .withCachingDisabled();
    return new Topology()
        .addSource(
            SOURCE,
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer(),
            Topics.COMMANDS.name())
        .addProcessor(ENGINE, engine, SOURCE)
        .addStateStore(store, ENGINE)
        .addSink(EVENTS, Topics.EVENTS.name(), KEY, new ByteArraySerializer(), LEDGER, ENGINE)
        .addSink(
            DEAD_LETTERS, Topics.DEAD_LETTERS.name(), KEY, new ByteArraySerializer(), ANY, ENGINE);
  }
}
