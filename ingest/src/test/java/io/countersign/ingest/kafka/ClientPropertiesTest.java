package io.countersign.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.ingest.Acknowledge;
import io.countersign.ingest.IngestSettings;
import io.countersign.schemas.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;

class ClientPropertiesTest {
  /** Nobody listens there: clients check their properties before they connect. */
  private static final Map<String, Object> BASE =
      KafkaSettings.of("127.0.0.1:1").client("countersign-ingest-test");

  @Test
  void makesClientsThatKafkaAccepts() {
    Map<String, Object> producer = ClientProperties.producer(BASE, IngestSettings.DEFAULT);
    try (var client = new KafkaProducer<byte[], byte[]>(producer)) {
      assertThat(client.metrics()).isNotEmpty();
      client.close(Duration.ZERO);
    }
    for (Acknowledge level : Acknowledge.values()) {
      try (var client = new KafkaConsumer<>(ClientProperties.follower(BASE, level))) {
        assertThat(client.assignment()).isEmpty();
      }
    }
    try (var client = new KafkaConsumer<>(ClientProperties.intake(BASE))) {
      assertThat(client.groupMetadata().groupId()).isEqualTo("countersign-ingest");
    }
  }

  @Test
  void neverWaitsLongerForKafkaThanForTheAnswer() {
    Map<String, Object> producer = ClientProperties.producer(BASE, IngestSettings.DEFAULT);
    assertThat(producer)
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", true)
        .containsEntry("delivery.timeout.ms", 2_000)
        .containsEntry("request.timeout.ms", 1_000)
        .containsEntry("max.block.ms", 500);
  }

  @Test
  void readsEachLevelByItsIsolation() {
    assertThat(ClientProperties.follower(BASE, Acknowledge.APPENDED))
        .containsEntry("isolation.level", "read_uncommitted");
    assertThat(ClientProperties.follower(BASE, Acknowledge.COMMITTED))
        .containsEntry("isolation.level", "read_committed");
  }
}
