package io.countersign.ingest.kafka;

import io.countersign.ingest.CommandLog;
import io.countersign.ingest.IntakeReports;
import io.countersign.ingest.Problems;
import io.countersign.schemas.Topics;
import io.countersign.schemas.access.Caller;
import io.countersign.schemas.avro.kafka.UndecodableRecord;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.http.ProblemException;
import io.countersign.schemas.intake.IntakeReport;
import io.countersign.schemas.jose.TokenRefused;
import io.countersign.schemas.jose.TokenVerifier;
import io.countersign.schemas.kafka.LogHeaders;
import io.countersign.schemas.registry.RegistryRefused;
import io.countersign.schemas.registry.RegistryUnavailable;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads {@code countersign.intake}, in a group, and forwards each report as a command. The
 * publisher proves who it is by a token in the record's {@code authorization} header, because Kafka
 * does not tell a consumer who wrote a record. A report that is refused becomes a dead letter; one
 * that can not be forwarded now is read again. Offsets are committed only after Kafka has the
 * command or the dead letter, so a report may be forwarded twice, but with the same command id.
 */
public final class IntakeConsumer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(IntakeConsumer.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** Not the report's fault: it comes again. */
  private static final int UNAVAILABLE = 503;

  private final Consumer<byte[], byte[]> consumer;
  private final Deserializer<IntakeReport> values;
  private final TokenVerifier tokens;
  private final IntakeReports reports;
  private final CommandLog commands;
  private final DeadLetters deadLetters;
  private final long timeoutNanos;
  private final LongSupplier nanoTime;
  private final MeterRegistry meters;
  private final Thread thread;
  private final StopSignal stop = new StopSignal();

  /**
   * @param consumer see {@link ClientProperties#intake}; closed with this
   * @param producer for dead letters; stays the caller's to close
   */
  public IntakeConsumer(
      Consumer<byte[], byte[]> consumer,
      Deserializer<IntakeReport> values,
      TokenVerifier tokens,
      IntakeReports reports,
      CommandLog commands,
      Producer<byte[], byte[]> producer,
      Duration timeout,
      LongSupplier nanoTime,
      MeterRegistry meters) {
    this.consumer = consumer;
    this.values = values;
    this.tokens = tokens;
    this.reports = reports;
    this.commands = commands;
    this.deadLetters = new DeadLetters(producer);
    this.timeoutNanos = timeout.toNanos();
    this.nanoTime = nanoTime;
    this.meters = meters;
    this.thread = Thread.ofPlatform().name("ingest-intake").daemon().unstarted(this::run);
  }

  /** Begins to read. */
  public void start() {
    thread.start();
  }

  /** Why reports are not read any more; empty when they are. */
  public Optional<String> notReady() {
    return thread.isAlive()
        ? Optional.empty()
        : Optional.of("Expected ingest-intake to run, but it has stopped");
  }

  private void run() {
    try (consumer) {
      consumer.subscribe(List.of(Topics.INTAKE.name()));
      while (!stop.isGiven()) {
        try {
          forward(consumer.poll(POLL));
        } catch (WakeupException | InterruptException e) {
          // closing, or the loop goes on
        } catch (KafkaException e) {
          log.warn("Expected Kafka to answer the intake, but it did not; trying again", e);
          stop.pause(PAUSE);
        }
      }
    } catch (RuntimeException e) {
      log.error("The intake has stopped; this process is not ready any more", e);
    }
  }

  /** Forwards a batch in order, then commits as far as everything was taken. */
  private void forward(ConsumerRecords<byte[], byte[]> records) {
    Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
    boolean complete = true;
    for (TopicPartition partition : records.partitions()) {
      List<ConsumerRecord<byte[], byte[]>> batch = records.records(partition);
      List<CompletableFuture<Boolean>> taken = batch.stream().map(this::forward).toList();
      for (int i = 0; i < batch.size(); i++) {
        if (!taken.get(i).join()) {
          consumer.seek(partition, batch.get(i).offset());
          complete = false;
          break;
        }
        done.put(partition, new OffsetAndMetadata(batch.get(i).offset() + 1));
      }
    }
    if (!done.isEmpty()) {
      consumer.commitSync(done);
    }
    if (!complete) {
      stop.pause(PAUSE);
    }
  }

  /** Completes with whether the report is done with; never fails. */
  private CompletableFuture<Boolean> forward(ConsumerRecord<byte[], byte[]> record) {
    CommandEnvelope command;
    try {
      command = command(record);
    } catch (RegistryUnavailable | RegistryRefused e) {
      log.warn("Expected the schema registry to answer, but it did not; reading again", e);
      return CompletableFuture.completedFuture(false);
    } catch (TokenRefused refused) {
      return switch (refused.reason()) {
        case KEYS_UNAVAILABLE -> count("repeated", false);
        case TOO_LARGE,
            MALFORMED,
            ALGORITHM,
            TYPE,
            CRITICAL_HEADER,
            ISSUER,
            AUDIENCE,
            SIGNATURE,
            EXPIRED,
            NOT_YET_VALID,
            CLAIMS,
            ROLES ->
            refuse(record, "unauthorized", String.valueOf(refused.getMessage()));
      };
    } catch (ProblemException refused) {
      if (refused.problem().status() == UNAVAILABLE) {
        return count("repeated", false);
      }
      return refuse(record, Problems.code(refused), Problems.detail(refused));
    } catch (UndecodableRecord | IllegalArgumentException e) {
      return refuse(record, "undecodable", "Expected an IntakeReport, but it is none.");
    } catch (RuntimeException e) {
      // A bug; it must not stop the reports behind this one. No message: it may repeat a value.
      log.error("Expected a report to be handled, but it failed with {}", e.getClass().getName());
      return refuse(record, "failed", "Expected to handle this report, but it failed.");
    }
    return commands
        .append(command, nanoTime.getAsLong() + timeoutNanos)
        .thenCompose(
            result ->
                switch (result) {
                  case WRITTEN -> count("forwarded", true);
                  case TOO_LARGE ->
                      refuse(record, "too-large", "Expected a smaller report after redaction.");
                  case NOT_SENT, LOST -> count("repeated", false);
                });
  }

  private CommandEnvelope command(ConsumerRecord<byte[], byte[]> record) {
    String header = LogHeaders.text(record.headers(), LogHeaders.AUTHORIZATION).orElse("");
    if (!header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      throw Problems.unauthenticated();
    }
    Caller caller = tokens.verify(header.substring(7).strip());
    return reports.command(
        values.deserialize(record.topic(), record.value()),
        caller,
        LogHeaders.text(record.headers(), LogHeaders.TRACEPARENT).orElse(null));
  }

  private CompletableFuture<Boolean> refuse(
      ConsumerRecord<byte[], byte[]> record, String reason, String message) {
    return deadLetters
        .write(record, reason, message)
        .handle((written, failure) -> failure == null)
        .thenCompose(written -> count(written ? "refused" : "repeated", written));
  }

  private CompletableFuture<Boolean> count(String result, boolean done) {
    meters.counter("countersign.ingest.intake", "result", result).increment();
    return CompletableFuture.completedFuture(done);
  }

  @Override
  public void close() {
    stop.give();
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
