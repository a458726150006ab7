package io.countersign.ingest.kafka;

import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.Topics;
import io.countersign.schemas.command.CommandEnvelope;
import io.countersign.schemas.kafka.LogHeaders;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A command as a record of {@code countersign.commands}, with the headers by which it is routed.
 */
final class CommandRecords {
  private final Serializer<CommandEnvelope> values;
  private final int ledgers;

  /**
   * @param ledgers partition count of the commands: the partition is computed here, because client
   *     libraries disagree on partitioners
   */
  CommandRecords(Serializer<CommandEnvelope> values, int ledgers) {
    this.values = values;
    this.ledgers = ledgers;
  }

  ProducerRecord<byte[], byte[]> of(CommandEnvelope command) {
    String topic = Topics.COMMANDS.name();
    byte[] value = values.serialize(topic, command);
    int partition = TenantPartition.of(command.tenant(), ledgers);
    // No timestamp: the broker sets the log's time.
    return new ProducerRecord<>(
        topic,
        partition,
        null,
        utf8(command.tenant()),
        value,
        LogHeaders.of(
            command.commandId(),
            command.body().type(),
            "/countersign/ingest",
            command.issuedAt(),
            command.commandId(),
            command.traceparent()));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
