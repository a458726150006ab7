package io.countersign.query.kafka;

import io.countersign.query.stream.CallContexts;
import io.countersign.query.stream.StreamCut;
import io.countersign.query.stream.StreamFilter.Judgement;
import io.countersign.query.stream.StreamItem;
import io.countersign.query.stream.StreamReader;
import io.countersign.schemas.avro.kafka.UndecodableRecord;
import io.countersign.schemas.event.EventEnvelope;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of the log for all who have caught up: one consumer of the ledgers that somebody listens
 * to. Who joins says from which offset it has not read yet. The feed keeps the last records of each
 * ledger, so that it can hand over without a hole even when it is a little ahead; what a reader has
 * read itself it does not get again.
 */
final class LiveFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final int FETCH_BYTES = 1024 * 1024;
  private static final int KEPT_RECORDS = 2_000;
  private static final long KEPT_BYTES = 4L * 1024 * 1024;

  private final EventLog log;
  private final CallContexts contexts;
  private final Unknown unknown;
  private final Deserializer<EventEnvelope> format;
  private final Object lock = new Object();
  private final Map<Integer, Ledger> ledgers = new HashMap<>();
  private final Thread thread;
  private @Nullable KafkaConsumer<byte[], byte[]> consumer;
  private boolean closed;

  /** Takes a reader back for which the feed cannot judge an event, from its offset on. */
  interface Unknown {
    void catchUp(StreamReader reader, long offset);
  }

  /** One ledger that somebody listens to. */
  private static final class Ledger {
    /** Offset of the first record that was not handed out. */
    private long next;

    /** Readers, and the first offset that each has not read yet. */
    private final Map<StreamReader, Long> readers = new LinkedHashMap<>();

    private final Deque<Kept> kept = new ArrayDeque<>();
    private long keptFrom;
    private long keptBytes;

    Ledger(long next) {
      this.next = next;
      this.keptFrom = next;
    }

    void keep(Kept record) {
      kept.add(record);
      keptBytes += record.bytes();
      while (kept.size() > KEPT_RECORDS || keptBytes > KEPT_BYTES) {
        Kept oldest = kept.remove();
        keptBytes -= oldest.bytes();
        keptFrom = oldest.record.offset() + 1;
      }
    }
  }

  /** A record, read when the first who listens to its tenant needs it. */
  private static final class Kept {
    private final ConsumerRecord<byte[], byte[]> record;
    private @Nullable StreamItem item;

    Kept(ConsumerRecord<byte[], byte[]> record) {
      this.record = record;
    }

    long bytes() {
      return Math.max(0, record.serializedValueSize());
    }
  }

  LiveFeed(EventLog log, CallContexts contexts, Unknown unknown) {
    this.log = log;
    this.contexts = contexts;
    this.unknown = unknown;
    this.format = log.formats().get();
    this.thread = Thread.ofPlatform().daemon().name("stream-live").start(this::run);
  }

  /**
   * Lets a reader join.
   *
   * @param next offset of the first record that the reader has not read
   * @return whether it has joined; when not, the feed is too far ahead: read on, and ask again
   */
  boolean join(StreamReader reader, int partition, long next) {
    List<Runnable> after = new ArrayList<>();
    synchronized (lock) {
      if (closed) {
        reader.cut(stops());
        return true;
      }
      Ledger ledger = ledgers.computeIfAbsent(partition, absent -> new Ledger(next));
      if (next < ledger.keptFrom) {
        return false;
      }
      ledger.readers.put(reader, next);
      for (Kept kept : new ArrayList<>(ledger.kept)) {
        if (kept.record.offset() >= next && ledger.readers.containsKey(reader)) {
          give(ledger, reader, kept, after);
        }
      }
      leaveIfEnded(reader);
      lock.notifyAll();
    }
    after.forEach(Runnable::run);
    return true;
  }

  /** Lets a reader go. */
  void leave(StreamReader reader) {
    synchronized (lock) {
      ledgers.values().forEach(ledger -> ledger.readers.remove(reader));
      ledgers.values().removeIf(ledger -> ledger.readers.isEmpty());
      lock.notifyAll();
    }
  }

  private void leaveIfEnded(StreamReader reader) {
    if (reader.ended()) {
      leave(reader);
    }
  }

  /** Ledgers that are read. */
  int ledgers() {
    synchronized (lock) {
      return ledgers.size();
    }
  }

  /** Readers that have joined. */
  int readers() {
    synchronized (lock) {
      return ledgers.values().stream().mapToInt(ledger -> ledger.readers.size()).sum();
    }
  }

  private void run() {
    Map<Integer, Ledger> assigned = new HashMap<>();
    while (true) {
      try {
        Map<Integer, Ledger> wanted = wanted();
        if (wanted == null) {
          break;
        }
        if (wanted.isEmpty()) {
          closeConsumer();
          assigned.clear();
          awaitReaders();
          continue;
        }
        poll(assigned, wanted);
      } catch (WakeupException e) {
        LOG.debug("The live stream stops");
      } catch (InterruptedException e) {
        break;
      } catch (RuntimeException | Error e) {
        LOG.warn("The live stream lost the log: {}", e.toString());
        closeConsumer();
        assigned.clear();
        cutAll(
            new StreamCut(
                StreamCut.Reason.UNAVAILABLE,
                "Expected the log to be readable, but it is not. Connect again with the last id."));
      }
    }
    closeConsumer();
    format.close();
  }

  private @Nullable Map<Integer, Ledger> wanted() {
    synchronized (lock) {
      return closed ? null : new HashMap<>(ledgers);
    }
  }

  private void awaitReaders() throws InterruptedException {
    synchronized (lock) {
      while (ledgers.isEmpty() && !closed) {
        lock.wait();
      }
    }
  }

  private void poll(Map<Integer, Ledger> assigned, Map<Integer, Ledger> wanted) {
    KafkaConsumer<byte[], byte[]> from = open();
    if (!assigned.equals(wanted)) {
      from.assign(wanted.keySet().stream().map(this::partition).toList());
      wanted.forEach(
          (number, ledger) -> {
            if (assigned.get(number) != ledger) {
              synchronized (lock) {
                from.seek(partition(number), ledger.next);
              }
            }
          });
      assigned.clear();
      assigned.putAll(wanted);
    }
    List<Runnable> after = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : from.poll(POLL)) {
      synchronized (lock) {
        Ledger ledger = assigned.get(record.partition());
        if (ledger != null && record.offset() >= ledger.next) {
          hand(ledger, new Kept(record), after);
          ledger.next = record.offset() + 1;
        }
      }
    }
    after.forEach(Runnable::run);
  }

  private void hand(Ledger ledger, Kept kept, List<Runnable> after) {
    ledger.keep(kept);
    for (Map.Entry<StreamReader, Long> reader : new ArrayList<>(ledger.readers.entrySet())) {
      if (kept.record.offset() >= reader.getValue()) {
        give(ledger, reader.getKey(), kept, after);
      }
    }
  }

  /** Gives a record to a reader, if it is for it; what a client does with it is its own affair. */
  private void give(Ledger ledger, StreamReader reader, Kept kept, List<Runnable> after) {
    if (!EventLog.isOf(reader.tenant(), kept.record)) {
      return;
    }
    Optional<StreamItem> read = item(reader, kept);
    if (read.isEmpty()) {
      ledger.readers.remove(reader);
      return;
    }
    StreamItem item = read.get();
    Judgement judgement = reader.filter().judge(item, contexts.of(item));
    switch (judgement) {
      case YES -> reader.offer(item);
      case NO -> reader.passOver(item);
      case UNKNOWN -> {
        ledger.readers.remove(reader);
        after.add(() -> unknown.catchUp(reader, kept.record.offset()));
      }
    }
    if (reader.ended()) {
      ledger.readers.remove(reader);
    }
  }

  private Optional<StreamItem> item(StreamReader reader, Kept kept) {
    try {
      StreamItem item = kept.item;
      if (item == null) {
        item = log.read(format, kept.record);
        kept.item = item;
        contexts.learn(item);
      }
      return Optional.of(item);
    } catch (UndecodableRecord e) {
      reader.cut(CatchUp.undecodable());
    } catch (RuntimeException e) {
      LOG.warn("A record could not be read now: {}", e.toString());
      reader.cut(CatchUp.unavailable());
    }
    return Optional.empty();
  }

  private TopicPartition partition(int number) {
    return new TopicPartition(log.topic(), number);
  }

  private KafkaConsumer<byte[], byte[]> open() {
    synchronized (lock) {
      if (consumer == null) {
        consumer = log.consumer("countersign-stream-live", FETCH_BYTES);
      }
      return consumer;
    }
  }

  private void closeConsumer() {
    KafkaConsumer<byte[], byte[]> old;
    synchronized (lock) {
      old = consumer;
      consumer = null;
    }
    if (old != null) {
      try {
        old.close();
      } catch (RuntimeException e) {
        LOG.warn("The consumer of the live stream did not close cleanly: {}", e.toString());
      }
    }
  }

  private void cutAll(StreamCut why) {
    List<StreamReader> all = new ArrayList<>();
    synchronized (lock) {
      ledgers.values().forEach(ledger -> all.addAll(ledger.readers.keySet()));
      ledgers.clear();
    }
    all.forEach(reader -> reader.cut(why));
  }

  static StreamCut stops() {
    return new StreamCut(
        StreamCut.Reason.SERVER_STOPS,
        "This server stops. Connect again with the last id: what is missing is sent then.");
  }

  @Override
  public void close() {
    cutAll(stops());
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
      if (consumer != null) {
        consumer.wakeup();
      }
    }
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
