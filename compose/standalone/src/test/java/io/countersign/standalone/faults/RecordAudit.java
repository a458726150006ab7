package io.countersign.standalone.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.approvals.kafka.Replay;
import io.countersign.schemas.Topic;
import io.countersign.schemas.Topics;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.standalone.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** What must hold of the record, whatever became of the processes that wrote it. */
final class RecordAudit implements AutoCloseable {
  /** The engine's consumer group in the first generation. */
  static final String ENGINE = "countersign-engine-g1";

  private static final Duration POLL = Duration.ofMillis(200);

  private final Map<String, Object> connection;
  private final LogFormats formats;
  private final int ledgers;
  private final Admin admin;
  private final KafkaConsumer<byte[], byte[]> follower;
  private final Set<UUID> answered = new HashSet<>();
  private final Map<Integer, List<EventEnvelope>> followed = new TreeMap<>();

  RecordAudit(Map<String, Object> connection, LogFormats formats, int ledgers) {
    this.connection = Map.copyOf(connection);
    this.formats = formats;
    this.ledgers = ledgers;
    this.admin = Admin.create(this.connection);
    this.follower = consumer("read_committed");
    List<TopicPartition> all = IntStream.range(0, ledgers).mapToObj(RecordAudit::log).toList();
    follower.assign(all);
    follower.seekToBeginning(all);
  }

  /**
   * What was found.
   *
   * @param events committed
   * @param aborted events that were written and taken back
   * @param commands re-executed
   */
  record Figures(long events, long aborted, long commands) {}

  /**
   * Waits until every command is handled and no transaction is open, then checks every ledger:
   * positions and tenant sequences are dense, no event id stands twice, what was taken back is byte
   * for byte what was committed, and re-executing the commands gives the same bytes.
   */
  Figures assertSound() {
    Eventually.get(
        () -> {
          assertThat(openTransaction()).as("an open transaction").isFalse();
          assertThat(applied()).as("commands handled").isEqualTo(appended());
          return true;
        });
    long events = 0;
    long aborted = 0;
    Set<UUID> ids = new HashSet<>();
    for (int ledger = 0; ledger < ledgers; ledger++) {
      List<ConsumerRecord<byte[], byte[]>> committed = read(ledger, "read_committed");
      List<EventEnvelope> decoded = decode(committed);
      assertDense(ledger, decoded);
      decoded.forEach(
          event -> assertThat(ids.add(event.eventId())).as("new id: %s", event).isTrue());
      List<ConsumerRecord<byte[], byte[]>> all = read(ledger, "read_uncommitted");
      assertRepeats(all, committed);
      events += committed.size();
      aborted += all.size() - committed.size();
    }
    long commands = 0;
    for (Replay.Result result : new Replay(connection, formats).run(ledgers)) {
      assertThat(result.difference()).as("ledger %s re-executed", result.ledger()).isNull();
      commands += result.commands();
    }
    return new Figures(events, aborted, commands);
  }

  private static void assertDense(int ledger, List<EventEnvelope> events) {
    Map<String, Long> sequences = new TreeMap<>();
    for (int position = 0; position < events.size(); position++) {
      EventEnvelope event = events.get(position);
      assertThat(event.position()).as("position in ledger %s", ledger).isEqualTo(position);
      assertThat(event.ledger()).isEqualTo(ledger);
      long expected = sequences.merge(event.tenant(), 1L, Long::sum) - 1;
      assertThat(event.tenantSequence())
          .as("sequence of %s at %s/%s", event.tenant(), ledger, position)
          .isEqualTo(expected);
    }
  }

