package io.countersign.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TopicsTest {

  @Test
  void keepsEventsForEver() {
    assertThat(Topics.EVENTS.settings(Replication.PRODUCTION))
        .containsEntry("cleanup.policy", "delete")
        .containsEntry("retention.ms", "-1")
        .containsEntry("retention.bytes", "-1")
        .containsEntry("min.insync.replicas", "2")
        .containsEntry("unclean.leader.election.enable", "false")
        .containsEntry("message.timestamp.type", "CreateTime");
  }

  @Test
  void stampsCommandsWithTheLogsTime() {
    assertThat(Topics.COMMANDS.settings(Replication.SINGLE))
        .containsEntry("message.timestamp.type", "LogAppendTime")
        .containsEntry("min.insync.replicas", "1")
        .containsEntry("retention.ms", Long.toString(Duration.ofDays(90).toMillis()));
  }

  @Test
  void compactsOpenCalls() {
    assertThat(Topics.CALLS.settings(Replication.SINGLE))
        .containsEntry("cleanup.policy", "compact")
        .doesNotContainKey("retention.ms");
  }

  @Test
  void namesTheSubjectOfAvroTopicsOnly() {
    assertThat(Topics.EVENTS.subject()).contains("countersign.events-value");
    assertThat(Topics.DEAD_LETTERS.subject()).isEmpty();
  }

  @Test
  void letsADeadLetterHoldTheLargestRecordOfAnySource() {
    assertThat(Topics.ALL)
        .filteredOn(topic -> !topic.equals(Topics.DEAD_LETTERS))
        .allSatisfy(
            topic ->
                assertThat(topic.maxMessageBytes())
                    .isLessThan(Topics.DEAD_LETTERS.maxMessageBytes()));
  }

  @Test
  void neverShortensTheRecord() {
    assertThatThrownBy(() -> Topics.EVENTS.retainedFor(Duration.ofDays(1)))
        .hasMessageContaining("Expected countersign.events to be kept for ever");
    assertThat(Topics.COMMANDS.retainedFor(Duration.ofDays(1)).settings(Replication.SINGLE))
        .containsEntry("retention.ms", "86400000");
  }

  @Test
  void refusesMoreInSyncReplicasThanReplicas() {
    assertThatThrownBy(() -> new Replication((short) 1, 2))
        .hasMessageContaining("min.insync.replicas 2 and replication factor 1");
  }
}
