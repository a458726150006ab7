package io.countersign.schemas.kafka;

import static java.util.Objects.requireNonNull;

import io.countersign.schemas.Replication;
import io.countersign.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Creates the topics that are missing and verifies those that exist, at the start of every role.
 * Roles that start together may all call this: whoever comes second finds the topic and verifies
 * it. Needs rights to create only while topics are missing.
 */
public final class TopicAdmin {

  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Admin admin;
  private final Duration timeout;

  /**
   * @param admin stays the caller's to close
   * @param timeout for each question to the cluster, and for new topics to become visible
   */
  public TopicAdmin(Admin admin, Duration timeout) {
    this.admin = admin;
    this.timeout = timeout;
  }

  /**
   * Makes sure that the topics exist and are set up so that no record is lost.
   *
   * @param ledgers partition count of commands and events, and of topics created here
   * @throws TopicRefused when a topic would lose records or break the ledger; nobody should retry
   *     that
   * @throws KafkaException when the cluster did not answer or refused the request; a retry may help
   */
  public ClusterFacts ensure(Collection<Topic> topics, int ledgers, Replication replication) {
    if (ledgers < 1) {
      throw new IllegalArgumentException("Expected at least one ledger, but was " + ledgers);
    }
    Set<String> existing = answer(admin.listTopics().names());
    List<Topic> missing =
        topics.stream().filter(topic -> !existing.contains(topic.name())).toList();
    // What exists is judged before anything is created, so that a refusal leaves the cluster as it
    // was.
    Set<Topic> present = new LinkedHashSet<>(topics);
    missing.forEach(present::remove);
    verify(present, ledgers, replication);
    missing.forEach(topic -> create(topic, ledgers, replication));
    Map<String, TopicDescription> described = verify(topics, ledgers, replication);

    Map<String, ClusterFacts.TopicFacts> facts = new HashMap<>();
    described.forEach(
        (name, topic) ->
            facts.put(
                name,
                new ClusterFacts.TopicFacts(
                    topic.topicId().toString(), topic.partitions().size())));
    return new ClusterFacts(answer(admin.describeCluster().clusterId()), ledgers, facts);
  }

  private Map<String, TopicDescription> verify(
      Collection<Topic> topics, int ledgers, Replication replication) {
    if (topics.isEmpty()) {
      return Map.of();
    }
    Map<String, TopicDescription> described = describe(topics);
    Map<String, Map<String, String>> settings = settings(topics);
    List<String> sentences = new ArrayList<>();
    for (Topic topic : topics) {
      TopicDescription description = requireNonNull(described.get(topic.name()), topic.name());
      int replicas =
          description.partitions().stream()
              .mapToInt(partition -> partition.replicas().size())
              .min()
              .orElse(0);
      TopicCheck.Found found =
          new TopicCheck.Found(
              description.partitions().size(),
              replicas,
              settings.getOrDefault(topic.name(), Map.of()));
      sentences.addAll(TopicCheck.differences(topic, ledgers, replication, found));
    }
    if (!sentences.isEmpty()) {
      throw new TopicRefused(sentences);
    }
    return described;
  }

  private void create(Topic topic, int ledgers, Replication replication) {
    NewTopic wanted =
        new NewTopic(topic.name(), Optional.of(ledgers), Optional.of(replication.factor()))
            .configs(topic.settings(replication));
    try {
      answer(admin.createTopics(List.of(wanted)).all());
    } catch (TopicExistsException e) {
      // Another role was faster; verify() judges what it made.
    } catch (InvalidReplicationFactorException e) {
      throw new TopicRefused(
          List.of(
              "Expected %d brokers to hold %s, but the cluster has %d: start the missing brokers, or configure a smaller replication factor"
                  .formatted(
                      replication.factor(),
                      topic.name(),
                      answer(admin.describeCluster().nodes()).size())));
    }
  }

  /**
   * A topic that the controller has just created may be unknown to the broker that is asked, for a
   * moment.
   */
  private Map<String, TopicDescription> describe(Collection<Topic> topics) {
    List<String> names = topics.stream().map(Topic::name).toList();
    return onceVisible(() -> answer(admin.describeTopics(names).allTopicNames()));
  }

  private Map<String, Map<String, String>> settings(Collection<Topic> topics) {
    List<ConfigResource> resources =
        topics.stream()
            .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name()))
            .toList();
    Map<ConfigResource, Config> answers =
        onceVisible(() -> answer(admin.describeConfigs(resources).all()));
    Map<String, Map<String, String>> settings = new HashMap<>();
    answers.forEach(
        (resource, config) -> {
          Map<String, String> values = new HashMap<>();
          for (ConfigEntry entry : config.entries()) {
            if (entry.value() != null) {
              values.put(entry.name(), entry.value());
            }
          }
          settings.put(resource.name(), values);
        });
    return settings;
  }

  private <T> T onceVisible(Supplier<T> question) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      try {
        return question.get();
      } catch (UnknownTopicOrPartitionException e) {
        if (System.nanoTime() - deadline >= 0) {
          throw e;
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private <T> T answer(KafkaFuture<T> future) {
    try {
      return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException kafka) {
        throw kafka;
      }
      throw new KafkaException(
          "Expected an answer from Kafka, but the question failed", e.getCause());
    } catch (java.util.concurrent.TimeoutException e) {
      throw new TimeoutException(
          "Expected an answer from Kafka within "
              + timeout
              + ", but there was none: check that the bootstrap servers are right and reachable",
          e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
