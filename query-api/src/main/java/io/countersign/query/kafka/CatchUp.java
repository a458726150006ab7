package io.countersign.query.kafka;

import io.countersign.query.stream.CallContexts;
import io.countersign.query.stream.CallLookup;
import io.countersign.query.stream.StreamCut;
import io.countersign.query.stream.StreamFilter.Judgement;
import io.countersign.query.stream.StreamItem;
import io.countersign.query.stream.StreamReader;
import io.countersign.query.stream.StreamRefused;
import io.countersign.query.stream.StreamToken;
import io.countersign.schemas.avro.kafka.UndecodableRecord;
import io.countersign.schemas.event.EventEnvelope;
import io.countersign.schemas.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one reader from where it was to the live feed, with a consumer of its own. It reads only
 * as fast as its client takes.
 */
final class CatchUp {
  private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int FETCH_BYTES = 256 * 1024;

  /** Records from the end within which the feed is asked to take over. */
  private static final long NEAR = 500;

  /** Records before the start from which calls are learned. */
  private static final long LEARNED = 2_000;

  private final EventLog log;
  private final LiveFeed feed;
  private final CallContexts contexts;
  private final CallLookup lookup;
  private final StreamReader reader;
  private boolean begun;

  /**
   * @param begun whether the client has been told already that its stream has begun
   */
  CatchUp(
      EventLog log,
      LiveFeed feed,
      CallContexts contexts,
      CallLookup lookup,
      StreamReader reader,
      boolean begun) {
    this.log = log;
    this.feed = feed;
    this.contexts = contexts;
    this.lookup = lookup;
    this.reader = reader;
    this.begun = begun;
  }

  /** Goes on from an offset. */
  void from(long offset) {
    guarded((consumer, format, partition) -> follow(consumer, format, partition, offset));
  }

  /** Begins after an event; at the end of the log when none is named. */
  void after(Optional<StreamToken> token) {
    guarded(
        (consumer, format, partition) -> {
          if (token.isPresent() && token.get().ledger() != partition.partition()) {
            throw Places.unknown();
          }
          Places places = new Places(consumer, format, partition);
          Places.Start start = token.isEmpty() ? places.end() : places.after(token.get());
          if (reader.filter().borrows()) {
            learnBefore(consumer, format, partition, start.offset());
          }
          begun = true;
          reader.client().begun(start.before());
          follow(consumer, format, partition, start.offset());
        });
  }

  private interface Reading {
    void read(
        KafkaConsumer<byte[], byte[]> consumer,
        Deserializer<EventEnvelope> format,
        TopicPartition partition)
        throws StreamRefused, IOException, InterruptedException;
  }

  private void guarded(Reading reading) {
    if (reader.ended()) {
      return;
    }
    try (KafkaConsumer<byte[], byte[]> consumer =
            log.consumer("countersign-stream-catch-up", FETCH_BYTES);
        Deserializer<EventEnvelope> format = log.formats().get()) {
      TopicPartition partition = log.partition(reader.tenant());
      consumer.assign(List.of(partition));
      reading.read(consumer, format, partition);
    } catch (StreamRefused e) {
      reader.client().refused(e);
    } catch (InterruptedException e) {
      fail(LiveFeed.stops());
      Thread.currentThread().interrupt();
    } catch (UndecodableRecord e) {
      fail(undecodable());
    } catch (IOException | RuntimeException e) {
      LOG.warn("A stream could not catch up: {}", e.toString());
      fail(unavailable());
    }
  }

  private void fail(StreamCut why) {
    if (begun) {
      reader.cut(why);
    } else {
      reader.client().refused(new StreamRefused(StreamRefused.Kind.UNAVAILABLE, why.message()));
    }
  }

  private void follow(
      KafkaConsumer<byte[], byte[]> consumer,
      Deserializer<EventEnvelope> format,
      TopicPartition partition,
      long offset)
      throws IOException, InterruptedException {
    consumer.seek(partition, offset);
    long next = offset;
    while (!reader.ended()) {
      if (isNear(consumer, partition, next) && feed.join(reader, partition.partition(), next)) {
        return;
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (EventLog.isOf(reader.tenant(), record)) {
          give(log.read(format, record));
        }
        next = record.offset() + 1;
      }
      next = Math.max(next, consumer.position(partition));
    }
  }

  /** The latest calls may not be in the index yet, so they are learned from the log. */
  private void learnBefore(
      KafkaConsumer<byte[], byte[]> consumer,
      Deserializer<EventEnvelope> format,
      TopicPartition partition,
      long offset) {
    Long begin = consumer.beginningOffsets(List.of(partition)).get(partition);
    consumer.seek(partition, Math.max(begin == null ? 0 : begin, offset - LEARNED));
    while (consumer.position(partition) < offset && !reader.ended()) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() < offset && EventLog.isOf(reader.tenant(), record)) {
          contexts.learn(log.read(format, record));
        }
      }
    }
  }

  private static boolean isNear(
      KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long next) {
    Long end = consumer.endOffsets(List.of(partition)).get(partition);
    return end != null && end - next <= NEAR;
  }

  private void give(StreamItem item) throws IOException, InterruptedException {
    contexts.learn(item);
    Judgement judgement = reader.filter().judge(item, contexts.of(item));
    if (judgement == Judgement.UNKNOWN) {
      JsonObject call =
          lookup
              .find(reader.tenant(), String.valueOf(item.event().callId()))
              .orElse(JsonObject.EMPTY);
      if (!call.members().isEmpty()) {
        contexts.put(item, call);
      }
      judgement = reader.filter().judge(item, Optional.of(call));
    }
    switch (judgement) {
      case YES -> reader.put(item);
      case NO, UNKNOWN -> reader.passOver(item);
    }
  }

  static StreamCut undecodable() {
    return new StreamCut(
        StreamCut.Reason.UNDECODABLE,
        "Expected an event next, but there is a record that cannot be read; it lies in the dead"
            + " letters. Read on from /v1/events, and connect without an id.");
  }

  static StreamCut unavailable() {
    return new StreamCut(
        StreamCut.Reason.UNAVAILABLE,
        "Expected the log, the schema registry and the indexes to answer, but one does not. Connect"
            + " again later with the last id.");
  }
}
