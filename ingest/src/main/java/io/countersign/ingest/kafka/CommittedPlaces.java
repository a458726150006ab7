package io.countersign.ingest.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;

/** How far a consumer group has come, by its committed offsets. */
final class CommittedPlaces
    implements Function<Set<TopicPartition>, Map<TopicPartition, Long>>, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Admin admin;
  private final String group;

  /**
   * @param properties of the admin client
   */
  CommittedPlaces(Map<String, Object> properties, String group) {
    this.admin = Admin.create(properties);
    this.group = group;
  }

  /**
   * The next offset of each of these partitions; without those that the group has no place in.
   *
   * @throws KafkaException when Kafka does not answer; try again
   */
  @Override
  public Map<TopicPartition, Long> apply(Set<TopicPartition> partitions) {
    try {
      Map<TopicPartition, OffsetAndMetadata> offsets =
          admin
              .listConsumerGroupOffsets(
                  Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(partitions)))
              .partitionsToOffsetAndMetadata(group)
              .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      Map<TopicPartition, Long> places = new HashMap<>();
      offsets.forEach(
          (partition, place) -> {
            if (place != null) {
              places.put(partition, place.offset());
            }
          });
      return places;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return Map.of();
      }
      throw new KafkaException("Expected the places of group %s".formatted(group), e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException("Expected the places of group %s in time".formatted(group), e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
