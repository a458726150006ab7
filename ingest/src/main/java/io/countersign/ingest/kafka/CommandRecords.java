package io.countersign.ingest.kafka;

import io.countersign.schemas.TenantPartition;
import io.countersign.schemas.Topics;
import io.countersign.schemas.avro.CommandCodec;
import io.countersign.schemas.command.CommandEnvelope;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A command as a record of {@code countersign.commands}, with the headers by which it is routed.
 */
final class CommandRecords {
  private final Serializer<GenericRecord> values;
  private final int ledgers;

  /**
   * @param ledgers partition count of the commands: the partition is computed here, because client
   *     libraries disagree on partitioners
   */
  CommandRecords(Serializer<GenericRecord> values, int ledgers) {
    this.values = values;
    this.ledgers = ledgers;
  }

  ProducerRecord<byte[], byte[]> of(CommandEnvelope command) {
    String topic = Topics.COMMANDS.name();
    byte[] value = values.serialize(topic, CommandCodec.toAvro(command));
    int partition = TenantPartition.of(command.tenant(), ledgers);
    // No timestamp: the broker sets the log's time.
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, partition, utf8(command.tenant()), value);
    header(record, "ce_specversion", "1.0");
    header(record, "ce_id", command.commandId().toString());
    header(record, "ce_type", type(command.body().type()));
    header(record, "ce_source", "/countersign/ingest");
    header(record, "ce_time", command.issuedAt().toString());
    header(record, "content-type", "application/vnd.apache.avro+binary");
    header(record, RecordHeaders.COMMAND_ID, command.commandId().toString());
    if (command.traceparent() != null) {
      header(record, RecordHeaders.TRACEPARENT, command.traceparent());
    }
    return record;
  }

  /** {@code RecordIntent} is {@code io.countersign.record-intent.v1}. */
  private static String type(String name) {
    String kebab = name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    return "io.countersign." + kebab + ".v1";
  }

  private static void header(ProducerRecord<?, ?> record, String name, String value) {
    record.headers().add(name, utf8(value));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
