package io.countersign.schemas.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.schemas.Replication;
import io.countersign.schemas.Topic;
import io.countersign.schemas.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicCheckTest {

  @Test
  void acceptsATopicSetUpAsAsked() {
    for (Topic topic : Topics.ALL) {
      assertThat(differences(topic, Map.of())).isEmpty();
    }
  }

  @Test
  void refusesAShortRetentionOfTheRecordAndSaysWhatToDo() {
    assertThat(differences(Topics.EVENTS, Map.of("retention.ms", "604800000")))
        .containsExactly(
            "Expected countersign.events retention.ms = -1 (a shorter retention loses records), but was 604800000:"
                + " set it with kafka-configs --alter --entity-type topics --entity-name countersign.events"
                + " --add-config retention.ms=-1");
    assertThat(differences(Topics.EVENTS, Map.of("retention.bytes", "1000000000"))).hasSize(1);
  }

  @Test
  void refusesEverySettingThatWouldLoseRecords() {
    Map.of(
            "cleanup.policy", "compact",
            "message.timestamp.type", "CreateTime",
            "unclean.leader.election.enable", "true",
            "min.insync.replicas", "1",
            "max.message.bytes", "1000",
            "retention.ms", "1000")
        .forEach(
            (setting, value) ->
                assertThat(differences(Topics.COMMANDS, Map.of(setting, value)))
                    .as("%s = %s", setting, value)
                    .singleElement()
                    .asString()
                    .startsWith("Expected countersign.commands " + setting + " = ")
                    .contains("but was " + value));
  }

  @Test
  void refusesBrokersThatReportNoSuchSetting() {
    Map<String, String> settings = new HashMap<>(Topics.EVENTS.settings(Replication.PRODUCTION));
    settings.remove("cleanup.policy");
    assertThat(
            TopicCheck.differences(
                Topics.EVENTS, 12, Replication.PRODUCTION, new TopicCheck.Found(12, 3, settings)))
        .singleElement()
        .asString()
        .contains("but was not reported");
  }

  @Test
  void acceptsWhatKeepsMoreThanAsked() {
    assertThat(differences(Topics.COMMANDS, Map.of("retention.ms", "-1"))).isEmpty();
    assertThat(differences(Topics.COMMANDS, Map.of("max.message.bytes", "10000000"))).isEmpty();
    assertThat(differences(Topics.COMMANDS, Map.of("min.insync.replicas", "3"))).isEmpty();
  }

  @Test
  void refusesAnotherPartitionCountOfALedgerTopicOnly() {
    TopicCheck.Found found =
        new TopicCheck.Found(4, 3, Topics.EVENTS.settings(Replication.PRODUCTION));
    assertThat(TopicCheck.differences(Topics.EVENTS, 12, Replication.PRODUCTION, found))
        .singleElement()
        .asString()
        .startsWith("Expected countersign.events to have 12 partitions, but it has 4");
    found = new TopicCheck.Found(4, 3, Topics.CALLS.settings(Replication.PRODUCTION));
    assertThat(TopicCheck.differences(Topics.CALLS, 12, Replication.PRODUCTION, found)).isEmpty();
  }

  @Test
  void refusesTooFewReplicas() {
    TopicCheck.Found found =
        new TopicCheck.Found(12, 1, Topics.EVENTS.settings(Replication.PRODUCTION));
    assertThat(TopicCheck.differences(Topics.EVENTS, 12, Replication.PRODUCTION, found))
        .singleElement()
        .asString()
        .startsWith("Expected countersign.events to have 3 replicas, but it has 1");
  }

  private static List<String> differences(Topic topic, Map<String, String> changed) {
    Map<String, String> settings = new HashMap<>(topic.settings(Replication.PRODUCTION));
    settings.putAll(changed);
    return TopicCheck.differences(
        topic, 12, Replication.PRODUCTION, new TopicCheck.Found(12, 3, settings));
  }
}
