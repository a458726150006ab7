package io.countersign.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ingest.CommandLog.Appended;
import io.countersign.ingest.Given;
import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.avro.AvroBytes;
import io.countersign.schemas.avro.CommandCodec;
import io.countersign.schemas.command.CommandEnvelope;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KafkaCommandLogTest {
  private static final long NEVER = 1_000;

  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
  private volatile int padding;
  private final Serializer<CommandEnvelope> values =
      (topic, record) -> {
        byte[] bytes = AvroBytes.write(CommandCodec.toAvro(record));
        return Arrays.copyOf(bytes, bytes.length + padding);
      };
  private final KafkaCommandLog log =
      new KafkaCommandLog(producer, values, 12, 10, () -> 0L, new SimpleMeterRegistry());
  private final CommandEnvelope intent = Given.intent(Given.CALL);

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void writesToTheTenantsPartitionWithHeaders() {
    CompletableFuture<Appended> appended = log.append(intent, NEVER);
    awaitSent(1);
    assertThat(appended).isNotDone();
    producer.completeNext();
    assertThat(appended.join()).isEqualTo(Appended.WRITTEN);
    ProducerRecord<byte[], byte[]> record = producer.history().getFirst();
    assertThat(record.topic()).isEqualTo("countersign.commands");
    assertThat(record.partition()).isEqualTo(TenantPartition.of("acme", 12));
    assertThat(record.timestamp()).isNull();
    assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("acme");
    Map<String, String> headers = new TreeMap<>();
    record
        .headers()
        .forEach(each -> headers.put(each.key(), new String(each.value(), StandardCharsets.UTF_8)));
    assertThat(headers)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "ce_id", intent.commandId().toString(),
                "ce_type", "io.countersign.record-intent.v1",
                "ce_source", "/countersign/ingest",
                "ce_specversion", "1.0",
                "ce_time", "2026-11-21T09:00:00Z",
                "content-type", "application/vnd.apache.avro+binary",
                "countersign-command-id", intent.commandId().toString()));
  }

  @Test
  void saysThatALostRecordMayBeInTheLog() {
    CompletableFuture<Appended> appended = log.append(intent, NEVER);
    awaitSent(1);
    producer.errorNext(new TimeoutException("expired"));
    assertThat(appended.join()).isEqualTo(Appended.LOST);
  }

  @Test
  void saysThatALargeRecordIsNotInTheLog() {
    padding = 256 * 1024;
    assertThat(join(log.append(intent, NEVER))).isEqualTo(Appended.TOO_LARGE);
    padding = 0;
    CompletableFuture<Appended> appended = log.append(intent, NEVER);
    awaitSent(1);
    producer.errorNext(new RecordTooLargeException("broker"));
    assertThat(appended.join()).isEqualTo(Appended.TOO_LARGE);
  }

  @Test
  void sendsNothingWhoseDeadlineHasPassed() {
    assertThat(join(log.append(intent, 0))).isEqualTo(Appended.NOT_SENT);
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void sendsNothingThatTheProducerOrTheRegistryRefuses() {
    producer.sendException = new TimeoutException("no metadata");
    assertThat(join(log.append(intent, NEVER))).isEqualTo(Appended.NOT_SENT);
    producer.sendException = null;
    padding = -1_000_000;
    assertThat(join(log.append(intent, NEVER))).isEqualTo(Appended.NOT_SENT);
  }

  @Test
  void refusesEverythingAfterItIsClosed() {
    log.close();
    assertThat(join(log.append(intent, NEVER))).isEqualTo(Appended.NOT_SENT);
    assertThat(producer.closed()).isTrue();
  }

  private static Appended join(CompletableFuture<Appended> appended) {
    return appended.orTimeout(30, TimeUnit.SECONDS).join();
  }

  private void awaitSent(int records) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (producer.history().size() < records) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
