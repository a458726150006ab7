package io.countersign.approvals.notice.kafka;

import io.countersign.approvals.notice.Notice;
import io.countersign.approvals.notice.NoticeDesk;
import io.countersign.approvals.notice.Notices;
import io.countersign.schemas.avro.kafka.LogFormats;
import io.countersign.schemas.avro.kafka.UndecodableRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a topic and hands over what people are told. Its place is committed after the telling was
 * recorded, so that a restart repeats rather than forgets; repeats carry the same message id. The
 * engine does not know of it and never waits for it.
 */
public final class NoticeFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NoticeFollower.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration CLOSE = Duration.ofSeconds(5);
  private static final long COMMIT_NANOS = Duration.ofSeconds(1).toNanos();

  private final FollowerSettings settings;
  private final NoticeSource source;
  private final NoticeDesk desk;
  private final InstantSource clock;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Progress> progress = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile boolean open = true;
  private long committedAtNanos;

  /** Starts following what happens to approvals, see the other constructor. */
  public NoticeFollower(
      FollowerSettings settings,
      LogFormats formats,
      Notices notices,
      NoticeDesk desk,
      InstantSource clock) {
    this(settings, new ApprovalSource(formats, notices), desk, clock);
  }

  /**
   * Starts following.
   *
   * @param source what is followed; closed with this
   * @param desk tells; not closed by this
   */
  public NoticeFollower(
      FollowerSettings settings, NoticeSource source, NoticeDesk desk, InstantSource clock) {
    this.settings = settings;
    this.source = source;
    this.desk = desk;
    this.clock = clock;
    this.consumer = consumer(settings);
    this.thread = Thread.ofPlatform().name(settings.group()).daemon().start(this::follow);
  }

  private static KafkaConsumer<byte[], byte[]> consumer(FollowerSettings settings) {
    Map<String, Object> config = new HashMap<>(settings.connection());
    config.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group());
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, settings.group() + "-" + settings.instance());
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private void follow() {
    try (consumer;
        source) {
      consumer.subscribe(List.of(source.topic()), new Assignment());
      while (open) {
        try {
          followOnce();
        } catch (WakeupException e) {
          LOG.debug("Asked to stop");
        } catch (RuntimeException e) {
          LOG.warn("What people are told is read again", e);
          readAgain();
          LockSupport.parkNanos(PAUSE.toNanos());
        }
      }
    } catch (RuntimeException | Error e) {
      LOG.error("People are not told any more", e);
      throw e;
    }
  }

  private void followOnce() {
    int underWay = progress.values().stream().mapToInt(Progress::open).sum();
    if (underWay >= settings.mostWaiting()) {
      consumer.pause(consumer.assignment());
    } else {
      consumer.resume(consumer.paused());
    }
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      Progress ledger = progress.get(new TopicPartition(record.topic(), record.partition()));
      if (ledger != null) {
        take(record, ledger);
        ledger.read(record.offset());
      }
    }
    source.repeats(clock.instant()).forEach(desk::repeat);
    if (System.nanoTime() - committedAtNanos >= COMMIT_NANOS) {
      committedAtNanos = System.nanoTime();
      commit(progress.keySet());
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record, Progress ledger) {
    Optional<? extends Notice> notice;
    try {
      notice = source.read(record);
    } catch (UndecodableRecord e) {
      LOG.error(
          "People are not told of the record at {}@{}, because it cannot be decoded: {}",
          record.partition(),
          record.offset(),
          e.getMessage());
      return;
    }
    Instant oldest = clock.instant().minus(settings.oldest());
    if (notice.isPresent()
        && !ledger.told(record.offset())
        && !notice.get().recordedAt().isBefore(oldest)) {
      ledger.begin(record.offset());
      desk.tell(notice.get(), () -> ledger.finish(record.offset()));
    }
  }

  private void commit(Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (TopicPartition partition : partitions) {
      Progress ledger = progress.get(partition);
      if (ledger != null && ledger.behind()) {
        offsets.put(partition, new OffsetAndMetadata(ledger.committable()));
      }
    }
    if (!offsets.isEmpty()) {
      consumer.commitSync(offsets);
      offsets.forEach(
          (partition, offset) ->
              progress.computeIfPresent(
                  partition, (same, ledger) -> ledger.committed(offset.offset())));
    }
  }

  private void readAgain() {
    for (TopicPartition partition : consumer.assignment()) {
      Progress ledger = progress.get(partition);
      if (ledger != null) {
        consumer.seek(partition, ledger.next());
      }
    }
  }

  /** Begins and ends the work on a ledger. */
  private final class Assignment implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      Set<TopicPartition> ours = Set.copyOf(partitions);
      // Asked first: what is recorded after them comes after them.
      Map<TopicPartition, Long> ends = consumer.endOffsets(ours);
      long since = clock.instant().minus(settings.lookBack()).toEpochMilli();
      Map<TopicPartition, OffsetAndTimestamp> known =
          consumer.offsetsForTimes(
              ours.stream().collect(Collectors.toMap(Function.identity(), each -> since)));
      Map<TopicPartition, OffsetAndMetadata> told = consumer.committed(ours);
      for (TopicPartition partition : ours) {
        OffsetAndTimestamp start = known.get(partition);
        long next = start == null ? ends.getOrDefault(partition, 0L) : start.offset();
        OffsetAndMetadata floor = told.get(partition);
        progress.put(partition, new Progress(floor == null ? 0 : floor.offset(), next));
        consumer.seek(partition, next);
      }
      LOG.info("People are told of {} ledgers from here", ours.size());
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      try {
        commit(partitions);
      } catch (RuntimeException e) {
        LOG.info("Some notices are told again, because their place was not committed", e);
      }
      partitions.forEach(progress::remove);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      partitions.forEach(progress::remove);
    }
  }

  /** Why people are not told; empty when they are. */
  public List<String> notReady() {
    return thread.isAlive() ? List.of() : List.of("people are not told any more");
  }

  @Override
  public void close() {
    open = false;
    consumer.wakeup();
    try {
      thread.join(CLOSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
