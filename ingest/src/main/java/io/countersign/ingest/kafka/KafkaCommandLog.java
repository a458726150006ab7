package io.countersign.ingest.kafka;

import io.countersign.ingest.CommandLog;
import io.countersign.schemas.Topics;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.registry.RegistryUnavailable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commands in {@code countersign.commands}. One idempotent producer, and one thread that encodes
 * and sends: {@link Producer#send} may block while Kafka does not answer, and callers are event
 * loops. One thread also keeps the order in which commands were given.
 */
public final class KafkaCommandLog implements CommandLog, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KafkaCommandLog.class);
  private static final Duration CLOSE = Duration.ofSeconds(2);

  private final Producer<byte[], byte[]> producer;
  private final CommandRecords records;
  private final LongSupplier nanoTime;
  private final BlockingQueue<Append> queue;
  private final Thread sender;
  private final MeterRegistry meters;
  private volatile boolean closed;

  private record Append(
      CommandEnvelope command, long deadlineNanos, CompletableFuture<Appended> result) {}

  /**
   * @param producer see {@link ClientProperties#producer}; this log closes it
   * @param values writes the Confluent wire format
   * @param ledgers partition count of the commands
   * @param queueLimit most commands that wait to be sent
   * @param nanoTime {@link System#nanoTime}
   */
  public KafkaCommandLog(
      Producer<byte[], byte[]> producer,
      Serializer<CommandEnvelope> values,
      int ledgers,
      int queueLimit,
      LongSupplier nanoTime,
      MeterRegistry meters) {
    this.producer = producer;
    this.records = new CommandRecords(values, ledgers);
    this.nanoTime = nanoTime;
    this.meters = meters;
    this.queue = new ArrayBlockingQueue<>(queueLimit);
    this.sender = Thread.ofPlatform().name("ingest-append").daemon().unstarted(this::run);
    meters.gauge("countersign.ingest.append.queue", queue, BlockingQueue::size);
    sender.start();
  }

  @Override
  public CompletableFuture<Appended> append(CommandEnvelope command, long deadlineNanos) {
    Append append = new Append(command, deadlineNanos, new CompletableFuture<>());
    if (closed || !queue.offer(append)) {
      finish(append, Appended.NOT_SENT);
    }
    return append.result;
  }

  private void run() {
    while (!closed) {
      try {
        send(queue.take());
      } catch (InterruptedException e) {
        break;
      }
    }
    for (Append left = queue.poll(); left != null; left = queue.poll()) {
      finish(left, Appended.NOT_SENT);
    }
  }

  private void send(Append append) {
    if (nanoTime.getAsLong() - append.deadlineNanos >= 0) {
      // Its caller has been told no already: an ALLOW for it would be nobody's.
      finish(append, Appended.NOT_SENT);
      return;
    }
    ProducerRecord<byte[], byte[]> record;
    try {
      record = records.of(append.command);
    } catch (RegistryUnavailable e) {
      log.warn("Expected the schema registry to answer, but it did not; a command was not sent");
      finish(append, Appended.NOT_SENT);
      return;
    } catch (RuntimeException e) {
      // Neither the message nor the cause: both may repeat a value of the command.
      log.error(
          "Expected a {} that can be encoded, but it failed with {}; it was not sent",
          append.command.body().type(),
          e.getClass().getName());
      finish(append, Appended.NOT_SENT);
      return;
    }
    if (record.value().length > Topics.MAX_COMMAND_BYTES) {
      finish(append, Appended.TOO_LARGE);
      return;
    }
    send(append, record);
  }

  private void send(Append append, ProducerRecord<byte[], byte[]> record) {
    try {
      var unused = producer.send(record, (metadata, failure) -> finish(append, result(failure)));
    } catch (KafkaException | IllegalStateException e) {
      log.warn("Expected Kafka's producer to take a command, but it failed", e);
      finish(append, Appended.NOT_SENT);
    }
  }

  private Appended result(Exception failure) {
    if (failure == null) {
      return Appended.WRITTEN;
    }
    if (failure instanceof RecordTooLargeException) {
      return Appended.TOO_LARGE;
    }
    // Called back from within send(), the producer has refused the record before it left.
    return Thread.currentThread().equals(sender) ? Appended.NOT_SENT : Appended.LOST;
  }

  private void finish(Append append, Appended result) {
    Counter.builder("countersign.ingest.appended")
        .tag("result", result.name())
        .register(meters)
        .increment();
    append.result.complete(result);
  }

  /** Stops taking commands, refuses those that wait, and gives those underway two seconds. */
  @Override
  public void close() {
    closed = true;
    sender.interrupt();
    try {
      sender.join(CLOSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Append left = queue.poll(); left != null; left = queue.poll()) {
      finish(left, Appended.NOT_SENT);
    }
    producer.close(CLOSE);
  }
}
