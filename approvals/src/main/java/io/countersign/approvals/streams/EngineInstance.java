package io.countersign.approvals.streams;

import io.countersign.approvals.Engine;
import io.countersign.approvals.kafka.LedgerCommands;
import io.countersign.approvals.kafka.LedgerOpening;
import io.countersign.approvals.kafka.PlatformForwarder;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.command.Tick;
import io.countersign.schemas.kafka.ClusterFacts;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One engine instance: checks the ledgers, opens new ones, and runs the topology until it is closed
 * or an error stops it.
 */
public final class EngineInstance implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EngineInstance.class);
  private static final Duration CLOSE = Duration.ofSeconds(10);
  private static final int MOST_CAUSES = 100;

  private final KafkaStreams streams;
  private final LedgerCommands commands;
  private @Nullable PlatformForwarder forwarder;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  private EngineInstance(
      EngineSettings settings, Engine engine, LogFormats formats, LedgerCommands commands) {
    this.commands = commands;
    CrashLog crashes =
        new CrashLog(settings.stateDirectory().resolve("crashes-g" + settings.generation()));
    Ticker ticker = ledger -> commands.append(ledger, new Tick());
    ProcessorSupplier<byte[], byte[], LedgerKey, byte[]> supplier =
        () -> new EngineProcessor(engine, new RegistryWire(formats), ticker, crashes);
    this.streams =
        new KafkaStreams(EngineTopology.of(supplier), new StreamsConfig(config(settings, crashes)));
    streams.setUncaughtExceptionHandler(this::onFailure);
    streams.setStateListener(
        (next, previous) -> {
          LOG.info("Engine is {} (was {})", next, previous);
          if (next == KafkaStreams.State.ERROR || next == KafkaStreams.State.NOT_RUNNING) {
            stopped.countDown();
          }
        });
  }

  /**
   * Checks the ledgers and starts. Returns while the instance is still taking over its ledgers: see
   * {@link #notReady}.
   *
   * @param facts topics as the cluster has them now
   * @throws io.countersign.approvals.kafka.LedgerRefused when a topic is not what its ledger was
   *     written to
   */
  public static EngineInstance start(
      EngineSettings settings, Engine engine, LogFormats formats, ClusterFacts facts) {
    LedgerCommands commands =
        new LedgerCommands(settings.connection(), formats, settings.instance());
    try (Admin admin = Admin.create(settings.connection())) {
      new LedgerOpening(settings.connection(), admin, formats, facts)
          .open(
              settings.applicationId(), settings.generation(), settings.ledgerSettings(), commands);
      EngineInstance instance = new EngineInstance(settings, engine, formats, commands);
      instance.streams.start();
      instance.forwarder =
          new PlatformForwarder(settings.connection(), formats, facts.ledgers(), commands);
      return instance;
    } catch (RuntimeException | Error e) {
      commands.close();
      throw e;
    }
  }

  private static Map<String, Object> config(EngineSettings settings, CrashLog crashes) {
    Map<String, Object> config = new HashMap<>(settings.connection());
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
    config.put(
        StreamsConfig.CLIENT_ID_CONFIG, settings.applicationId() + "-" + settings.instance());
    config.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDirectory().toString());
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
    config.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbys());
    config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, settings.replicationFactor());
    config.put(
        StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, RefusedRecords.class.getName());
    config.put(RefusedRecords.CRASHES, crashes);
    config.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
        EngineTopology.MAX_STATE_BYTES);
    config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
    config.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    // Every commit pauses the thread, and nobody waits for one: callers are answered before it.
    config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1_000);
    config.put(StreamsConfig.POLL_MS_CONFIG, 20);
    config.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);
    // What a killed instance left open holds its successor back until then.
    config.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 5_000);
    config.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 5);
    config.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG), 100);
    config.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
        settings.instance());
    config.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 6_000);
    config.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 1_500);
    // Commands that were removed before they were applied must stop us, never be passed over.
    config.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    return config;
  }

  /**
   * A bug stops the instance; a fault such as a lost broker or registry starts its thread again.
   */
  private StreamThreadExceptionResponse onFailure(Throwable thrown) {
    if (isError(thrown)) {
      failure.set(thrown);
      LOG.error("The engine stops, because going on could make the record wrong", thrown);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    LOG.warn("The engine lost a thread to a fault and starts it again", thrown);
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

  /** Why the instance does not handle commands now; empty when it does. */
  public List<String> notReady() {
    Throwable cause = failure.get();
    if (cause != null) {
      return List.of("engine stopped: " + cause.getMessage());
    }
    KafkaStreams.State state = streams.state();
    if (state != KafkaStreams.State.RUNNING) {
      return List.of("engine is " + state);
    }
    return forwarder == null ? List.of() : forwarder.notReady();
  }

  /** Why the instance stopped by itself, if it did. */
  public @Nullable Throwable failure() {
    return failure.get();
  }

  /**
   * Waits until the instance has stopped, by {@link #close} or by itself; returns whether it has.
   */
  public boolean awaitStopped(Duration patience) throws InterruptedException {
    return stopped.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Stops in order: what is handled is committed, and the ledgers are handed over at once. */
  @Override
  public void close() {
    if (forwarder != null) {
      forwarder.close();
    }
    streams.close(
        CloseOptions.timeout(CLOSE)
            .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    commands.close();
  }
}
