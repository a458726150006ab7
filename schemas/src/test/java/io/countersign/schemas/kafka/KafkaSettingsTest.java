package io.countersign.schemas.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.schemas.kafka.ConsumerTuning.Isolation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaSettingsTest {

  private static final KafkaSettings SETTINGS =
      new KafkaSettings(
          "127.0.0.1:1",
          Map.of(
              "security.protocol", "SASL_PLAINTEXT",
              "sasl.mechanism", "PLAIN",
              "sasl.jaas.config",
                  "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\" password=\"hunter2\";"));

  @Test
  void keepsSecretsToItself() {
    assertThat(SETTINGS)
        .hasToString(
            "KafkaSettings[127.0.0.1:1, properties=[sasl.jaas.config, sasl.mechanism, security.protocol]]");
  }

  @Test
  void makesPropertiesThatKafkasClientsAccept() {
    for (ProducerTuning tuning :
        List.of(
            ProducerTuning.DEFAULT,
            ProducerTuning.DEFAULT.lingering(Duration.ZERO),
            ProducerTuning.DEFAULT
                .lingering(Duration.ofMillis(100))
                .deliveredWithin(Duration.ofMillis(200)))) {
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(
              SETTINGS.producer("p", tuning),
              new ByteArraySerializer(),
              new ByteArraySerializer())) {
        assertThat(producer.metrics()).isNotEmpty();
        producer.close(Duration.ZERO);
      }
    }
    for (ConsumerTuning tuning :
        List.of(ConsumerTuning.group("g"), ConsumerTuning.follower(Isolation.READ_UNCOMMITTED))) {
      try (KafkaConsumer<byte[], byte[]> consumer =
          new KafkaConsumer<>(
              SETTINGS.consumer("c", tuning),
              new ByteArrayDeserializer(),
              new ByteArrayDeserializer())) {
        assertThat(consumer.assignment()).isEmpty();
      }
    }
    try (Admin admin = Admin.create(SETTINGS.admin("a"))) {
      assertThat(admin.metrics()).isNotEmpty();
      admin.close(Duration.ZERO);
    }
  }

  @Test
  void neverRisksARecord() {
    assertThat(SETTINGS.producer("p", ProducerTuning.DEFAULT))
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", true);
    assertThat(SETTINGS.consumer("c", ConsumerTuning.group("g")))
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("enable.auto.commit", false);
    for (String ours :
        List.of("acks", "isolation.level", "enable.auto.commit", "bootstrap.servers")) {
      assertThatThrownBy(() -> new KafkaSettings("a:1", Map.of(ours, "1")))
          .hasMessageContaining("[" + ours + "] are set by Countersign");
    }
  }

  @Test
  void readsPropertiesFromAFile(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("client.properties"), "# c\nssl.keystore.password=hünter\n");
    assertThat(KafkaSettings.of("a:1", file).client("x"))
        .containsEntry("ssl.keystore.password", "hünter")
        .containsEntry("bootstrap.servers", "a:1");
    Files.writeString(file, "password=\\uXYZ");
    assertThatThrownBy(() -> KafkaSettings.of("a:1", file))
        .isInstanceOf(IOException.class)
        .hasMessageNotContaining("XYZ")
        .hasNoCause();
    Files.writeString(file, "#" + "x".repeat(70_000));
    assertThatThrownBy(() -> KafkaSettings.of("a:1", file)).hasMessageContaining("65536 bytes");
  }

  @Test
  void refusesTuningThatCannotWork() {
    assertThatThrownBy(() -> KafkaSettings.of(" ")).hasMessageContaining("bootstrap servers");
    assertThatThrownBy(() -> ProducerTuning.DEFAULT.deliveredWithin(Duration.ofMillis(1)))
        .hasMessageContaining("delivery timeout");
    assertThatThrownBy(() -> ProducerTuning.DEFAULT.lingering(Duration.ofMinutes(1)))
        .hasMessageContaining("twice the linger");
    assertThatThrownBy(() -> ProducerTuning.DEFAULT.lingering(Duration.ofMillis(-1)))
        .hasMessageContaining("linger");
  }
}
