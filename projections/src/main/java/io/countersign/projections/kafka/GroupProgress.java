package io.countersign.projections.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** How far the instances that follow are, all of them together. */
public final class GroupProgress {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int LOOKS = 30;

  private GroupProgress() {}

  /**
   * Whether every event that is there now has been followed, in every ledger. Waits for half a
   * minute, so that a group that is at work and not behind is not taken for one that is.
   *
   * @throws org.apache.kafka.common.KafkaException when Kafka does not say
   */
  public static boolean hasFollowedAll(FollowerSettings settings) {
    try (Consumer<byte[], byte[]> consumer = EventConsumers.observing(settings)) {
      EventConsumers.rewind(consumer, settings.topics().events());
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
      for (int look = 0; look < LOOKS; look++) {
        if (passed(consumer, ends)) {
          return true;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
      return false;
    }
  }

  /** Whether no event stands between where the group is and the ends; marks of commits may. */
  private static boolean passed(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(ends.keySet());
    for (TopicPartition ledger : ends.keySet()) {
      @Nullable OffsetAndMetadata place = committed.get(ledger);
      if (place == null) {
        consumer.seekToBeginning(Set.of(ledger));
      } else {
        consumer.seek(ledger, place.offset());
      }
    }
    while (EventConsumers.isBefore(consumer, ends)) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        Long end = ends.get(new TopicPartition(record.topic(), record.partition()));
        if (end != null && record.offset() < end) {
          return false;
        }
      }
    }
    return true;
  }
}
