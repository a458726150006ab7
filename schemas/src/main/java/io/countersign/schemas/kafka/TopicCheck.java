package io.countersign.schemas.kafka;

import io.countersign.schemas.Replication;
import io.countersign.schemas.Topic;
import io.countersign.schemas.Topic.Partitioning;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Compares a topic as it exists with the topic as it must be. Knows no client, so every difference
 * can be tried in a test.
 */
final class TopicCheck {

  /**
   * A topic as it exists.
   *
   * @param partitions its partition count
   * @param replicas the smallest number of replicas of any of its partitions
   * @param settings its settings in force, whether set on the topic or inherited
   */
  record Found(int partitions, int replicas, Map<String, String> settings) {
    Found {
      settings = Map.copyOf(settings);
    }
  }

  private TopicCheck() {}

  /**
   * One sentence for each difference that would lose records or break the ledger; empty when the
   * topic is sound.
   */
  static List<String> differences(Topic topic, int ledgers, Replication replication, Found found) {
    List<String> sentences = new ArrayList<>();
    if (topic.partitioning() == Partitioning.PER_LEDGER && found.partitions() != ledgers) {
      sentences.add(
          "Expected %s to have %d partitions, but it has %d: the count decides which ledger a tenant is in and never changes; configure %d ledgers, or start a new ledger generation on new topics"
              .formatted(topic.name(), ledgers, found.partitions(), found.partitions()));
    }
    if (found.replicas() < replication.factor()) {
      sentences.add(
          "Expected %s to have %d replicas, but it has %d: add replicas with kafka-reassign-partitions, or configure a replication factor of %d if losing a broker's disk may lose records"
              .formatted(topic.name(), replication.factor(), found.replicas(), found.replicas()));
    }
    topic
        .settings(replication)
        .forEach(
            (setting, expected) -> {
              String actual = found.settings().getOrDefault(setting, "not reported");
              if (!isSound(setting, expected, actual)) {
                sentences.add(sentence(topic, setting, expected, actual));
              }
            });
    return sentences;
  }

  private static boolean isSound(String setting, String expected, String actual) {
    return switch (setting) {
      // More than asked for keeps more, or takes more: nothing is lost. For retention -1 means for
      // ever.
      case "retention.ms", "retention.bytes" -> atLeast(actual, expected, true);
      case "max.message.bytes",
          "min.insync.replicas",
          "message.timestamp.after.max.ms",
          "message.timestamp.before.max.ms" ->
          atLeast(actual, expected, false);
      default -> expected.equals(actual);
    };
  }

  private static boolean atLeast(String actual, String expected, boolean negativeIsUnlimited) {
    try {
      long is = Long.parseLong(actual);
      long atLeast = Long.parseLong(expected);
      if (negativeIsUnlimited && is < 0) {
        return true;
      }
      return is >= atLeast && !(negativeIsUnlimited && atLeast < 0);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static String sentence(Topic topic, String setting, String expected, String actual) {
    return "Expected %s %s = %s (%s), but was %s: set it with kafka-configs --alter --entity-type topics --entity-name %s --add-config %s=%s"
        .formatted(
            topic.name(),
            setting,
            expected,
            reason(setting),
            actual,
            topic.name(),
            setting,
            expected);
  }

  private static String reason(String setting) {
    return switch (setting) {
      case "cleanup.policy" -> "another policy removes records that must stay";
      case "retention.ms", "retention.bytes" -> "a shorter retention loses records";
      case "message.timestamp.type" -> "records would carry the wrong clock's time";
      case "min.insync.replicas" -> "a record on fewer replicas is lost with them";
      case "unclean.leader.election.enable" -> "an out-of-date replica that leads loses records";
      case "max.message.bytes" -> "large records would be refused";
      default -> "the broker would refuse records for their time";
    };
  }
}
