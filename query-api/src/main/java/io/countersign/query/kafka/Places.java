package io.countersign.query.kafka;

import io.countersign.query.stream.StreamRefused;
import io.countersign.query.stream.StreamToken;
import io.countersign.schemas.event.EventEnvelope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Finds places of a ledger in its partition. Offsets have holes, where transactions end, and say
 * nothing about positions; but both only grow, so a place is found by halving.
 */
final class Places {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long FIRST_LOOK_BACK = 64;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Deserializer<EventEnvelope> format;
  private final TopicPartition partition;
  private final long begin;
  private final long end;

  /**
   * @param consumer has this partition alone
   */
  Places(
      KafkaConsumer<byte[], byte[]> consumer,
      Deserializer<EventEnvelope> format,
      TopicPartition partition) {
    this.consumer = consumer;
    this.format = format;
    this.partition = partition;
    this.begin = offset(consumer.beginningOffsets(List.of(partition)), partition);
    this.end = offset(consumer.endOffsets(List.of(partition)), partition);
  }

  private static long offset(Map<TopicPartition, Long> offsets, TopicPartition partition) {
    Long offset = offsets.get(partition);
    if (offset == null) {
      throw new IllegalStateException("Expected an offset of " + partition + ", but there is none");
    }
    return offset;
  }

  /**
   * Where reading begins.
   *
   * @param offset offset of the first record to be read
   * @param before the event before it; empty when there is none
   */
  record Start(long offset, Optional<StreamToken> before) {}

  /** The end of what is committed now. */
  Start end() {
    long back = FIRST_LOOK_BACK;
    while (true) {
      long from = Math.max(begin, end - back);
      Optional<ConsumerRecord<byte[], byte[]>> last = lastFrom(from);
      if (last.isPresent() || from == begin) {
        return new Start(end, last.map(this::token));
      }
      back *= 16;
    }
  }

  private Optional<ConsumerRecord<byte[], byte[]>> lastFrom(long from) {
    Optional<ConsumerRecord<byte[], byte[]>> last = Optional.empty();
    consumer.seek(partition, from);
    while (consumer.position(partition) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < end) {
          last = Optional.of(record);
        }
      }
    }
    return last;
  }

  /**
   * The place after an event.
   *
   * @throws StreamRefused when that event is not in the log
   */
  Start after(StreamToken token) throws StreamRefused {
    long low = begin;
    long high = end;
    while (low < high) {
      long middle = (low + high) >>> 1;
      Optional<ConsumerRecord<byte[], byte[]>> record = firstFrom(middle, high);
      if (record.isEmpty()) {
        high = middle;
        continue;
      }
      int order = token(record.get()).compareTo(token);
      if (order == 0) {
        return new Start(record.get().offset() + 1, Optional.of(token));
      }
      if (order < 0) {
        low = record.get().offset() + 1;
      } else {
        high = middle;
      }
    }
    throw refused(token);
  }

  private StreamRefused refused(StreamToken token) {
    Optional<ConsumerRecord<byte[], byte[]>> first = firstFrom(begin, end);
    if (first.isPresent() && token.compareTo(token(first.get())) < 0) {
      return new StreamRefused(
          StreamRefused.Kind.TOO_OLD,
          "Expected the id of an event that is still in the log, but it is older than all that is:"
              + " connect without it, and read what is missing from /v1/events.");
    }
    return unknown();
  }

  /** The refusal of a place where nothing stands. */
  static StreamRefused unknown() {
    return new StreamRefused(
        StreamRefused.Kind.UNKNOWN_PLACE,
        "Expected the id of an event that has been committed, but there is none of that id: connect"
            + " without it, and read what is missing from /v1/events.");
  }

  private Optional<ConsumerRecord<byte[], byte[]>> firstFrom(long from, long before) {
    consumer.seek(partition, from);
    while (consumer.position(partition) < before) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        return record.offset() < before ? Optional.of(record) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private StreamToken token(ConsumerRecord<byte[], byte[]> record) {
    EventEnvelope event = format.deserialize(record.topic(), record.value());
    return new StreamToken(event.generation(), event.ledger(), event.position());
  }
}
