package io.countersign.ingest.kafka;

import io.countersign.schemas.event.BrakeEngaged;
import io.countersign.schemas.event.BrakeReleased;
import io.countersign.schemas.event.ToolChanged;
import io.countersign.schemas.event.ToolRegistered;
import io.countersign.schemas.kafka.LogHeaders;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * The events before this process began to follow, of which it needs the controls. It begins where
 * the projections had come to: what is before stands in {@code countersign.controls}, which is read
 * afterwards, so nothing is missed even while projections are down. It begins a little earlier
 * where they are up to date, to know of the last brakes which ledgers have them.
 */
final class Past implements TopicFollower.Start {
  /** For as long a repeated brake is told its count by a process that has just begun. */
  private static final Duration BRAKES = Duration.ofMinutes(15);

  private static final Set<String> CONTROLS =
      Stream.of(ToolRegistered.class, ToolChanged.class, BrakeEngaged.class, BrakeReleased.class)
          .map(Class::getSimpleName)
          .collect(Collectors.toUnmodifiableSet());

  private final Function<Set<TopicPartition>, Map<TopicPartition, Long>> committed;
  private final InstantSource clock;
  private volatile Map<TopicPartition, Long> ends = Map.of();

  /**
   * @param committed the places that the projections have committed; without those that have none
   */
  Past(Function<Set<TopicPartition>, Map<TopicPartition, Long>> committed, InstantSource clock) {
    this.committed = committed;
    this.clock = clock;
  }

  @Override
  public Map<TopicPartition, Long> of(
      Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> now) {
    Map<TopicPartition, Long> places = committed.apply(now.keySet());
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(now.keySet());
    long brakes = clock.millis() - BRAKES.toMillis();
    Map<TopicPartition, OffsetAndTimestamp> recent =
        consumer.offsetsForTimes(
            now.keySet().stream().collect(Collectors.toMap(each -> each, each -> brakes)));
    Map<TopicPartition, Long> starts = new HashMap<>();
    now.forEach(
        (partition, end) -> {
          long place = places.getOrDefault(partition, beginnings.getOrDefault(partition, 0L));
          OffsetAndTimestamp since = recent.get(partition);
          long brake = since == null ? end : since.offset();
          starts.put(partition, Math.min(end, Math.min(place, brake)));
        });
    ends = Map.copyOf(now);
    return starts;
  }

  /** Whether it is known where the past begins and ends. */
  boolean isPlaced() {
    return !ends.isEmpty();
  }

  /** Whether this event was there before the process began to follow. */
  boolean contains(ConsumerRecord<byte[], byte[]> event) {
    Long end = ends.get(new TopicPartition(event.topic(), event.partition()));
    return end != null && event.offset() < end;
  }

  /** Whether an event may be of use; one without the header is looked at. */
  static boolean mayBeControl(ConsumerRecord<byte[], byte[]> event) {
    return LogHeaders.text(event.headers(), LogHeaders.EVENT_TYPE)
        .map(CONTROLS::contains)
        .orElse(true);
  }
}
