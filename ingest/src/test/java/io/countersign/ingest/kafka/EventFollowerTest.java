package io.countersign.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ingest.Acknowledge;
import io.countersign.ingest.Asked;
import io.countersign.ingest.CallTools;
import io.countersign.ingest.Given;
import io.countersign.ingest.PlatformBrakes;
import io.countersign.ingest.RecentCalls;
import io.countersign.ingest.ToolRedactions;
import io.countersign.ingest.Waiters;
import io.countersign.schemas.avro.AvroBytes;
import io.countersign.schemas.avro.AvroSchemas;
import io.countersign.schemas.avro.EventCodec;
import io.countersign.schemas.avro.kafka.UndecodableRecord;
import io.countersign.schemas.call.Verdict;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.event.EventEnvelope;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;

class EventFollowerTest {
  private static final String TOPIC = "countersign.events";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

  private final Waiters waiters = new Waiters(10);
  private final RecentCalls calls = new RecentCalls(10, 10);
  private final Memory memory =
      new Memory(calls, new CallTools(10), new ToolRedactions(), new PlatformBrakes(12));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicInteger decoded = new AtomicInteger();
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("latest");
  private final Deserializer<EventEnvelope> values =
      (topic, data) -> {
        decoded.incrementAndGet();
        if (data.length == 0) {
          throw new UndecodableRecord(UndecodableRecord.Reason.TOO_SHORT, "empty");
        }
        return EventCodec.fromAvro(AvroBytes.read(data, 0, AvroSchemas.EVENT, AvroSchemas.EVENT));
      };
  private final CommandEnvelope intent = Given.intent(Given.CALL);

  @Test
  void tellsWhoeverWaitsAndPassesOverTheRest() {
    try (EventFollower follower = follow(Acknowledge.APPENDED)) {
      Waiters.Ticket ticket = wait(Acknowledge.APPENDED);
      CommandEnvelope other =
          Given.intent(java.util.UUID.fromString("019aa6a0-5f00-7000-8000-000000000002"));
      add(10, Given.decision(other, Verdict.ALLOW, 4));
      add(11, Given.decision(intent, Verdict.ALLOW, 5));
      assertThat(ticket.heard().orTimeout(30, TimeUnit.SECONDS).join())
          .isInstanceOf(Waiters.Heard.Answered.class);
      assertThat(decoded).hasValue(1);
      assertThat(calls.find("acme", Given.CALL)).isPresent();
      assertThat(follower.notReady()).isEmpty();
    }
  }

  @Test
  void keepsAllCallsUpToDateFromCommittedEvents() {
    try (EventFollower follower = follow(Acknowledge.COMMITTED)) {
      add(10, Given.decision(intent, Verdict.DENY, 5));
      assertThat(follower.notReady()).isEmpty();
      await(() -> calls.find("acme", Given.CALL).isPresent());
    }
  }

  @Test
  void goesOnAfterARecordThatCanNotBeDecoded() {
    try (EventFollower follower = follow(Acknowledge.COMMITTED)) {
      Waiters.Ticket ticket = wait(Acknowledge.COMMITTED);
      consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, 10, new byte[0], new byte[0]));
      add(11, Given.decision(intent, Verdict.ALLOW, 5));
      ticket.heard().orTimeout(30, TimeUnit.SECONDS).join();
      assertThat(follower.notReady()).isEmpty();
      assertThat(meters.counter("countersign.ingest.undecodable", "topic", "events").count())
          .isEqualTo(1);
    }
  }

  @Test
  void isNotReadyBeforeItHasStarted() {
    EventFollower follower =
        new EventFollower(consumer, values, Acknowledge.APPENDED, waiters, memory, null, meters);
    assertThat(follower.notReady()).isPresent();
  }

  private EventFollower follow(Acknowledge level) {
    consumer.updatePartitions(TOPIC, List.of(new PartitionInfo(TOPIC, 0, null, null, null)));
    consumer.updateEndOffsets(Map.of(PARTITION, 10L));
    EventFollower follower =
        new EventFollower(consumer, values, level, waiters, memory, null, meters);
    follower.start();
    await(() -> follower.notReady().isEmpty());
    return follower;
  }

  private Waiters.Ticket wait(Acknowledge level) {
    return (Waiters.Ticket) waiters.admit(Asked.of(intent), level, 0, Long.MAX_VALUE);
  }

  private void add(long offset, EventEnvelope event) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(
            TOPIC,
            0,
            offset,
            event.tenant().getBytes(StandardCharsets.UTF_8),
            AvroBytes.write(EventCodec.toAvro(event)));
    record
        .headers()
        .add(
            "countersign-command-id",
            event.commandId().toString().getBytes(StandardCharsets.UTF_8));
    consumer.addRecord(record);
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
