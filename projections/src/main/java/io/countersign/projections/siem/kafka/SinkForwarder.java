package io.countersign.projections.siem.kafka;

import io.countersign.projections.siem.Away;
import io.countersign.projections.siem.EventSink;
import io.countersign.schemas.json.JsonObject;
import io.countersign.schemas.json.JsonRefused;
import io.countersign.schemas.json.JsonValue;
import io.countersign.schemas.json.Limits;
import io.countersign.schemas.json.StrictJson;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the records of the SIEM topic to a sink, in a group of its own: the offsets are committed
 * when the sink has taken them. What somebody else wrote there and is no JSON object is counted,
 * told in the log and passed over, because the record of it is the topic itself.
 */
public final class SinkForwarder implements Work {
  private static final Logger LOG = LoggerFactory.getLogger(SinkForwarder.class);
  private static final Limits WRITTEN =
      new Limits(Integer.MAX_VALUE, Limits.HIGHEST_DEPTH, Integer.MAX_VALUE);

  private final EventSink sink;
  private final MeterRegistry meters;

  private SinkForwarder(EventSink sink, MeterRegistry meters) {
    this.sink = sink;
    this.meters = meters;
  }

  /**
   * Starts forwarding.
   *
   * @param name what the sink is in a word, for logs and meters
   * @param topic name of the SIEM topic
   */
  public static BatchFollower start(
      String name,
      Map<String, String> kafka,
      String topic,
      String group,
      String instance,
      int batchRecords,
      EventSink sink,
      MeterRegistry meters) {
    return BatchFollower.start(
        name,
        GroupConsumer.open(kafka, group, instance, batchRecords),
        List.of(topic),
        new SinkForwarder(sink, meters),
        meters);
  }

  @Override
  public void handle(ConsumerRecords<byte[], byte[]> records) throws Away {
    List<JsonObject> events = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      read(record).ifPresent(events::add);
    }
    sink.send(events);
  }

  private Optional<JsonObject> read(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    try {
      JsonValue json = value == null ? JsonObject.EMPTY : StrictJson.parse(value, WRITTEN);
      if (json instanceof JsonObject object && !object.members().isEmpty()) {
        return Optional.of(object);
      }
    } catch (JsonRefused notJson) {
      LOG.debug("Not JSON", notJson);
    }
    LOG.error(
        "Expected an OCSF event at {}-{} offset {}, but it is none: passed over. Find out who else writes this topic.",
        record.topic(),
        record.partition(),
        record.offset());
    meters.counter("countersign.siem.foreign").increment();
    return Optional.empty();
  }

  @Override
  public void close() {
    sink.close();
  }
}
