package io.countersign.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;

/** How a process that begins learns of the controls of before. */
class ControlsFollowerTest {
  private static final TopicPartition EVENTS = new TopicPartition("countersign.events", 0);
  private static final TopicPartition CONTROLS = new TopicPartition("countersign.controls", 0);

  private final Waiters waiters = new Waiters(10);
  private final RecentCalls calls = new RecentCalls(10, 10);
  private final ToolRedactions rules = new ToolRedactions();
  private final Memory memory = new Memory(calls, new CallTools(10), rules, new PlatformBrakes(12));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicInteger decoded = new AtomicInteger();
  private final AtomicReference<Map<TopicPartition, Long>> places =
      new AtomicReference<>(Map.of(EVENTS, 4L));
  private final Dated events = new Dated();
  private final MockConsumer<byte[], byte[]> controls = new MockConsumer<>("earliest");
  private final Deserializer<EventEnvelope> values =
      (topic, data) -> {
        decoded.incrementAndGet();
        if (data.length == 0) {
          throw new UndecodableRecord(UndecodableRecord.Reason.TOO_SHORT, "empty");
        }
        return EventCodec.fromAvro(AvroBytes.read(data, 0, AvroSchemas.EVENT, AvroSchemas.EVENT));
      };
  private final Past past =
      new Past(
          partitions -> {
            Map<TopicPartition, Long> known = places.get();
            if (known.isEmpty()) {
              throw new KafkaException("not now");
            }
            return known;
          },
          InstantSource.fixed(Given.NOW));

  /** The mock of Kafka knows no times. */
  private static final class Dated extends MockConsumer<byte[], byte[]> {
    private volatile long recent = 10;

    Dated() {
      super("latest");
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
        Map<TopicPartition, Long> times) {
      Map<TopicPartition, OffsetAndTimestamp> offsets = new HashMap<>();
      times.forEach(
          (partition, time) -> offsets.put(partition, new OffsetAndTimestamp(recent, time)));
      return offsets;
    }
  }

  @Test
  void readsWhatProjectionsHaveNotReadYetAndThenTheRest() {
    prepare(10, 0);
    try (EventFollower follower = followEvents()) {
      await(() -> !events.assignment().isEmpty());
      assertThat(follower.notReady()).isPresent();
      for (long offset = 4; offset < 9; offset++) {
        add(offset, Given.decision(Given.intent(Given.CALL), Verdict.ALLOW, offset));
      }
      add(9, Given.registered("close", 9, "/note", "MASK"));
      await(() -> follower.notReady().isEmpty());
      assertThat(rules.size()).isEqualTo(1);
      assertThat(decoded).hasValue(1);
      assertThat(calls.size()).isZero();
      CommandEnvelope intent = Given.intent(Given.CALL);
      Waiters.Ticket ticket =
          (Waiters.Ticket)
              waiters.admit(Asked.of(intent), Acknowledge.COMMITTED, 0, Long.MAX_VALUE);
      add(10, Given.decision(intent, Verdict.ALLOW, 10));
      ticket.heard().orTimeout(30, TimeUnit.SECONDS).join();
      assertThat(calls.size()).isEqualTo(1);
    }
  }

  @Test
  void looksBackForBrakesWhereProjectionsAreUpToDate() {
    prepare(10, 0);
    places.set(Map.of(EVENTS, 10L));
    events.recent = 7;
    try (EventFollower follower = followEvents()) {
      await(() -> !events.assignment().isEmpty());
      await(() -> position() == 7);
      assertThat(follower.notReady()).isPresent();
    }
  }

  @Test
  void readsEverythingWhereProjectionsHaveNoPlace() {
    prepare(10, 0);
    places.set(Map.of(CONTROLS, 1L));
    try (EventFollower follower = followEvents()) {
      await(() -> !events.assignment().isEmpty());
      await(() -> position() == 2);
      assertThat(follower.notReady()).isPresent();
    }
  }

  @Test
  void readsTheControlsOnlyAfterThePlaceInTheEventsIsKnown() {
    prepare(4, 1);
    Map<TopicPartition, Long> known = places.getAndSet(Map.of());
    try (ControlsFollower follower = followControls();
        EventFollower eventFollower = followEvents()) {
      await(() -> events.assignment().isEmpty() && !past.isPlaced());
      assertThat(controls.assignment()).isEmpty();
      assertThat(eventFollower.notReady()).isPresent();
      places.set(known);
      await(() -> !controls.assignment().isEmpty());
      assertThat(follower.notReady()).isPresent();
      controls.addRecord(record(CONTROLS, 0, bytes(Given.registered("close", 3, "/note", "MASK"))));
      await(() -> follower.notReady().isEmpty());
      assertThat(rules.size()).isEqualTo(1);
      controls.addRecord(record(CONTROLS, 1, null));
      controls.addRecord(record(CONTROLS, 2, bytes(Given.registered("open", 5))));
      await(() -> rules.size() == 2);
    }
  }

  @Test
  void isNotReadyWithoutAControlThatCanNotBeRead() {
    prepare(4, 1);
    try (ControlsFollower follower = followControls();
        EventFollower eventFollower = followEvents()) {
      await(() -> !controls.assignment().isEmpty());
      controls.addRecord(record(CONTROLS, 0, new byte[0]));
      await(() -> follower.notReady().filter(why -> why.contains("rebuild")).isPresent());
      assertThat(eventFollower.notReady()).isEmpty();
    }
  }

  @Test
  void passesOnThatKafkaDoesNotSayHowFarProjectionsAre() {
    places.set(Map.of());
    assertThat(
            catchThrowableOfType(KafkaException.class, () -> past.of(events, Map.of(EVENTS, 1L))))
        .hasMessage("not now");
    assertThat(past.isPlaced()).isFalse();
  }

  private void prepare(long eventsEnd, long controlsEnd) {
    events.updatePartitions(
        EVENTS.topic(), List.of(new PartitionInfo(EVENTS.topic(), 0, null, null, null)));
    events.updateBeginningOffsets(Map.of(EVENTS, 2L));
    events.updateEndOffsets(Map.of(EVENTS, eventsEnd));
    controls.updatePartitions(
        CONTROLS.topic(), List.of(new PartitionInfo(CONTROLS.topic(), 0, null, null, null)));
    controls.updateBeginningOffsets(Map.of(CONTROLS, 0L));
    controls.updateEndOffsets(Map.of(CONTROLS, controlsEnd));
  }

  private EventFollower followEvents() {
    EventFollower follower =
        new EventFollower(events, values, Acknowledge.COMMITTED, waiters, memory, past, meters);
    follower.start();
    return follower;
  }

  private ControlsFollower followControls() {
    ControlsFollower follower = new ControlsFollower(controls, values, memory, past, meters);
    follower.start();
    return follower;
  }

  private long position() {
    synchronized (events) {
      return events.position(EVENTS);
    }
  }

  private void add(long offset, EventEnvelope event) {
    ConsumerRecord<byte[], byte[]> record = record(EVENTS, offset, bytes(event));
    record.headers().add("countersign-event-type", event.type().getBytes(StandardCharsets.UTF_8));
    events.addRecord(record);
  }

  private static byte[] bytes(EventEnvelope event) {
    return AvroBytes.write(EventCodec.toAvro(event));
  }

  private static ConsumerRecord<byte[], byte[]> record(
      TopicPartition partition, long offset, byte[] value) {
    return new ConsumerRecord<>(
        partition.topic(), partition.partition(), offset, new byte[] {'k'}, value);
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