  /** A follower that does not wait for commits may see an event twice, but never two events. */
  private void assertRepeats(
      List<ConsumerRecord<byte[], byte[]>> all, List<ConsumerRecord<byte[], byte[]>> committed) {
    Set<Long> offsets = committed.stream().map(ConsumerRecord::offset).collect(Collectors.toSet());
    for (ConsumerRecord<byte[], byte[]> record : all) {
      if (offsets.contains(record.offset())) {
        continue;
      }
      EventEnvelope event = decode(List.of(record)).getFirst();
      assertThat(event.position()).as("taken back, not written again").isLessThan(committed.size());
      ConsumerRecord<byte[], byte[]> stands = committed.get((int) event.position());
      assertThat(Arrays.equals(record.value(), stands.value())).as("bytes of %s", event).isTrue();
      assertThat(record.key()).isEqualTo(stands.key());
      assertThat(record.timestamp()).isEqualTo(stands.timestamp());
      assertThat(record.headers()).isEqualTo(stands.headers());
    }
  }

  /** Every committed event, ledger by ledger. */
  List<EventEnvelope> committed() {
    readOn();
    return followed.values().stream().flatMap(List::stream).toList();
  }

  /** The commands that have been answered by a committed event. */
  Set<UUID> answered() {
    readOn();
    return answered;
  }

  /** Reads on to the present end from where it ended the last time. */
  private void readOn() {
    Map<TopicPartition, Long> ends = follower.endOffsets(follower.assignment());
    while (ends.entrySet().stream()
        .anyMatch(end -> follower.position(end.getKey()) < end.getValue())) {
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      follower.poll(POLL).forEach(records::add);
      for (EventEnvelope event : decode(records)) {
        answered.add(event.commandId());
        followed.computeIfAbsent(event.ledger(), ledger -> new ArrayList<>()).add(event);
      }
    }
  }

  /** Whether some ledger holds events that are not committed yet. */
  boolean openTransaction() {
    return !ends(IsolationLevel.READ_UNCOMMITTED).equals(ends(IsolationLevel.READ_COMMITTED));
  }

  /** Up to which offset the engine has handled the commands of each ledger. */
  private Map<Integer, Long> applied() throws InterruptedException, ExecutionException {
    return admin
        .listConsumerGroupOffsets(ENGINE)
        .partitionsToOffsetAndMetadata()
        .get()
        .entrySet()
        .stream()
        .collect(Collectors.toMap(at -> at.getKey().partition(), at -> at.getValue().offset()));
  }

  private Map<Integer, Long> appended() {
    return ends(Topics.COMMANDS, IsolationLevel.READ_UNCOMMITTED).entrySet().stream()
        .collect(Collectors.toMap(end -> end.getKey().partition(), Map.Entry::getValue));
  }

  private Map<TopicPartition, Long> ends(IsolationLevel isolation) {
    return ends(Topics.EVENTS, isolation);
  }

  private Map<TopicPartition, Long> ends(Topic topic, IsolationLevel isolation) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int ledger = 0; ledger < ledgers; ledger++) {
      asked.put(new TopicPartition(topic.name(), ledger), OffsetSpec.latest());
    }
    try {
      return admin
          .listOffsets(asked, new ListOffsetsOptions(isolation))
          .all()
          .get()
          .entrySet()
          .stream()
          .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError("Cannot ask for the ends of the ledgers", e);
    }
  }

  private List<EventEnvelope> decode(List<ConsumerRecord<byte[], byte[]>> records) {
    try (Deserializer<EventEnvelope> deserializer = formats.eventDeserializer()) {
      return records.stream()
          .map(record -> deserializer.deserialize(Topics.EVENTS.name(), record.value()))
          .toList();
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> read(int ledger, String isolation) {
    TopicPartition log = log(ledger);
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(isolation)) {
      consumer.assign(List.of(log));
      consumer.seekToBeginning(List.of(log));
      long end = consumer.endOffsets(List.of(log)).getOrDefault(log, 0L);
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (consumer.position(log) < end) {
        consumer.poll(POLL).forEach(records::add);
      }
      return records;
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
    Map<String, Object> config = new HashMap<>(connection);
    config.put("isolation.level", isolation);
    config.put("enable.auto.commit", false);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static TopicPartition log(int ledger) {
    return new TopicPartition(Topics.EVENTS.name(), ledger);
  }

  @Override
  public void close() {
    follower.close();
    admin.close();
  }
}
