package io.countersign.projections.alert.streams;

import io.countersign.schemas.avro.kafka.LogFormats;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One instance that makes alerts, until it is closed or a bug stops it. */
public final class AlertInstance implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertInstance.class);
  private static final Duration CLOSE = Duration.ofSeconds(10);
  private static final int MOST_CAUSES = 100;

  private final KafkaStreams streams;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  private AlertInstance(AlertSettings settings, LogFormats formats) {
    this.streams =
        new KafkaStreams(
            AlertTopology.of(() -> new AlertProcessor(new RegistryWire(formats))),
            new StreamsConfig(config(settings)));
    streams.setUncaughtExceptionHandler(this::onFailure);
    streams.setStateListener(
        (next, previous) -> LOG.info("The watch is {} (was {})", next, previous));
  }

  /**
   * Starts. Returns while the instance is still taking over its ledgers: see {@link #notReady}. The
   * topics must be there.
   */
  public static AlertInstance start(AlertSettings settings, LogFormats formats) {
    AlertInstance instance = new AlertInstance(settings, formats);
    instance.streams.start();
    return instance;
  }

  private static Map<String, Object> config(AlertSettings settings) {
    Map<String, Object> config = new HashMap<>(settings.connection());
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
    config.put(
        StreamsConfig.CLIENT_ID_CONFIG, settings.applicationId() + "-" + settings.instance());
    config.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDirectory().toString());
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
    config.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbys());
    config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, settings.replicationFactor());
    config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
    config.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    // An alert is told when it is committed, so a commit is not put off for long.
    config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 250);
    config.put(StreamsConfig.POLL_MS_CONFIG, 100);
    config.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
    // What a killed instance left open holds its successor back until then.
    config.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 10_000);
    config.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
        settings.instance());
    config.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
    config.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 3_000);
    config.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    return config;
  }

  /** A bug stops the instance; a fault such as a lost broker starts its thread again. */
  private StreamThreadExceptionResponse onFailure(Throwable thrown) {
    if (isError(thrown)) {
      failure.set(thrown);
      LOG.error("No alerts are made any more", thrown);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    LOG.warn("The watch lost a thread to a fault and starts it again", thrown);
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  private static boolean isError(Throwable thrown) {
    int depth = 0;
    for (Throwable cause = thrown; cause != null && depth < MOST_CAUSES; cause = cause.getCause()) {
      if (cause instanceof Error) {
        return true;
      }
      depth++;
    }
    return false;
  }

  /** Why no alerts are made now; empty when they are. */
  public List<String> notReady() {
    Throwable cause = failure.get();
    if (cause != null) {
      return List.of("alerts stopped: " + cause.getMessage());
    }
    KafkaStreams.State state = streams.state();
    return state == KafkaStreams.State.RUNNING ? List.of() : List.of("alerts are " + state);
  }

  /** Stops in order: what was seen is committed, and the ledgers are handed over at once. */
  @Override
  public void close() {
    streams.close(
        CloseOptions.timeout(CLOSE)
            .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
  }
}
