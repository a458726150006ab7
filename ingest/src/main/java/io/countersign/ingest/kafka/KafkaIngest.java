package io.countersign.ingest.kafka;

import io.countersign.ingest.Acknowledge;
import io.countersign.ingest.CommandLog;
import io.countersign.ingest.IngestSettings;
import io.countersign.ingest.IntakeReports;
import io.countersign.ingest.Waiters;
import io.countersign.schemas.Topic;
import io.countersign.schemas.Topics;
import io.countersign.schemas.avro.AvroSchemas;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.jose.TokenVerifier;
import io.countersign.schemas.kafka.KafkaSettings;
import io.countersign.schemas.registry.SchemaRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;

/**
 * Everything of ingest that talks to Kafka, wired to one cluster and one registry: the producer,
 * the followers and the intake. The topics must exist.
 */
public final class KafkaIngest implements AutoCloseable {
  private final KafkaSettings kafka;
  private final SchemaRegistry registry;
  private final LogFormats formats;
  private final IngestSettings settings;
  private final LongSupplier nanoTime;
  private final MeterRegistry meters;
  private final Producer<byte[], byte[]> producer;
  private final KafkaCommandLog log;
  private final List<Runnable> running = new ArrayList<>();
  private final List<Supplier<Optional<String>>> readiness = new ArrayList<>();
  private final List<Supplier<Optional<String>>> controls = new ArrayList<>();

  /**
   * Registers the schemas of what ingest writes and of what gateways may publish, and opens the
   * producer.
   *
   * @param registry stays the caller's to close
   * @param ledgers partition count of commands and events
   * @throws io.countersign.schemas.registry.RegistryUnavailable when it does not answer; try again
   * @throws io.countersign.schemas.registry.RegistryRefused when it refuses a schema
   */
  public KafkaIngest(
      KafkaSettings kafka,
      SchemaRegistry registry,
      int ledgers,
      IngestSettings settings,
      LongSupplier nanoTime,
      MeterRegistry meters) {
    this.kafka = kafka;
    this.registry = registry;
    this.formats = new LogFormats(registry);
    this.settings = settings;
    this.nanoTime = nanoTime;
    this.meters = meters;
    register(Topics.COMMANDS);
    register(Topics.INTAKE);
    this.producer =
        new KafkaProducer<>(
            ClientProperties.producer(kafka.client("countersign-ingest"), settings));
    this.log =
        new KafkaCommandLog(
            producer,
            formats.commandSerializer(),
            ledgers,
            settings.appendQueue(),
            nanoTime,
            meters);
  }

  private void register(Topic topic) {
    registry.ensure(topic.name() + "-value", Topics.COMPATIBILITY, AvroSchemas.textOf(topic));
  }

  /** Where commands are appended. */
  public CommandLog commandLog() {
    return log;
  }

  /** Begins to follow events, controls and calls. */
  public void follow(Waiters waiters, Memory memory) {
    CommittedPlaces places =
        new CommittedPlaces(kafka.admin("countersign-ingest-places"), settings.projectionsGroup());
    running.add(places::close);
    Past past = new Past(places, InstantSource.system());
    for (Acknowledge level : Acknowledge.values()) {
      EventFollower follower =
          new EventFollower(
              consumer(ClientProperties.follower(client("events-" + level), level)),
              formats.eventDeserializer(),
              level,
              waiters,
              memory,
              level == Acknowledge.COMMITTED ? past : null,
              meters);
      follower.start();
      running.add(follower::close);
      readiness.add(follower::notReady);
      if (level == Acknowledge.COMMITTED) {
        controls.add(follower::notReady);
      }
    }
    followControls(memory, past);
    followCalls(memory);
  }

  private void followControls(Memory memory, Past past) {
    ControlsFollower follower =
        new ControlsFollower(
            consumer(ClientProperties.follower(client("controls"), Acknowledge.COMMITTED)),
            formats.eventDeserializer(),
            memory,
            past,
            meters);
    follower.start();
    running.add(follower::close);
    readiness.add(follower::notReady);
    controls.add(follower::notReady);
  }

  private void followCalls(Memory memory) {
    CallsFollower follower =
        new CallsFollower(
            consumer(ClientProperties.follower(client("calls"), Acknowledge.COMMITTED)),
            formats.snapshotDeserializer(),
            memory,
            meters);
    follower.start();
    running.add(follower::close);
    readiness.add(follower::notReady);
  }

  /** Begins to read what gateways publish themselves, unless that is switched off. */
  public void readIntake(TokenVerifier tokens, IntakeReports reports) {
    if (!settings.intake()) {
      return;
    }
    IntakeConsumer intake =
        new IntakeConsumer(
            consumer(ClientProperties.intake(client("intake"))),
            formats.reportDeserializer(),
            tokens,
            reports,
            log,
            producer,
            settings.answerTimeout(),
            nanoTime,
            meters);
    intake.start();
    running.add(intake::close);
    readiness.add(intake::notReady);
  }

  /** Whether every control that was recorded before is known here. */
  public boolean knowsControls() {
    return !controls.isEmpty() && controls.stream().allMatch(each -> each.get().isEmpty());
  }

  /** Why not everything works yet, or any more; empty when it does. */
  public List<String> notReady() {
    return readiness.stream().flatMap(reason -> reason.get().stream()).toList();
  }

  private Map<String, Object> client(String purpose) {
    return kafka.client("countersign-ingest-" + purpose.toLowerCase(Locale.ROOT));
  }

  private static Consumer<byte[], byte[]> consumer(Map<String, Object> properties) {
    return new KafkaConsumer<>(properties);
  }

  /** Stops reading, then writing. */
  @Override
  public void close() {
    running.reversed().forEach(Runnable::run);
    log.close();
  }
}
