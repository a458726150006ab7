package io.countersign.schemas.kafka;

import io.countersign.schemas.Topic;
import java.util.Map;

/**
 * What a cluster said about itself and about our topics when they were verified.
 *
 * @param clusterId Kafka's own id of the cluster
 * @param ledgers the partition count of commands and events
 * @param topics each topic's identity by its name
 */
public record ClusterFacts(String clusterId, int ledgers, Map<String, TopicFacts> topics) {

  public ClusterFacts {
    topics = Map.copyOf(topics);
  }

  /**
   * One topic as it exists.
   *
   * @param id Kafka's own id: a topic deleted and created again under the same name has another one
   * @param partitions its partition count
   */
  public record TopicFacts(String id, int partitions) {}

  /** The facts of a topic that was verified. */
  public TopicFacts of(Topic topic) {
    TopicFacts facts = topics.get(topic.name());
    if (facts == null) {
      throw new IllegalArgumentException(
          "Expected a topic that was verified (" + topics.keySet() + "), but was " + topic.name());
    }
    return facts;
  }
}
